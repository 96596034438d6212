"""The Ministry's public keys: RSA-2048, self-signed, with rotation (facts: section 3)."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from .errors import ApiError

TOKEN_USAGE = "KsefTokenEncryption"  # noqa: S105  # a word of the API, no secret
SYMMETRIC_USAGE = "SymmetricKeyEncryption"
USAGES = (TOKEN_USAGE, SYMMETRIC_USAGE)
LIFE = timedelta(days=730)
_OAEP = OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def _digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


@dataclass
class PublishedKey:
    """One private key with its newest certificate."""

    usage: str
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def generate(cls, usage: str, now: datetime) -> "PublishedKey":
        """Make a fresh RSA-2048 key, certified from `now`."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(usage, key, _self_signed(key, now))

    @property
    def public_key_id(self) -> str:
        """Base64 SHA-256 of the SubjectPublicKeyInfo: the selector clients send back."""
        return _digest(self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def decrypt(self, data: bytes) -> bytes:
        """Undo RSAES-OAEP with SHA-256; ValueError when it was not encrypted for this key."""
        return self.key.decrypt(data, _OAEP)

    def recertify(self, now: datetime) -> None:
        """Give the same key a new certificate."""
        self.certificate = _self_signed(self.key, now)

    def row(self) -> dict[str, object]:
        """The entry of `GET /security/public-key-certificates`."""
        der = self.certificate.public_bytes(Encoding.DER)
        return {
            "certificate": base64.b64encode(der).decode(),
            "certificateId": _digest(der),
            "publicKeyId": self.public_key_id,
            "validFrom": self.certificate.not_valid_before_utc.isoformat(),
            "validTo": self.certificate.not_valid_after_utc.isoformat(),
            "usage": [self.usage],
        }


class KeyRing:
    """All published keys, the newest of a usage last."""

    def __init__(self, now: datetime) -> None:
        self._keys = [PublishedKey.generate(usage, now) for usage in USAGES]

    def rows(self, now: datetime) -> list[dict[str, object]]:
        """The published list; certificates that the clock has left behind are renewed for the same key."""
        for key in self._keys:
            certificate = key.certificate
            if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
                key.recertify(now)
        return [key.row() for key in self._keys]

    def find(self, usage: str, public_key_id: str | None) -> list[PublishedKey]:
        """The keys to try: the named one, or all of the usage; 21470 for an unknown or withdrawn id."""
        keys = [key for key in reversed(self._keys) if key.usage == usage]
        if public_key_id is None:
            return keys
        named = [key for key in keys if key.public_key_id == public_key_id]
        if not named:
            raise ApiError(21470, f"Klucz o identyfikatorze {public_key_id} nie jest wspierany.")
        return named

    def rotate(self, usage: str, now: datetime, *, emergency: bool = False) -> None:
        """Publish a new key of a usage; in an emergency the old ones are withdrawn at once."""
        if emergency:
            self._keys = [key for key in self._keys if key.usage != usage]
        self._keys.append(PublishedKey.generate(usage, now))


def oaep_decrypt(keys: list[PublishedKey], data: bytes) -> bytes | None:
    """Try the keys in turn; None when none fits."""
    for key in keys:
        try:
            return key.decrypt(data)
        except ValueError:
            continue
    return None


def aes_encrypt(data: bytes, key: bytes, iv: bytes) -> bytes:
    """AES-256-CBC with PKCS#7, as packages are handed out."""
    padder = padding.PKCS7(128).padder()
    padded = padder.update(data) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def aes_decrypt(data: bytes, key: bytes, iv: bytes) -> bytes | None:
    """Undo AES-256-CBC with PKCS#7; None when it cannot be undone."""
    try:
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        padded = cipher.update(data) + cipher.finalize()
        remover = padding.PKCS7(128).unpadder()
        return remover.update(padded) + remover.finalize()
    except ValueError:
        return None


def _self_signed(key: rsa.RSAPrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "PL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Piaskownica"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Ministerstwo Finansów (piaskownica)"),
        ]
    )
    # A new certificate must win by the greatest validFrom, so whole seconds before now are kept apart from fractions.
    start = now.replace(microsecond=0) - timedelta(minutes=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LIFE)
    )
    return builder.sign(key, hashes.SHA256())
