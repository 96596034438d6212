"""What a file is: told by its first bytes, and by its name where those say nothing. Nothing is opened or unpacked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePosixPath

from invoicing.services.messages import IncomingFile


class FileKind(StrEnum):
    """What can be done with a file."""

    TEXT = "text"
    TABLE = "table"
    DOCUMENT = "document"  # XML, to be judged as an invoice
    LETTER = "letter"
    PICTURE = "picture"
    PAPER = "paper"  # PDF
    SHEET = "sheet"  # of a spreadsheet, in its own form
    ARCHIVE = "archive"
    LARGE = "large"
    OTHER = "other"


_BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF", FileKind.PAPER),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"\x89PNG", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"II*\x00", FileKind.PICTURE),
    (b"MM\x00*", FileKind.PICTURE),
    (b"RIFF", FileKind.PICTURE),
    (b"PK\x03\x04", FileKind.ARCHIVE),
    (b"PK\x05\x06", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xd0\xcf\x11\xe0", FileKind.OTHER),
    (b"\x78\x9f\x3e\x22", FileKind.OTHER),  # winmail.dat
)
_ENDINGS: Mapping[str, FileKind] = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), FileKind.TABLE),
    **dict.fromkeys((".txt", ".text", ".md"), FileKind.TEXT),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".tif", ".tiff", ".bmp"),
        FileKind.PICTURE,
    ),
    **dict.fromkeys((".xlsx", ".xls", ".ods", ".numbers"), FileKind.SHEET),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), FileKind.ARCHIVE),
    ".xml": FileKind.DOCUMENT,
    ".eml": FileKind.LETTER,
    ".pdf": FileKind.PAPER,
}
READABLE = frozenset({FileKind.TEXT, FileKind.TABLE, FileKind.DOCUMENT})
_LARGEST = 2_000_000
"""Bytes of a file that is read."""
_WIDE = 2000


def kind_by_name(name: str) -> FileKind:
    """What its name promises."""
    return _ENDINGS.get(PurePosixPath(name.lower()).suffix, FileKind.OTHER)


def kind_of(file: IncomingFile) -> FileKind:
    """What it is; a file without its bytes was too large to be taken along."""
    named = kind_by_name(file.name)
    if file.content is None or len(file.content) > _LARGEST:
        return FileKind.LARGE
    told = next((kind for start, kind in _BEGINNINGS if file.content.startswith(start)), None)
    if told is not None:
        return FileKind.SHEET if named is FileKind.SHEET else told
    head = file.content[:_WIDE].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<?xml") or (named is FileKind.DOCUMENT and head.startswith(b"<")):
        return FileKind.DOCUMENT
    if named is FileKind.TEXT and _looks_like_table(head):
        return FileKind.TABLE
    return named


def _looks_like_table(head: bytes) -> bool:
    """Columns on the first two lines, whatever the file is called."""
    first = [line for line in head.splitlines()[:2] if line.strip()]
    return bool(first) and any(all(line.count(sign) >= 2 for line in first) for sign in (b";", b"\t"))
