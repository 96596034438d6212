"""The way of a paper to its buyer, as a table: how far it got, and what news moves it.

A second machine beside the one towards KSeF (`lifecycle`). What nobody said is not known: a mail server's "250" means
that this server took the letter, not that anybody has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class DeliveryWay(StrEnum):
    """How a paper goes to its buyer; the front ends people talk to us by are another matter."""

    EMAIL = "email"
    LINK = "link"
    TELEGRAM = "telegram"
    PRINT = "print"


class DeliveryStatus(StrEnum):
    """How far a hand-over to the buyer got."""

    QUEUED = "queued"
    SENT = "sent"  # our server, or the channel, took it
    RELAYED = "relayed"  # the buyer's side took it, and says no more of it (RFC 3464 2.3.3)
    DELIVERED = "delivered"  # it lies in the buyer's mailbox, by its server's word
    OPENED = (
        "opened"  # the buyer pressed a button on its page; a mere visit proves nothing, scanners open links
    )
    CONFIRMED = "confirmed"  # the buyer said so
    BOUNCED = "bounced"  # taken, and then returned
    REFUSED = "refused"  # never taken
    UNKNOWN = "unknown"  # the connection was lost after the letter had begun to go
    SUPERSEDED = "superseded"  # it never went: the number came first, or KSeF rejected the invoice


_S = DeliveryStatus
_PROOFS = frozenset({_S.RELAYED, _S.DELIVERED, _S.OPENED, _S.CONFIRMED})

ARROWS: Mapping[DeliveryStatus, frozenset[DeliveryStatus]] = MappingProxyType(
    {
        _S.QUEUED: frozenset({_S.SENT, _S.UNKNOWN, _S.REFUSED, _S.SUPERSEDED}),
        _S.UNKNOWN: frozenset({_S.SENT, _S.REFUSED, _S.BOUNCED, *_PROOFS}),  # the same letter goes once more
        _S.SENT: frozenset({_S.BOUNCED, *_PROOFS}),
        _S.RELAYED: frozenset({_S.BOUNCED, _S.DELIVERED, _S.OPENED, _S.CONFIRMED}),
        _S.DELIVERED: frozenset(
            {_S.OPENED, _S.CONFIRMED}
        ),  # what bounces after that is somebody's forwarding
        _S.OPENED: frozenset({_S.CONFIRMED}),
        _S.CONFIRMED: frozenset(),
        _S.BOUNCED: frozenset({_S.QUEUED, _S.OPENED, _S.CONFIRMED}),  # QUEUED: somebody asks for it once more
        _S.REFUSED: frozenset({_S.QUEUED}),
        _S.SUPERSEDED: frozenset({_S.QUEUED, _S.SENT}),  # SENT: it had gone by the time that was decided
    }
)

HELD = frozenset({_S.SENT, _S.UNKNOWN, *_PROOFS})
"""The buyer may have it."""
OPEN = frozenset({_S.QUEUED, _S.UNKNOWN})
"""It is still to go."""
FAILED = frozenset({_S.REFUSED, _S.BOUNCED})
"""It did not get there: another way is tried, and the seller told."""


class DeliveryNews(StrEnum):
    """What happened to a delivery."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DEFERRED = "deferred"  # our server asked to come back: the letter goes later
    DELAYED = "delayed"  # the buyer's side keeps it waiting: nothing is lost
    RELAYED = "relayed"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    OPENED = "opened"
    CONFIRMED = "confirmed"


MOVES: Mapping[DeliveryNews, DeliveryStatus | None] = MappingProxyType(
    {
        news: None if news in {DeliveryNews.DEFERRED, DeliveryNews.DELAYED} else DeliveryStatus(news.value)
        for news in DeliveryNews
    }
)
"""Where news wants to move a delivery; None: it is noted and moves nothing."""


def moved(status: DeliveryStatus, news: DeliveryNews) -> DeliveryStatus:
    """Where a delivery stands after some news; news that comes late, or says less than is known, moves nothing.

    >>> moved(DeliveryStatus.SENT, DeliveryNews.DELIVERED)
    <DeliveryStatus.DELIVERED: 'delivered'>
    >>> moved(DeliveryStatus.OPENED, DeliveryNews.DELIVERED)
    <DeliveryStatus.OPENED: 'opened'>
    """
    to = MOVES[news]
    return to if to is not None and to in ARROWS[status] else status
