"""Encryption towards KSeF: AES-256-CBC for documents, RSA-OAEP (or ECIES) for keys and tokens."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_BLOCK_BITS = 128
_NONCE_BYTES, _TAG_BYTES = 12, 16

PublicKey = RSAPublicKey | EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class SymmetricKey:
    """The key of one session and its initialization vector; made fresh for every session, never shown."""

    key: bytes = field(repr=False, default_factory=lambda: os.urandom(32))
    iv: bytes = field(repr=False, default_factory=lambda: os.urandom(16))

    def encrypt(self, data: bytes) -> bytes:
        """AES-256-CBC with PKCS#7; the vector is not put before the result."""
        padder = PKCS7(_BLOCK_BITS).padder()
        padded = padder.update(data) + padder.finalize()
        encryptor = Cipher(algorithms.AES(self.key), modes.CBC(self.iv)).encryptor()
        return encryptor.update(padded) + encryptor.finalize()


def seal(public_key: PublicKey, secret: bytes) -> str:
    """Encrypt for the Ministry in the way its key asks for, in Base64.

    RSA: RSAES-OAEP with SHA-256 and MGF1-SHA-256. P-256: ECIES, see `_seal_on_curve`.
    """
    if isinstance(public_key, EllipticCurvePublicKey):
        return encode(_seal_on_curve(public_key, secret))
    oaep = rsa_padding.OAEP(
        mgf=rsa_padding.MGF1(algorithm=hashes.SHA256()), algorithm=hashes.SHA256(), label=None
    )
    return encode(public_key.encrypt(secret, oaep))


def _seal_on_curve(public_key: EllipticCurvePublicKey, secret: bytes) -> bytes:
    """Ephemeral ECDH, the key for AES-256-GCM is SHA-256 of the shared secret, no additional data.

    The bytes are: SubjectPublicKeyInfo of the ephemeral key, nonce, tag, ciphertext; so the official C# client does.
    """
    ours = ec.generate_private_key(public_key.curve)
    key = hashlib.sha256(ours.exchange(ec.ECDH(), public_key)).digest()
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret, None)
    spki = ours.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return spki + nonce + sealed[-_TAG_BYTES:] + sealed[:-_TAG_BYTES]


def encode(data: bytes) -> str:
    """Standard Base64 with padding, as JSON of KSeF wants it."""
    return base64.b64encode(data).decode()
