"""From uploaded parts to documents: sizes and hashes, decryption, joining, unpacking (facts: section 5)."""

import io
import tarfile
import zipfile
from collections.abc import Iterator

from .batch_records import BatchSession
from .keys import aes_decrypt
from .statuses import BAD_ARCHIVE, BAD_PARTS, EMPTY, TOO_MANY, UNDECRYPTABLE
from .wire import sha256_base64

LARGEST_ENTRY = 16_000_000
ENTRY_NAME = 128


class PackageError(Exception):
    """The package as a whole is refused; `code` is the status of the session."""

    def __init__(self, code: int, *details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def documents(session: BatchSession, most: int) -> list[tuple[str, bytes]]:
    """Names and bytes of the invoices in a closed package.

    Raises:
        PackageError: 405, 420, 430, 435 or 440 as the status of the session.
    """
    archive = _joined(session)
    session.forget_parts()
    found: list[tuple[str, bytes]] = []
    try:
        for name, content in _entries(archive, session.compression):
            if len(found) == most:
                raise PackageError(TOO_MANY)
            found.append((name[-ENTRY_NAME:], content))
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
    ) as wrong:
        raise PackageError(BAD_ARCHIVE) from wrong
    if not found:
        raise PackageError(EMPTY, "Nie przesłano faktur")
    return found


def _joined(session: BatchSession) -> bytes:
    key = session.key or b""
    plain = bytearray()
    for part in session.parts:
        content = part.content or b""
        if sha256_base64(content) != part.digest:
            raise PackageError(BAD_PARTS, f"Skrót części {part.ordinal} jest niezgodny z zadeklarowanym.")
        opened = aes_decrypt(content, key, session.iv)
        if opened is None:
            raise PackageError(UNDECRYPTABLE)
        plain += opened
    archive = bytes(plain)
    if len(archive) != session.size or sha256_base64(archive) != session.digest:
        raise PackageError(BAD_PARTS, "Paczka jest niezgodna z zadeklarowanym rozmiarem lub skrótem.")
    return archive


def _entries(archive: bytes, compression: str) -> Iterator[tuple[str, bytes]]:
    if compression == "Zip":
        yield from _from_zip(archive)
    else:
        yield from _from_tar(archive)


def _from_zip(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for entry in opened.infolist():
            if not entry.is_dir():
                with opened.open(entry) as member:
                    yield entry.filename, _bounded(member.read(LARGEST_ENTRY + 1))


def _from_tar(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        for entry in opened:
            member = opened.extractfile(entry) if entry.isfile() else None
            if member is not None:
                yield entry.name, _bounded(member.read(LARGEST_ENTRY + 1))


def _bounded(content: bytes) -> bytes:
    """An entry that unpacks to more than any invoice may have is an attack."""
    if len(content) > LARGEST_ENTRY:
        raise PackageError(BAD_ARCHIVE)
    return content
