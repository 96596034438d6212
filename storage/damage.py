"""Whether a file of SQLite's holds: what a disk spoilt lies there unseen until somebody reads that very page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""What SQLite says of a file that does not hold, as primary result codes."""
_QUICK = "PRAGMA quick_check(1)"
_THOROUGH = "PRAGMA integrity_check(1)"


def damage_of(file: Path, *, thoroughly: bool) -> str | None:
    """What is wrong with a file, in one line of SQLite's; None when all of it holds.

    Args:
        file: of books, or of a copy of them; whoever works on it goes on meanwhile.
        thoroughly: compare every index with its table too, which takes twice as long for large books.

    Raises:
        sqlite3.Error: it cannot be looked at just now, which is no damage.
    """
    try:
        with closing(sqlite3.connect(file)) as raw:
            found = str(raw.execute(_THOROUGH if thoroughly else _QUICK).fetchone()[0])
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return str(error)
    return None if found == "ok" else _first_line(found)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the driver says that the file does not hold, and not that it is busy, gone or the disk full."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in DAMAGED  # the low byte is the primary result code


def _first_line(found: str) -> str:
    """Say it without the heading that SQLite puts over it."""
    lines = [line for line in found.splitlines() if line and not line.startswith("***")]
    return lines[0] if lines else found
