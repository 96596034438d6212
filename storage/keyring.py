"""The installation's keys: the one that seals, older ones that still open, and the root of codes of links.

As text they stand one after another, apart by commas or white space: the current key, older keys, and at the end
perhaps `links:` with the root. Each is 32 bytes in base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fcntl import LOCK_EX, flock
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from invoicing.model.errors import LatarnikError

KEY_BYTES = 32
_ID_BYTES = 4
_LINKS = "links:"


class UnusableKey(LatarnikError):
    """The key for secrets cannot be used.

    Reasons: `secret-key-missing` (no such file), `secret-key-unreadable` (this user may not read it),
    `secret-key-mode` (others than the owner may), `secret-key-format` (not 32 bytes in base64), `secret-key-other` (the
    secret was sealed with another key), `secret-damaged` (the sealed secret was changed or moved), `secret-key-exists`
    (never overwritten).
    """

    code = "secret-key-format"


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """The keys of an installation.

    Attributes:
        current: seals.
        older: still open what they sealed; the oldest is the last.
        links: what codes of links are derived from; None: from the oldest key.
    """

    current: bytes
    older: tuple[bytes, ...] = ()
    links: bytes | None = None

    def rotated(self, *, leaked: bool = False) -> KeyRing:
        """With a new key, and all former ones older.

        Args:
            leaked: make the root of links new as well, so that codes derived from the former open nothing.
        """
        links = new_key() if leaked else self.links or root_of((self.current, *self.older)[-1])
        return KeyRing(new_key(), (self.current, *self.older), links)

    def without_older(self) -> KeyRing:
        """With the current key alone; links live on."""
        return replace(self, older=(), links=self.links or root_of((self.current, *self.older)[-1]))

    @property
    def names(self) -> list[str]:
        """What the keys are called, the current one first; says nothing of the keys themselves."""
        return [key_id(key).hex() for key in (self.current, *self.older)]


def key_id(key: bytes) -> bytes:
    """The name of a key: four bytes of its SHA-256."""
    return hashlib.sha256(key).digest()[:_ID_BYTES]


def root_of(key: bytes) -> bytes:
    """What an installation that has only ever had this key derives codes of links from."""
    return hmac.digest(key, b"latarnik-derived", "sha256")


def new_key() -> bytes:
    """A random key."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def ring_from_text(text: str) -> KeyRing:
    """The keys of a setting or a key file (either alphabet of base64).

    Raises:
        UnusableKey: it is anything else.
    """
    words = text.replace(",", " ").split()
    links = [word.removeprefix(_LINKS) for word in words if word.startswith(_LINKS)]
    keys = [_key(word) for word in words if not word.startswith(_LINKS)]
    if not keys or len(links) > 1:
        raise UnusableKey
    return KeyRing(keys[0], tuple(keys[1:]), _key(links[0]) if links else None)


def ring_to_text(ring: KeyRing) -> str:
    """The keys as they stand in a key file."""
    lines = [key_to_text(key) for key in (ring.current, *ring.older)]
    links = [_LINKS + key_to_text(ring.links)] if ring.links else []
    return "\n".join([*lines, *links, ""])


def key_from_text(text: str) -> bytes:
    """The current key of a setting.

    Raises:
        UnusableKey: it is anything else.
    """
    return ring_from_text(text).current


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
        _write_new(path, ring_to_text(KeyRing(key)))
    except FileExistsError as error:
        raise UnusableKey("secret-key-exists", path=str(path)) from error
    return key


def replace_key_file(path: Path, ring: KeyRing) -> None:
    """Put other keys into the key file: whoever reads it meets the former or the new ones, never half of them."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # of a replacing that was cut off
    _write_new(beside, ring_to_text(ring))
    beside.replace(path)
    _sync_folder(path.parent)


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """One process at a time changes the keys of a key file; others wait."""
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read_ring(path: Path) -> KeyRing:
    """The keys in a file of mode 600 (or 400).

    Raises:
        UnusableKey: missing, not to be read, readable by others, or no key.
    """
    try:
        with path.open() as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise UnusableKey("secret-key-mode", path=str(path))
            return ring_from_text(file.read())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnusableKey("secret-key-missing", path=str(path)) from error
    except OSError as error:
        raise UnusableKey("secret-key-unreadable", path=str(path), why=str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise UnusableKey from error


def read_key_file(path: Path) -> bytes:
    """The current key in a file of mode 600 (or 400).

    Raises:
        UnusableKey: missing, not to be read, readable by others, or no key.
    """
    return read_ring(path).current


def _key(word: str) -> bytes:
    try:
        key = base64.b64decode(word.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnusableKey from error
    if len(key) != KEY_BYTES:
        raise UnusableKey
    return key


def _write_new(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
