"""Online or batch: the way an invoice takes to KSeF, as a rule with numbers (official limits: API, section "Limity").

Online is for few and urgent: KSeF takes 10 sendings a second, 30 a minute, 180 an hour from a company, and each costs
a question about its verdict. A batch session takes 10 000 at once for about ten calls, and is opened 60 times an hour
at most; its verdicts come together, some seconds or minutes later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FEW = 10
"""So many that wait go online: KSeF takes them within a second, and two thirds of the minute stay free for taps."""
FRESH = timedelta(seconds=60)
"""So long after its issue somebody still looks at the chat: the invoice is urgent."""
RESERVE = 60
"""Sendings of an hour that a backlog never uses up; they are kept for what somebody taps."""
MOST_IN_A_BATCH = 10_000


class Way(StrEnum):
    """How an invoice goes to KSeF."""

    ONLINE = "online"
    BATCH = "batch"
    LATER = "later"  # what is due earlier goes first


class Why(StrEnum):
    """What decided the way."""

    URGENT = "urgent"  # somebody has just tapped
    FEW = "few"
    LAST_DAY = "last-day"  # its deadline is today, or was
    OTHERS_FIRST = "others-first"
    BACKLOG = "backlog"  # more wait than a minute's limit takes easily
    GATHERED = "gathered"  # a batch has taken it already
    HOUR_FULL = "hour-full"  # they would use up the hour's limit, or it is used up


@dataclass(frozen=True, slots=True)
class Crowd:
    """Issued invoices of a company that nobody has sent yet, this one among them.

    Attributes:
        waiting: all of them.
        fresh: those issued within the last minute (`FRESH`).
        pressing: those whose deadline is today, or was.
    """

    waiting: int
    fresh: int
    pressing: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """The way, and the reason for it.

    Attributes:
        spares_fresh: a batch leaves alone what was just tapped, because that goes online meanwhile.
        spares_pressing: and what must go today, because that goes online before it.
    """

    way: Way
    why: Why
    spares_fresh: bool = False
    spares_pressing: bool = False


def route(crowd: Crowd, left: int, *, fresh: bool, pressing: bool = False) -> Route:
    """The way an invoice takes.

    Args:
        crowd: what waits at its company.
        left: online sendings that KSeF still takes from the company within this hour.
        fresh: it was issued within the last minute.
        pressing: its deadline is today, or was.

    >>> route(Crowd(waiting=143, fresh=1), left=180, fresh=True).why  # a tap never waits behind a backlog
    <Why.URGENT: 'urgent'>
    >>> route(Crowd(waiting=143, fresh=1), left=180, fresh=False)
    Route(way=<Way.BATCH: 'batch'>, why=<Why.BACKLOG: 'backlog'>, spares_fresh=True, spares_pressing=False)
    >>> route(Crowd(waiting=1, fresh=1), left=0, fresh=True)  # even one: a batch goes now, online within the hour
    Route(way=<Way.BATCH: 'batch'>, why=<Why.HOUR_FULL: 'hour-full'>, spares_fresh=False, spares_pressing=False)
    >>> route(Crowd(waiting=143, fresh=0, pressing=2), left=180, fresh=False, pressing=True).why
    <Why.LAST_DAY: 'last-day'>
    """
    alone = taps_go_online(crowd, left)
    if fresh and alone:
        return Route(Way.ONLINE, Why.URGENT)
    for_taps = crowd.fresh if alone else 0
    pressing_go_online = 0 < crowd.pressing <= min(FEW, left - for_taps)
    if pressing and pressing_go_online:
        return Route(Way.ONLINE, Why.LAST_DAY)
    if crowd.waiting > FEW:
        return Route(Way.BATCH, Why.BACKLOG, alone, pressing_go_online)
    if crowd.waiting > left - RESERVE:
        return Route(Way.BATCH, Why.HOUR_FULL, alone, pressing_go_online)
    return Route(Way.ONLINE, Why.FEW)


def taps_go_online(crowd: Crowd, left: int) -> bool:
    """Whether what somebody has just tapped goes by itself, with so many online sendings left of the hour."""
    return left > 0 and crowd.fresh <= min(FEW, left)
