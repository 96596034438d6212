"""Files of a letter: by name and size, with their bytes as long as these are no burden; nothing is ever unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from invoicing.services.messages import IncomingFile
from mailer.parts import Apart, Part

MOST = 20
"""Files of a letter that are named."""
LARGEST = 5_000_000
"""Bytes of a file that is still taken along."""
MOST_BYTES = 10_000_000
"""Bytes of all files that are taken along."""
_FURNITURE = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/calendar",
    }
)
_PATH = re.compile(r".*[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_ENDINGS = {
    "text/csv": ".csv",
    "text/plain": ".txt",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/ms-tnef": ".dat",
}


def files_of(letter: Apart) -> tuple[IncomingFile, ...]:
    """The letter's files; one that is too large, or too many, comes without its bytes."""
    return tuple(_files(letter))


def _files(letter: Apart) -> Iterator[IncomingFile]:
    left = MOST_BYTES
    found = (part for part in letter.parts if _is_file(part))
    for number, part in zip(range(1, MOST + 1), found, strict=False):
        content = part.content(LARGEST + 1) if part.size <= min(LARGEST, left) else None
        if content is not None and len(content) > min(LARGEST, left):
            content = None
        left -= len(content or b"")
        size = len(content) if content is not None else part.size
        yield IncomingFile(str(number), _name(part, number), size, content)


def _is_file(part: Part) -> bool:
    if part.kind in _FURNITURE:
        return False
    if part.kind.startswith("image/") and not part.attached and "multipart/related" in part.within:
        return False  # a picture of a signature
    return part.attached or bool(part.name) or not part.kind.startswith("text/")


def _name(part: Part, number: int) -> str:
    """A name that is safe to show; the last part of what the writer's program calls it."""
    bare = _FORBIDDEN.sub("_", _PATH.sub("", part.name)).strip(". ")[:120]
    return bare or f"{number}{_ENDINGS.get(part.kind, '')}"
