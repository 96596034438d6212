"""Secrets of companies, encrypted at rest with AES-256-GCM.

A sealed secret is a format byte, the first four bytes of the key's SHA-256 (which key: for rotation), a random
nonce of 12 bytes, then ciphertext and tag. Company and name are authenticated with it, so a sealed secret moved
to another row does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import stat
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from invoicing.model.errors import LatarnikError

_FORMAT = b"\x01"
_KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12


class UnusableKey(LatarnikError):
    """The key for secrets cannot be used.

    Reasons: `secret-key-missing` (no such file), `secret-key-mode` (others than the owner may read it),
    `secret-key-format` (not 32 bytes in base64), `secret-key-other` (the secret was sealed with another key),
    `secret-damaged` (the sealed secret was changed or moved), `secret-key-exists` (never overwritten).
    """

    code = "secret-key-format"


class SecretBox:
    """Seals with the current key, opens with the current and older ones.

    Args:
        current: 32 bytes.
        older: keys that were current before a rotation.
    """

    def __init__(self, current: bytes, *older: bytes) -> None:
        keys = [current, *older]
        if any(len(key) != _KEY_BYTES for key in keys):
            raise UnusableKey
        self._current = _key_id(current)
        self._root = hmac.digest(current, b"latarnik-derived", "sha256")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}

    def seal(self, company_id: UUID, name: str, value: bytes) -> bytes:
        """Encrypt a secret for its row."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, value, _place(company_id, name))
        return _FORMAT + self._current + nonce + sealed

    def open(self, company_id: UUID, name: str, sealed: bytes) -> bytes:
        """Decrypt a secret of its row.

        Raises:
            UnusableKey: sealed with a key we do not have, or changed, or taken from another row.
        """
        key_id, rest = sealed[1 : 1 + _ID_BYTES], sealed[1 + _ID_BYTES :]
        cipher = self._ciphers.get(key_id)
        if sealed[:1] != _FORMAT or cipher is None:
            raise UnusableKey("secret-key-other", name=name)
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _place(company_id, name))
        except InvalidTag as error:
            raise UnusableKey("secret-damaged", name=name) from error

    def derived(self, purpose: bytes, salt: bytes) -> bytes:
        """32 bytes that nobody can foresee who has not got the current key; the same for the same arguments."""
        return hmac.digest(self._root, purpose + b"\0" + salt, "sha256")

    def knows(self, sealed: bytes) -> bool:
        """Whether one of our keys sealed it."""
        return sealed[1 : 1 + _ID_BYTES] in self._ciphers

    def is_current(self, sealed: bytes) -> bool:
        """Whether the current key sealed it; otherwise a rotation has work left."""
        return sealed[1 : 1 + _ID_BYTES] == self._current


def new_key() -> bytes:
    """A random key."""
    return AESGCM.generate_key(bit_length=8 * _KEY_BYTES)


def key_from_text(text: str) -> bytes:
    """The key of a setting: 32 bytes in base64 (either alphabet).

    Raises:
        UnusableKey: it is anything else.
    """
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnusableKey from error
    if len(key) != _KEY_BYTES:
        raise UnusableKey
    return key


def key_to_text(key: bytes) -> str:
    """A key as it stands in a setting or a key file."""
    return base64.b64encode(key).decode()


def create_key_file(path: Path) -> bytes:
    """Make a key and keep it in a new file that only its owner can read (mode 600).

    Raises:
        UnusableKey: there is a file already; a key is never overwritten, its secrets would be lost.
    """
    key = new_key()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UnusableKey("secret-key-exists", path=str(path)) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(key_to_text(key) + "\n")
        file.flush()
        os.fsync(descriptor)
    return key


def read_key_file(path: Path) -> bytes:
    """The key in a file of mode 600 (or 400).

    Raises:
        UnusableKey: missing, readable by others, or no key.
    """
    try:
        with path.open() as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise UnusableKey("secret-key-mode", path=str(path))
            return key_from_text(file.read())
    except OSError as error:
        raise UnusableKey("secret-key-missing", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise UnusableKey from error


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:_ID_BYTES]


def _place(company_id: UUID, name: str) -> bytes:
    return b"latarnik-secret\0" + company_id.bytes + name.encode()
