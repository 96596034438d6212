"""Eight thousand letters in a night, and one of a member among the last: who is served, who is answered, what is held.

    python -m benchmarks.flood [LETTERS]

The real watcher, inbox, reader and assistant over SQLite; the mailbox is made as it is read, Telegram and SMTP are
stand-ins that count. Exit status 1 when a figure misses its bound.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Bound, Figure, missed, show
from benchmarks.processes import resident_mb
from storage.database import migrate, open_database
from tests.services.fakes import StoppedClock
from tests.services.house import OLA, SENTENCE, House
from tests.services.night import OLAS, Night, letter

LETTERS = 8_000
PATIENCE = 3_600.0
BOUNDS = {
    "letters before the member's was served": Bound(most=60.0),
    "answers to strangers": Bound(most=20.0),
    "answers to who forged the member": Bound(most=0.0),
    "alarms": Bound(most=1.0),
    "messages in the member's chat": Bound(most=12.0),
    "growth of memory while storing": Bound(most=30.0),
    "growth of memory while serving": Bound(most=30.0),
}


async def main(letters: int) -> int:
    """Let the night pass, print the table; 1 when a bound is missed."""
    with tempfile.TemporaryDirectory(prefix="latarnik-flood-") as root:
        url = f"sqlite:///{Path(root) / 'books.sqlite3'}"
        await migrate(url)
        clock = StoppedClock("2026-11-20T02:00:00+01:00")
        database = open_database(url, bytes(32), now=clock.now)
        try:
            figures = await _night(House(database, clock), letters)
        finally:
            await database.close()
    show(f"{letters} letters", figures, BOUNDS)
    return 1 if missed(figures, BOUNDS) else 0


async def _night(house: House, letters: int) -> list[Figure]:
    await house.take_on(email=OLAS)
    await house.say("/poczta")
    secret = house.last().data["address"]
    night = Night(house)
    await night.brings(list(_flood(300, secret))[:-1])  # everything is loaded, and has grown to its size
    await night.serve(300, PATIENCE)
    night.served.clear()
    night.whole.clear()
    before = len(house.telegram.chats[OLA])
    at_first, began = resident_mb(os.getpid()), time.perf_counter()
    await night.brings(_flood(letters, secret, first=1_000))
    stored, at_rest = time.perf_counter() - began, resident_mb(os.getpid())
    await night.serve(letters + 1, PATIENCE)
    served = time.perf_counter() - began - stored
    mail, chat = house.mail.chats, list(house.telegram.chats[OLA].values())
    place = night.whole.index("Zlecenie")
    return [
        Figure("stored", letters / stored, "letters/s"),
        Figure("served", letters / served, "letters/s"),
        Figure("letters before the member's was served", place, ""),
        Figure("answers to strangers", sum(len(each) for who, each in mail.items() if who != OLAS), ""),
        Figure("answers to who forged the member", len(mail.get(OLAS, {})) - 1, "", "one to the real one"),
        Figure("alarms", sum(each.code == "mail-flood" for each in chat), ""),
        Figure("messages in the member's chat", len(chat) - before, ""),
        Figure("growth of memory while storing", at_rest - at_first, "MB"),
        Figure("growth of memory while serving", resident_mb(os.getpid()) - at_rest, "MB"),
    ]


def _flood(letters: int, secret: str, first: int = 0) -> Iterator[bytes]:
    """Of ten letters six are strangers', two forge the member, one is a robot's and one a list's."""
    for each in range(first, first + letters):
        stranger = f"obcy{each}@inna{each % 500}.example"
        kind = each % 10
        if kind < 6:
            yield letter(stranger, name=each)
        elif kind < 8:
            yield letter(OLAS, SENTENCE, real=False, name=each)
        elif kind == 8:
            yield letter(stranger, name=each, Auto_Submitted="auto-replied")
        else:
            yield letter(stranger, name=each, List_Id="<lista.inna.example>")
    yield letter(OLAS, SENTENCE, secret, name=f"member{first}", subject="Zlecenie")


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS)))
