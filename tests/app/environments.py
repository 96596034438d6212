"""Books of another environment of KSeF, made by hand: to use the app for it once would send real invoices."""

import sqlite3
from contextlib import closing
from pathlib import Path


def note(home: Path) -> str | None:
    """The environment that the books of a home belong to."""
    with closing(sqlite3.connect(home / "latarnik.sqlite3")) as raw:
        found = raw.execute("SELECT value FROM cursors WHERE name = 'ksef-environment'").fetchone()
    return found and found[0]


def forget(home: Path) -> None:
    """Make the books as they were before environments were noted."""
    with closing(sqlite3.connect(home / "latarnik.sqlite3")) as raw, raw:
        raw.execute("DELETE FROM cursors WHERE name = 'ksef-environment'")
