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

from .identity import Identity

LIFE = timedelta(days=730)
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass
class KsefCertificate:
    """A certificate of type Authentication or Offline that the simulator has issued.

    `expires_at` may lie before the end that is written in the certificate: TEST lets one rehearse expiry.
    """

    certificate: x509.Certificate
    kind: str
    owner: Identity
    name: str
    requested_at: datetime
    expires_at: datetime
    state: str = "Active"
    used_at: datetime | None = None

    @property
    def serial(self) -> str:
        """Sixteen upper-case hex digits."""
        return f"{self.certificate.serial_number:016X}"

    def is_active(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor outside of its validity."""
        valid = self.certificate.not_valid_before_utc <= now < self.expires_at
        return valid and self.state == "Active"

    def state_at(self, now: datetime) -> str:
        """Active, Blocked, Revoked or Expired."""
        return "Expired" if self.state == "Active" and now >= self.expires_at else self.state


@dataclass(frozen=True)
class Wish:
    """What a certificate shall say, and for whom."""

    subject: x509.Name
    public_key: PublicKey
    kind: str
    owner: Identity
    name: str
    valid_from: datetime | None = None

    @classmethod
    def of_company(cls, nip: str, kind: str, public_key: PublicKey) -> "Wish":
        """A certificate for a company of the demo."""
        parts = [
            (NameOID.COMMON_NAME, f"Firma {nip}"),
            (NameOID.ORGANIZATION_NAME, f"Firma {nip}"),
            (NameOID.ORGANIZATION_IDENTIFIER, f"VATPL-{nip}"),
            (NameOID.COUNTRY_NAME, "PL"),
        ]
        subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])
        return cls(subject, public_key, kind, Identity("Nip", nip), f"Certyfikat {kind}")


class CertificateAuthority:
    """Issues KSeF certificates, and knows whether one comes from here."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CCK KSeF (piaskownica)")])
        self._issued: dict[str, KsefCertificate] = {}

    def issue(self, wish: Wish, now: datetime, requested_at: datetime | None = None) -> KsefCertificate:
        """Certify a key for two years."""
        start = (wish.valid_from or now).replace(microsecond=0)
        builder = x509.CertificateBuilder().subject_name(wish.subject).issuer_name(self._name)
        builder = builder.public_key(wish.public_key)
        builder = builder.serial_number(int.from_bytes(b"\x01" + secrets.token_bytes(7)))
        builder = builder.not_valid_before(start).not_valid_after(start + LIFE)
        builder = builder.add_extension(_usage(wish.kind), critical=True)
        certificate = builder.sign(self._key, hashes.SHA256())
        issued = KsefCertificate(
            certificate, wish.kind, wish.owner, wish.name, requested_at or now, start + LIFE
        )
        self._issued[issued.serial] = issued
        return issued

    def find(self, serial: str) -> KsefCertificate | None:
        """The certificate with this serial number, if it was issued here."""
        return self._issued.get(serial)

    def of(self, certificate: x509.Certificate) -> KsefCertificate | None:
        """The issued certificate that is byte for byte this one."""
        known = self.find(f"{certificate.serial_number:016X}")
        return known if known is not None and known.certificate == certificate else None

    def forget(self) -> None:
        """Nobody holds any certificate; those that are out there are good for nothing."""
        self._issued.clear()

    def owned_by(self, owners: tuple[Identity, ...]) -> list[KsefCertificate]:
        """All certificates of somebody, newest request first."""
        owned = [each for each in self._issued.values() if each.owner in owners]
        return sorted(owned, key=lambda each: each.requested_at, reverse=True)

    def with_key(self, public_key: PublicKey) -> list[KsefCertificate]:
        """All certificates of one key."""
        return [each for each in self._issued.values() if each.certificate.public_key() == public_key]


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
