"""What a doctor says of the history: whether every line and its seal hold, and where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.commands.findings import Finding, missing, well
from storage.database import Database
from storage.events import BrokenLine
from storage.head import Seal
from storage.history_seal import mark_of

HISTORY = frozenset({"history-broken", "history-unsealed"})
"""Codes of `Database.check` that this finding says more of."""
_SHOWN = 5  # places where it breaks


_SEALS = {
    Seal.MISSING: "no key vouches for these {0} lines, whose last has the mark {1}; compare it with a backup, "
    "then run: latarnik accept-history {1}",
    Seal.BROKEN: "the {0} lines fit one another, but not the key's seal: somebody had the file and wrote the history "
    "anew or cut its end off; the last has the mark {1}; compare with a backup",
    Seal.OTHER_KEY: "the {0} lines fit one another, but a key that is not here sealed them; bring back the right key "
    "file; the last has the mark {1}",
}


async def finding_about_history(database: Database) -> Finding:
    """Walk the whole chain of hashes up to its seal; a hundred thousand lines take a few seconds."""
    history = await database.history()
    if history.broken:
        return missing("history", f"{_places(history.broken)}; compare with a backup, somebody had the file")
    mark = mark_of(history.head) if history.length else "none"
    if history.seal is not Seal.WHOLE:
        return missing("history", _SEALS[history.seal].format(history.length, mark))
    earlier = f" (the first {history.vouched_after} are from before it)" if history.vouched_after else ""
    return well(
        "history", f"{history.length} lines hold under the key's seal{earlier}; the last has the mark {mark}"
    )


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
