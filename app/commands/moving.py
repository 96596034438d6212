"""`latarnik move`: all books to another database."""

from __future__ import annotations

import asyncio
import sys
from time import perf_counter

from app.commands.speaking import emit, fail, say, settings_in_words
from app.copies_in_words import copies_in_words
from app.installation import address_in_words, secret_keys
from app.reading_settings import load_settings
from app.settings import Settings
from storage.dialects import UnusableDatabaseUrl, parse_url
from storage.moving import Moved, move
from storage.presence import alone
from storage.secrets import SecretBox

_OFTEN = 10_000
"""Rows of a table after which its progress is told."""


def move_books(target: str) -> None:
    """Move all books to the database of an address and say what to change.

    Args:
        target: the address, or "-" to read it from standard input: what stands in a command line others can see.

    Raises:
        SystemExit: status 1 with a sentence, 2 for an address that is none.
    """
    if target == "-":
        target = sys.stdin.readline().strip()
    try:
        parse_url(target)
    except UnusableDatabaseUrl:
        fail("That is no address of a database: postgresql://user:password@host/name, or sqlite:///file.", 2)
    with settings_in_words():
        settings = load_settings()
        begun = perf_counter()
        with copies_in_words(), address_in_words():
            moved = asyncio.run(_move(settings, target))
    rows = sum(moved.rows.values())
    emit({"tables": len(moved.rows), "rows": rows, "history": moved.history})
    say(f"Every one of {rows} rows was read back and compared, in {perf_counter() - begun:.0f} s.")
    say("Set LATARNIK_DATABASE_URL to that address and start Latarnik; the key file stays as it is.")
    say("The old books are kept as they were, and nothing works on them any more.")


async def _move(settings: Settings, target: str) -> Moved:
    async with alone(settings.database):
        progress = _Progress()
        moved = await move(settings.database, target, SecretBox.of(secret_keys(settings)), progress)
        progress.done()
        return moved


class _Progress:
    """A line for every table when it is over there, and on the way for those that take long."""

    def __init__(self) -> None:
        self._table = ""
        self._rows = self._said = 0

    def __call__(self, table: str, rows: int) -> None:
        """Note how far a table is."""
        if table != self._table:
            self.done()
            self._table, self._said = table, 0
        self._rows = rows
        if rows - self._said >= _OFTEN:
            self._said = rows
            say(f"{table}: {rows} so far")

    def done(self) -> None:
        """The table that was begun is over there."""
        if self._table:
            say(f"{self._table}: {self._rows}")
