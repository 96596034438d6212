"""What a dying disk does to the file of the books."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

CONTACTS = 400
PAGE = 4096
_NOISE = bytes(range(255, -1, -1)) * 16


def books(home: Path) -> Path:
    """The file of a home's books."""
    return home / "latarnik.sqlite3"


def one_page(home: Path) -> None:
    """Spoil one page of contacts, which no command reads by itself; all else of the books is as it was."""
    with closing(sqlite3.connect(books(home))) as raw, raw:
        raw.execute("PRAGMA journal_mode = DELETE")  # all of it is in the one file then
        (company,) = raw.execute("SELECT id FROM companies").fetchone()
        raw.executemany(
            "INSERT INTO contacts (id, company_id, identity, name, buyer) VALUES (?, ?, ?, ?, '{}')",
            ((UUID(int=at).hex, company, f"nip:{at}", f"Buyer number {at}") for at in range(CONTACTS)),
        )
    page = books(home).read_bytes().index(b"Buyer number 200") // PAGE
    _spoil(home, page * PAGE, _NOISE)


def many_pages(home: Path) -> None:
    """Spoil what lies behind the first pages: every command meets it."""
    _spoil(home, 3 * PAGE, _NOISE * 60)


def another_file(home: Path) -> None:
    """Something else was written where the books were."""
    books(home).write_bytes(b"garbage\n")


def unwritten_journal(home: Path) -> bytes:
    """What the journal holds while something committed is not in the file yet."""
    with closing(sqlite3.connect(books(home))) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("INSERT INTO cursors (name, value) VALUES ('telegram', 'the last words')")
        raw.commit()
        return books(home).with_name(books(home).name + "-wal").read_bytes()


def _spoil(home: Path, begin: int, noise: bytes) -> None:
    with books(home).open("r+b") as file:
        file.seek(begin)
        file.write(noise)
