"""When a kill falls: at a moment of chance, or right after the books took something down.

What a process does between two commits is the shortest of its times, and the one in which a promise that was left out
of its transaction is not made yet; kills of chance seldom meet it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.chaos.town import Town
from tests.twins.by_hand import Forbidden

LONGEST = 8.0
"""Seconds after which nobody waits for a moment: in the middle of a trouble it may never come."""
LOOK = 0.002


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that a commit brings.

    Attributes:
        name: as the report calls it.
        question: a count that rises with it.
        role: whose process did it.
    """

    name: str
    question: str
    role: str


MOMENTS = (
    Moment("issued", "SELECT count(*) FROM invoices", "bot"),
    Moment("sent", "SELECT count(*) FROM invoices WHERE status <> 'issued'", "worker"),
    Moment("issued", "SELECT count(*) FROM invoices", "bot"),
    Moment("accepted", "SELECT count(*) FROM invoices WHERE ksef_number IS NOT NULL", "worker"),
    Moment("came in", "SELECT count(*) FROM inbox", "bot"),
    Moment("letter gone", "SELECT count(*) FROM deliveries WHERE settled_at IS NOT NULL", "mail"),
)
"""Issuing twice: number, invoice and promises are one commit, and nothing else knows of them."""


def moments(luck: Random) -> Iterator[Moment | None]:
    """Every other time one of the moments, in an order of chance, else None."""
    while True:
        for moment in luck.sample(MOMENTS, len(MOMENTS)):
            yield moment
            yield None


def come(town: Town, moment: Moment) -> bool:
    """Wait for a moment; False when it did not come in time."""
    end, before = time.monotonic() + LONGEST, _count(town, moment)
    while time.monotonic() < end:
        now = _count(town, moment)
        if before is not None and now is not None and now > before:
            return True
        before = now if before is None else before
        time.sleep(LOOK)
    return False


def _count(town: Town, moment: Moment) -> int | None:
    try:
        return int(town.rows(moment.question)[0][0])
    except (Forbidden, OSError):
        return None  # the books themselves are away just now
