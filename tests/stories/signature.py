"""Somebody who signs documents elsewhere, as Profil Zaufany or a provider of seals would; nothing of ours is used."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.xades import XAdESSigner


class Hand:
    """A key of somebody's own, with the certificate that names them."""

    def __init__(self, *parts: tuple[x509.ObjectIdentifier, str]) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])
        start = datetime(2025, 1, 1, tzinfo=UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(self._key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(start).not_valid_after(start + timedelta(days=1500))
        self._certificate = builder.sign(self._key, hashes.SHA256())

    def signs(self, document: bytes) -> bytes:
        """The document with a signature inside (XAdES, enveloped)."""
        signer = XAdESSigner(
            method=SignatureConstructionMethod.enveloped,
            signature_algorithm=SignatureMethod.ECDSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
        )
        signed = signer.sign(etree.fromstring(document), key=self._key, cert=[self._certificate])
        return etree.tostring(signed, xml_declaration=True, encoding="utf-8")


def seal_of(nip: str) -> Hand:
    """The qualified seal of a company."""
    return Hand(
        (NameOID.COMMON_NAME, f"Firma {nip}"),
        (NameOID.ORGANIZATION_NAME, f"Firma {nip}"),
        (NameOID.ORGANIZATION_IDENTIFIER, f"VATPL-{nip}"),
        (NameOID.COUNTRY_NAME, "PL"),
    )
