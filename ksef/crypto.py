"""Encryption towards KSeF: AES-256-CBC for documents, RSA-OAEP for keys and tokens (documentation, "Szyfrowanie")."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK_BITS = 128


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


def seal(public_key: RSAPublicKey, secret: bytes) -> str:
    """RSAES-OAEP with SHA-256 and MGF1-SHA-256, in Base64."""
    oaep = rsa_padding.OAEP(
        mgf=rsa_padding.MGF1(algorithm=hashes.SHA256()), algorithm=hashes.SHA256(), label=None
    )
    return encode(public_key.encrypt(secret, oaep))


def encode(data: bytes) -> str:
    """Standard Base64 with padding, as JSON of KSeF wants it."""
    return base64.b64encode(data).decode()


def digest(data: bytes) -> str:
    """SHA-256 in Base64."""
    return encode(hashlib.sha256(data).digest())
