"""Zip files written document by document: none grows beyond what a chat takes, and the same content makes the same bytes."""

from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path

LIMIT = 20_000_000
"""Bytes of a part: Telegram takes 50 MB from a bot (Bot API, sendDocument), a modest line takes half a minute for less."""
_OVERHEAD = 512  # of an entry and its line in the directory, generously
_MODE = 0o100644 << 16  # a plain file that its owner may change


class ZipParts:
    """Packs into one part after another.

    Args:
        folder: where they lie.
        stem: their names without number and ending.
        limit: bytes of a part; a document that is larger by itself has a part of its own.
    """

    def __init__(self, folder: Path, stem: str, limit: int = LIMIT) -> None:
        self._folder, self._stem, self._limit = folder, stem, limit
        self._paths: list[Path] = []
        self._open: zipfile.ZipFile | None = None
        self._directory = 0

    def add(self, name: str, content: bytes, day: date) -> None:
        """Put a file in, dated by its day."""
        entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
        entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _MODE, 3
        needed = len(content) + _OVERHEAD + 2 * len(name.encode())
        if self._open is not None and self._size() + needed > self._limit:
            self._close()
        part = self._open or self._begin()
        part.writestr(entry, content)
        self._directory += _OVERHEAD + len(name.encode())

    def close(self) -> list[Path]:
        """Finish; the parts in order, numbered when there are several."""
        if self._open is not None:
            self._close()
        if len(self._paths) == 1:
            (only,) = self._paths
            self._paths = [only.replace(self._folder / f"{self._stem}.zip")]
        return self._paths

    def _size(self) -> int:
        file = self._open.fp if self._open else None
        return (file.tell() if file else 0) + self._directory

    def _begin(self) -> zipfile.ZipFile:
        path = self._folder / f"{self._stem}-{len(self._paths) + 1}.zip"
        self._paths.append(path)
        os.close(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        )  # all buyers of a month are in it
        self._open, self._directory = zipfile.ZipFile(path, "w"), 0
        return self._open

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None
