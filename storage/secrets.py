"""Secrets of companies, encrypted at rest with AES-256-GCM; the keys themselves are in `keyring`.

A sealed secret is a format byte, the first four bytes of the key's SHA-256 (which key: for rotation), a random
nonce of 12 bytes, then ciphertext and tag. Company and name are authenticated with it, so a sealed secret moved
to another row does not open.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.keyring import (
    KEY_BYTES,
    KeyRing,
    UnusableKey,
    create_key_file,
    key_from_text,
    key_id,
    key_to_text,
    new_key,
    read_key_file,
    root_of,
)

__all__ = [
    "SecretBox",
    "UnusableKey",
    "create_key_file",
    "key_from_text",
    "key_to_text",
    "new_key",
    "read_key_file",
]

_FORMAT = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12


class SecretBox:
    """Seals with the current key, opens with the current and older ones.

    Args:
        current: 32 bytes.
        older: keys that were current before a rotation.
        links: what codes of links are derived from; without it the oldest key's root, so that a rotation leaves
            links alive.
        again: reads the keys anew when a secret was sealed with one that is not known: another process rotates.
    """

    def __init__(
        self,
        current: bytes,
        *older: bytes,
        links: bytes | None = None,
        again: Callable[[], KeyRing] | None = None,
    ) -> None:
        keys = [current, *older]
        if any(len(key) != KEY_BYTES for key in keys):
            raise UnusableKey
        self._take(KeyRing(current, older, links))
        self._root = links or root_of(keys[-1])
        self._again = again

    @classmethod
    def of(cls, ring: KeyRing, again: Callable[[], KeyRing] | None = None) -> SecretBox:
        """A box for the keys of a ring."""
        return cls(ring.current, *ring.older, links=ring.links, again=again)

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
        rest = sealed[1 + _ID_BYTES :]
        cipher = self._ciphers.get(sealed[1 : 1 + _ID_BYTES]) if self.knows(sealed) else None
        if sealed[:1] != _FORMAT or cipher is None:
            raise UnusableKey("secret-key-other", name=name)
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _place(company_id, name))
        except InvalidTag as error:
            raise UnusableKey("secret-damaged", name=name) from error

    def derived(self, purpose: bytes, salt: bytes) -> bytes:
        """32 bytes that nobody can foresee who has not got the current key; the same for the same arguments."""
        return hmac.digest(self._root, purpose + b"\0" + salt, "sha256")

    def voucher(self, purpose: bytes, text: bytes) -> bytes:
        """What only the current key can put under a text; it names its key as a sealed secret does."""
        return self.mark + hmac.digest(self._voucher_key(self._current, purpose), text, "sha256")

    def vouches(self, purpose: bytes, text: bytes, voucher: bytes) -> bool:
        """Whether one of our keys put this under the text."""
        named = voucher[1 : 1 + _ID_BYTES]
        if voucher[:1] != _FORMAT or not self.knows(voucher):
            return False
        right = _FORMAT + named + hmac.digest(self._voucher_key(named, purpose), text, "sha256")
        return hmac.compare_digest(voucher, right)

    def knows(self, sealed: bytes) -> bool:
        """Whether one of our keys sealed it."""
        if sealed[1 : 1 + _ID_BYTES] not in self._ciphers and self._again is not None:
            self._take(self._again())
        return sealed[1 : 1 + _ID_BYTES] in self._ciphers

    def is_current(self, sealed: bytes) -> bool:
        """Whether the current key sealed it; otherwise a rotation has work left."""
        return sealed[1 : 1 + _ID_BYTES] == self._current

    @property
    def mark(self) -> bytes:
        """How everything begins that the current key sealed."""
        return _FORMAT + self._current

    def _take(self, ring: KeyRing) -> None:
        self._current = key_id(ring.current)
        self._keys = {key_id(key): key for key in (ring.current, *ring.older)}
        self._ciphers = {name: AESGCM(key) for name, key in self._keys.items()}
        self._voucher_keys: dict[tuple[bytes, bytes], bytes] = {}

    def _voucher_key(self, name: bytes, purpose: bytes) -> bytes:
        """A key for one purpose alone (HKDF, RFC 5869), so that no seal says anything of what opens secrets."""
        if (name, purpose) not in self._voucher_keys:
            derive = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose)
            self._voucher_keys[name, purpose] = derive.derive(self._keys[name])
        return self._voucher_keys[name, purpose]


def _place(company_id: UUID, name: str) -> bytes:
    return b"latarnik-secret\0" + company_id.bytes + name.encode()
