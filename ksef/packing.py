"""Packing invoices for a batch session: archived, cut into slices, each encrypted on its way to the disk.

Plain XML never touches the disk, and the memory used does not grow with the number of invoices: the archive flows
through one slice after another into files that have no name, so a process that dies leaves nothing behind.

The archive is a compressed tar, because invoices resemble each other and only there does one help to pack the next:
ten thousand of five different lines take a fifth of the bytes of a zip, in the same time.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tarfile
import tempfile
import threading
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from invoicing.model.errors import Refused
from ksef.crypto import SymmetricKey, encode

COMPRESSION = "TarGz"
"""How KSeF has to unpack it (`batchFile.compressionType`)."""
MOST_PARTS = 50
SMALL, LARGE = 16_000_000, 100_000_000  # bytes of a slice before encryption; KSeF takes a hundred million
_SMALL_PARTS = 10  # slices are small as long as they suffice: some go at once, and a stumble repeats only one
_BLOCK_BITS = 128
_LEVEL = 6  # of deflate; 9 takes twice the time for four percent
_AS_GZIP = 31  # for zlib: a window of 32 kB, in the frame of gzip
_RECORD = 512  # tar writes in whole ones
_END = bytes(2 * _RECORD)
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A slice of the archive, encrypted: as KSeF wants it declared, and where its bytes are."""

    ordinal: int
    size: int
    digest: str
    file: IO[bytes]

    async def content(self) -> AsyncIterator[bytes]:
        """The bytes to upload, from the beginning each time, never many of them in memory."""
        for start in range(0, self.size, _CHUNK):
            yield await asyncio.to_thread(os.pread, self.file.fileno(), _CHUNK, start)


class Parcel:
    """Invoices on their way into a batch session; a context manager that lets go of its files.

    Args:
        spool: folder for the slices.
        key: of the session; every slice is encrypted with it from the same vector.
    """

    def __init__(self, spool: Path, key: SymmetricKey) -> None:
        self._slices = _Slices(spool, key)
        self._gzip = zlib.compressobj(_LEVEL, zlib.DEFLATED, _AS_GZIP)
        self._busy = threading.Lock()  # whoever gives up waits for the thread that is still packing
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._busy:
            self._slices.close()

    def add(self, documents: Sequence[bytes]) -> None:
        """Pack some more; blocks for a moment, so call it in a thread.

        Raises:
            Refused: batch-too-large, more than fifty parts.
        """
        with self._busy:
            for document in documents:
                self.count += 1
                self._put(_header(self.count, len(document)))
                self._put(document)
                self._put(bytes(-len(document) % _RECORD))

    def seal(self) -> tuple[Part, ...]:
        """End the archive; its parts, in order."""
        with self._busy:
            self._put(_END)
            self._slices.write(self._gzip.flush())
            return self._slices.finish()

    @property
    def size(self) -> int:
        """Bytes of the plain archive."""
        return self._slices.size

    @property
    def digest(self) -> str:
        """SHA-256 of the plain archive, in Base64."""
        return self._slices.digest

    def _put(self, plain: bytes) -> None:
        self._slices.write(self._gzip.compress(plain))


def _header(ordinal: int, size: int) -> bytes:
    """The record before a document: it tells a name and a length, and nothing about us or the time."""
    entry = tarfile.TarInfo(f"{ordinal:05}.xml")
    entry.size = size
    return entry.tobuf(tarfile.USTAR_FORMAT)


class _Slices:
    """A file that is only written to: what comes is hashed, cut and encrypted."""

    def __init__(self, spool: Path, key: SymmetricKey) -> None:
        self._spool, self._key = spool, key
        self._hash = hashlib.sha256()
        self._parts: list[Part] = []
        self._open: _Slice | None = None
        self._closed = False
        self.size = 0

    def write(self, data: bytes) -> None:
        if self._closed:  # a thread that came too late; nobody waits for its parcel any more
            return
        self.size += len(data)
        self._hash.update(data)
        rest = memoryview(data)
        while rest:
            current = self._open or self._begin()
            room = min(len(rest), current.room)
            current.write(rest[:room])
            rest = rest[room:]
            if not current.room:
                self._end(current)

    def finish(self) -> tuple[Part, ...]:
        if self._open is not None:
            self._end(self._open)
        return tuple(self._parts)

    def close(self) -> None:
        self._closed = True
        for part in self._parts:
            part.file.close()
        if self._open is not None:
            self._open.file.close()

    @property
    def digest(self) -> str:
        return encode(self._hash.digest())

    def _begin(self) -> _Slice:
        ordinal = len(self._parts) + 1
        if ordinal > MOST_PARTS:
            raise Refused("batch-too-large", parts=str(MOST_PARTS))
        self._open = _Slice(self._spool, self._key, SMALL if ordinal <= _SMALL_PARTS else LARGE)
        return self._open

    def _end(self, current: _Slice) -> None:
        current.finish()
        part = Part(len(self._parts) + 1, current.size, encode(current.hash.digest()), current.file)
        self._parts.append(part)
        self._open = None


class _Slice:
    """One slice: AES-256-CBC with PKCS#7, into a file without a name."""

    def __init__(self, spool: Path, key: SymmetricKey, room: int) -> None:
        self.room, self.size, self.hash = room, 0, hashlib.sha256()
        self.file: IO[bytes] = tempfile.TemporaryFile(dir=spool)  # noqa: SIM115 - closed by `_Slices.close`
        self._padder = PKCS7(_BLOCK_BITS).padder()
        self._encryptor = Cipher(algorithms.AES(key.key), modes.CBC(key.iv)).encryptor()

    def write(self, data: memoryview) -> None:
        self.room -= len(data)
        self._put(self._encryptor.update(self._padder.update(bytes(data))))

    def finish(self) -> None:
        self._put(self._encryptor.update(self._padder.finalize()) + self._encryptor.finalize())
        self.file.flush()

    def _put(self, encrypted: bytes) -> None:
        self.size += len(encrypted)
        self.hash.update(encrypted)
        self.file.write(encrypted)
