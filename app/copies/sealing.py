"""The installation's keys behind a passphrase: scrypt makes a key of it, AES-256-GCM seals with that."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from storage.copying import CopyRefused
from storage.keyring import KeyRing, ring_from_text, ring_to_text

SHORTEST = 12
"""Letters of a passphrase: whoever has the copy can try as many as he likes."""
_N, _R, _P = 1 << 15, 8, 3
"""32 MB and a third of a second for each attempt (RFC 7914)."""
_MOST_N = 1 << 20
_PURPOSE = b"latarnik-copy-keys"


def seal_keys(ring: KeyRing, passphrase: str) -> Mapping[str, str | int]:
    """The keys for a manifest.

    Raises:
        CopyRefused: copy-passphrase-short.
    """
    if len(passphrase) < SHORTEST:
        raise CopyRefused("copy-passphrase-short")
    salt, nonce = os.urandom(16), os.urandom(12)
    key = _derived(passphrase, salt, _N, _R, _P)
    sealed = AESGCM(key).encrypt(nonce, ring_to_text(ring).encode(), _PURPOSE)
    texts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    return {
        "n": _N,
        "r": _R,
        "p": _P,
        **{name: base64.b64encode(each).decode() for name, each in texts.items()},
    }


def open_keys(said: Mapping[str, str | int], passphrase: str) -> KeyRing:
    """The keys of a manifest.

    Raises:
        CopyRefused: copy-passphrase-wrong; copy-unknown when it asks for more than any copy of ours does.
    """
    n, r, p = (int(said[name]) for name in "nrp")
    if n > _MOST_N or r > _R or p > _P:
        raise CopyRefused("copy-unknown")
    salt, nonce, sealed = (base64.b64decode(str(said[name])) for name in ("salt", "nonce", "sealed"))
    try:
        plain = AESGCM(_derived(passphrase, salt, n, r, p)).decrypt(nonce, sealed, _PURPOSE)
    except InvalidTag as error:
        raise CopyRefused("copy-passphrase-wrong") from error
    return ring_from_text(plain.decode())


def _derived(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())
