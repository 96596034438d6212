"""The file of the books, opened with the manners that every connection to it has."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path


def open_file(path: str, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    """A connection to the file of the books, which is made, for nobody's eyes but ours, when it is not there.

    Args:
        path: the file.
        read_only: nothing can be written.
        busy_seconds: how long to wait for another process while opening.

    Raises:
        sqlite3.Error: it cannot be opened or is damaged; nothing stays open then.
    """
    _make_sure_of(Path(path))
    raw = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        _set_up(raw, read_only=read_only)
    except BaseException:
        raw.close()  # a file that cannot be read may be replaced next: nobody of ours holds it open by then
        raise
    return raw


def _set_up(raw: sqlite3.Connection, *, read_only: bool) -> None:
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA secure_delete = FAST")  # what is deleted leaves no words in the pages it stood in
    if read_only:
        raw.execute("PRAGMA query_only = ON")
    else:
        raw.execute("PRAGMA busy_timeout = 0")  # the loop tries without waiting; the thread waits


def _make_sure_of(file: Path) -> None:
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            # the WAL takes its mode from the file: ours alone
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        refusal = sqlite3.OperationalError(str(error))
        refusal.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN  # what SQLite itself would have said
        raise refusal from error
