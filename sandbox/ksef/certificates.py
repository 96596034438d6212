"""KSeF's own certificates: issued by the simulator, known by serial number (facts: sections 2.7 and 9.2)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

LIFE = timedelta(days=730)
ORGANIZATION_IDENTIFIER = x509.ObjectIdentifier("2.5.4.97")
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass
class KsefCertificate:
    """A certificate of type Authentication or Offline that the simulator has issued."""

    certificate: x509.Certificate
    kind: str
    nip: str
    revoked: bool = False

    @property
    def serial(self) -> str:
        """Sixteen upper-case hex digits."""
        return f"{self.certificate.serial_number:016X}"

    def is_active(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor outside of its validity."""
        valid = self.certificate.not_valid_before_utc <= now < self.certificate.not_valid_after_utc
        return valid and not self.revoked


class CertificateAuthority:
    """Issues KSeF certificates, and knows whether one comes from here."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CCK KSeF (piaskownica)")])
        self._issued: dict[str, KsefCertificate] = {}

    def issue(self, nip: str, kind: str, public_key: PublicKey, now: datetime) -> KsefCertificate:
        """Certify a key of a company; `kind` is Authentication or Offline."""
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, f"Firma {nip}"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Firma {nip}"),
                x509.NameAttribute(ORGANIZATION_IDENTIFIER, f"VATPL-{nip}"),
                x509.NameAttribute(NameOID.COUNTRY_NAME, "PL"),
            ]
        )
        start = now.replace(microsecond=0)
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(public_key)
        )
        builder = builder.serial_number(int.from_bytes(b"\x01" + secrets.token_bytes(7)))
        builder = builder.not_valid_before(start).not_valid_after(start + LIFE)
        builder = builder.add_extension(_usage(kind), critical=True)
        issued = KsefCertificate(builder.sign(self._key, hashes.SHA256()), kind, nip)
        self._issued[issued.serial] = issued
        return issued

    def find(self, serial: str) -> KsefCertificate | None:
        """The certificate with this serial number, if it was issued here."""
        return self._issued.get(serial)

    def of(self, certificate: x509.Certificate) -> KsefCertificate | None:
        """The issued certificate that is byte for byte this one."""
        known = self.find(f"{certificate.serial_number:016X}")
        return known if known is not None and known.certificate == certificate else None


def _usage(kind: str) -> x509.KeyUsage:
    offline = kind == "Offline"
    return x509.KeyUsage(
        digital_signature=not offline,
        content_commitment=offline,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def signature_is_right(key: PublicKey, text: bytes, signature: bytes) -> bool:
    """Verify the signature of KOD II: RSA-PSS with salt 32, or ECDSA as R||S or DER."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
            key.verify(signature, text, pss, hashes.SHA256())
        else:
            key.verify(_as_der(signature), text, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _as_der(signature: bytes) -> bytes:
    if len(signature) != 64:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
