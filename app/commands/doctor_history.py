"""What a doctor says of the history: whether every line holds, and where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.commands.findings import Finding, missing, well
from storage.database import Database
from storage.events import BrokenLine

_SHOWN = 5  # places where it breaks


async def finding_about_history(database: Database) -> Finding:
    """Walk the whole chain of hashes; a hundred thousand lines take a few seconds."""
    history = await database.history()
    if history.broken:
        return missing("history", f"{_places(history.broken)}; compare with a backup, somebody had the file")
    head = history.head.hex()[:16] if history.length else "none"
    return well("history", f"{history.length} lines hold; the last has the mark {head}")


def _places(broken: Sequence[BrokenLine]) -> str:
    places = list(_runs(broken))
    shown = ", ".join(places[:_SHOWN])
    more = len(places) - _SHOWN
    return f"{shown} and {more} places more" if more > 0 else shown


def _runs(broken: Sequence[BrokenLine]) -> Iterator[str]:
    """Neighbours with the same fault in one word: line 7 changed, lines 9-12 missing."""
    for (what, _), run in groupby(enumerate(broken), key=lambda each: (each[1].what, each[1].seq - each[0])):
        lines = [line.seq for _, line in run]
        first, last = lines[0], lines[-1]
        yield f"line {first} {what}" if first == last else f"lines {first}-{last} {what}"
