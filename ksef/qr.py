"""KOD I and KOD II: the links behind the codes on a visualisation (KSeF documentation, "Kody QR")."""

from __future__ import annotations

import base64
from datetime import date

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from invoicing.model.party import Nip
from invoicing.services.access.certificates import OfflineCertificate
from ksef.contexts import Context
from ksef.csr import loaded


def base64url(data: bytes) -> str:
    """Base64URL without padding, as the links want it.

    >>> base64url(bytes([251, 255]))
    '-_8'
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def verification_link(qr_base: str, nip: Nip, issue_date: date, sha256: bytes) -> str:
    """The link of KOD I.

    Args:
        qr_base: address of the environment the invoice is sent to, such as https://qr.ksef.mf.gov.pl.
        nip: of the seller.
        issue_date: P_1; the link spells it day-month-year.
        sha256: digest of the very bytes sent, 32 bytes.

    >>> verification_link("https://qr.ksef.mf.gov.pl", Nip("5265877635"), date(2026, 2, 1), bytes(32))
    'https://qr.ksef.mf.gov.pl/invoice/5265877635/01-02-2026/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return f"{qr_base.rstrip('/')}/invoice/{nip}/{issue_date:%d-%m-%Y}/{base64url(sha256)}"


def issuer_link(
    qr_base: str, context: Context, nip: Nip, certificate: OfflineCertificate, sha256: bytes
) -> str:
    """The link of KOD II: who issued, signed with the offline certificate and with nothing else.

    Args:
        qr_base: address of the environment, as for KOD I; it is part of what is signed.
        context: in which the issuer logs in to KSeF.
        nip: of the seller.
        certificate: of type Offline; EC P-256 gives a link half as long as RSA does.
        sha256: digest of the very bytes of the invoice, 32 bytes.
    """
    scheme, _, place = qr_base.rstrip("/").rpartition("://")
    said = (
        f"{place}/certificate/{context.kind}/{context.value}/{nip}/{certificate.serial}/{base64url(sha256)}"
    )
    return f"{scheme}://{said}/{base64url(_signature(certificate, said.encode()))}"


def _signature(certificate: OfflineCertificate, said: bytes) -> bytes:
    """RSA-PSS with a salt of 32 bytes, or ECDSA as R and S side by side (IEEE P1363); both over SHA-256.

    ECDSA takes its number from what is signed (RFC 6979): a paper drawn again is the same paper.
    """
    key = loaded(certificate.key)
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        return key.sign(said, pss, hashes.SHA256())
    r, s = decode_dss_signature(key.sign(said, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    width = (key.curve.key_size + 7) // 8
    return r.to_bytes(width, "big") + s.to_bytes(width, "big")
