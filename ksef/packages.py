"""An export package: parts decrypted one after another into a file without a name, then read entry by entry."""

from __future__ import annotations

import hashlib
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from invoicing.model.errors import Misunderstood
from invoicing.services.ksef_records import KsefEntry
from ksef.crypto import SymmetricKey
from ksef.metadata import entries_of, parsed

MOST_BYTES = 1_100_000_000  # of a compressed package (API: 1 GB), with some room
LARGEST_DOCUMENT = 4_000_000  # bytes unpacked; an invoice has at most three million
LARGEST_LIST = 64_000_000  # bytes of `_metadata.json`: ten thousand rows take about ten
_LIST = "_metadata.json"
_BLOCK_BITS = 128
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,  # of zipfile: an entry with a password, or packed in a way it does not know
    ValueError,
    KeyError,
    EOFError,
    OSError,
)
"""How the libraries say that an archive cannot be read."""


class Package:
    """The package of an export, in an unlinked temporary file: a process that dies leaves nothing readable behind.

    Args:
        spool: folder for that file, readable by its owner alone.
        key: of the export, which all parts are encrypted with.
    """

    def __init__(self, spool: Path, key: SymmetricKey) -> None:
        self._key = key
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=spool)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, encrypted: bytes) -> None:
        """Decrypt a part and put it behind those that came before.

        Raises:
            Misunderstood: it was not encrypted with our key, or the package grows beyond what KSeF makes.
        """
        decryptor = Cipher(algorithms.AES(self._key.key), modes.CBC(self._key.iv)).decryptor()
        unpadder = PKCS7(_BLOCK_BITS).unpadder()
        try:
            padded = decryptor.update(encrypted) + decryptor.finalize()
            self._file.write(unpadder.update(padded) + unpadder.finalize())
        except ValueError as error:
            raise Misunderstood("ksef-export-unreadable", why="decryption") from error
        if self._file.tell() > MOST_BYTES:
            raise Misunderstood("ksef-export-unreadable", why="size")

    def entries(self, compression: str) -> Iterator[KsefEntry]:
        """Every entry with its document, in the order of the package's list.

        Args:
            compression: as the answer says, Zip or TarGz.

        Raises:
            Misunderstood: the archive is broken, lacks a document, or holds one with another digest.
        """
        self._file.seek(0)
        try:
            with _opened(self._file, compression) as archive:
                for entry in entries_of(parsed(archive.read(_LIST, LARGEST_LIST))):
                    xml = archive.read(f"{entry.ksef_number}.xml", LARGEST_DOCUMENT)
                    if hashlib.sha256(xml).digest() != entry.sha256:
                        raise Misunderstood("ksef-hash-mismatch", number=str(entry.ksef_number))
                    yield replace(entry, xml=xml)
        except _BROKEN as error:
            raise Misunderstood("ksef-export-unreadable", why=type(error).__name__) from error


class _Archive(Protocol):
    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read(self, name: str, most: int) -> bytes: ...


class _Zip:
    def __init__(self, file: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def read(self, name: str, most: int) -> bytes:
        with self._archive.open(name) as member:
            return _at_most(member, most)


class _TarGz:
    """A tape has no index, so it is wound once to learn where everything lies."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = tarfile.open(fileobj=file, mode="r:gz")  # noqa: SIM115 - closed by __exit__
        self._members = {member.name: member for member in self._archive if member.isfile()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def read(self, name: str, most: int) -> bytes:
        member = self._archive.extractfile(self._members[name])
        if member is None:
            raise KeyError(name)
        with member:
            return _at_most(member, most)


def _opened(file: IO[bytes], compression: str) -> _Archive:
    if compression == "Zip":
        return _Zip(file)
    if compression == "TarGz":
        return _TarGz(file)
    raise Misunderstood("ksef-export-unreadable", why=compression[:40])


def _at_most(member: IO[bytes], most: int) -> bytes:
    content = member.read(most + 1)
    if len(content) > most:
        raise Misunderstood("ksef-export-unreadable", why="bomb")
    return content
