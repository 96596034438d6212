"""The machine behind every hand-over: news of it moves the delivery, is kept for ever, and has consequences.

Each piece of news is a line of the history (`events`), which is append-only and hash-chained already: what proves that
an invoice was handed over had better lie where nothing can be changed unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from invoicing.model.delivering import FAILED, OPEN, DeliveryNews, DeliveryStatus, moved
from invoicing.services.delivery.handing_over import HAND_OVER_REFUSED, HANDED_OVER, row_of
from invoicing.services.delivery.jobs import TryNext
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery, Event, StoredInvoice
from invoicing.services.replies import summary, tell

_NAMES = {DeliveryNews.SENT: HANDED_OVER, DeliveryNews.REFUSED: HAND_OVER_REFUSED}
"""Older than the other names; exports and reports know them."""
_ENHANCED = re.compile(r"\b5\.(\d)\.(\d{1,3})\b")
_BASIC = re.compile(r"\b55[013]\b")
_PREFIX = "delivery-"
_TOLD = frozenset({DeliveryNews.BOUNCED, DeliveryNews.CONFIRMED})
"""What the seller hears of at once; how a letter was taken is told by whoever sent it."""


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """A piece of news of a delivery.

    Attributes:
        said: the words of the server, or of the buyer.
        likely: which delivery it is about was guessed from recipient and time alone ("prawdopodobnie").
        who: whose doing it was, when a person's.
        evidence: what else is to be kept, digests of originals among it.
    """

    news: DeliveryNews
    at: datetime
    said: str | None = None
    likely: bool = False
    who: str | None = None
    evidence: Mapping[str, Json] = field(default_factory=dict)


async def happened(work: UnitOfWork, delivery_id: UUID, event: DeliveryEvent) -> Delivery:
    """Note what happened, move the delivery as the arrows allow, and promise what follows.

    A failure suppresses the address and promises `TryNext`. Being told the same thing twice is harmless for the state;
    whoever reads deliveries' news from the world keeps doubles away.

    Raises:
        KeyError: there is no such delivery.
    """
    before = await work.deliveries.get(delivery_id)
    stored = await work.invoices.get(before.invoice_id)
    after = _after(before, event)
    if after != before:
        await work.deliveries.save(after)
    await work.events.add(_line(after, stored, event))
    if after.status is not before.status:
        await _follow(work, stored, after, event)
    return after


async def news_of(work: UnitOfWork, delivery: Delivery) -> Sequence[tuple[DeliveryNews, Event]]:
    """Everything that happened to a delivery, oldest first."""
    named = {what: news for news, what in _NAMES.items()}
    found = []
    for event in await work.events.of_invoice(delivery.invoice_id):
        news = named.get(event.what) or _named(event.what)
        if news is not None and _is_about(event, delivery):
            found.append((news, event))
    return found


def _named(what: str) -> DeliveryNews | None:
    name = what.removeprefix(_PREFIX)
    return DeliveryNews(name) if what != name and name in {*DeliveryNews} else None


def _is_about(event: Event, delivery: Delivery) -> bool:
    """Lines of before this machine name the address and the paper only."""
    told = event.evidence
    if "delivery" in told:
        return told["delivery"] == str(delivery.id)
    return (told.get("address"), told.get("paper")) == (delivery.address, delivery.paper.value)


def _after(before: Delivery, event: DeliveryEvent) -> Delivery:
    status = moved(before.status, event.news)
    if status is before.status:
        return before
    settles = before.status in OPEN and status not in OPEN
    final = settles or status in FAILED
    return replace(
        before,
        status=status,
        answer=event.said if final or (event.said and status is DeliveryStatus.UNKNOWN) else before.answer,
        settled_at=event.at
        if final or (before.settled_at is None and status not in OPEN)
        else before.settled_at,
    )


def _line(delivery: Delivery, stored: StoredInvoice, event: DeliveryEvent) -> Event:
    """Where it went, what was in it, what was said of it, and by which row of the matrix."""
    row = row_of(stored)
    evidence: dict[str, Json] = {
        "delivery": str(delivery.id),
        "way": delivery.way.value,
        "address": delivery.address,
        "answer": event.said,
        "message_id": delivery.message_id,
        "sha256": stored.sha256.hex(),
        "paper": delivery.paper.value,
        "row": row.row,
        "receipt": row.receipt.value,
        "overridden": delivery.reason,
        **({"likely": True} if event.likely else {}),
        **event.evidence,
    }
    what = _NAMES.get(event.news, _PREFIX + event.news.value)
    return Event(what, event.at, event.who, delivery.company_id, delivery.invoice_id, evidence)


def closes_address(said: str) -> bool:
    """Whether a server's words mean that the address itself takes nothing (RFC 3463: 5.1.x, 5.2.1), not this letter.

    >>> closes_address("550 5.1.1 no such user"), closes_address("550 no such user")
    (True, True)
    >>> closes_address("552 5.2.2 mailbox full"), closes_address("550 5.7.1 looks like spam")
    (False, False)
    """
    found = _ENHANCED.search(said)
    if found is not None:
        return found[1] == "1" or (found[1], found[2]) == ("2", "1")
    return bool(_BASIC.search(said))


async def _follow(work: UnitOfWork, stored: StoredInvoice, after: Delivery, event: DeliveryEvent) -> None:
    news = [each for each, _ in await news_of(work, after)]
    if after.status in FAILED:
        if not event.likely and closes_address(event.said or ""):
            await work.deliveries.suppress(after, event.at)
        failures = news.count(DeliveryNews.BOUNCED) + news.count(DeliveryNews.REFUSED)
        await work.jobs.enqueue(TryNext(after.id, failures))
    if event.news in _TOLD:
        cause = f"delivery:{after.id}:{event.news}:{news.count(event.news)}"
        await tell(work, stored.issued_by, stored.company_id, _told(stored, after, event), cause)


def _told(stored: StoredInvoice, delivery: Delivery, event: DeliveryEvent) -> Reply:
    return Reply(
        "delivery-news",
        summary(stored)
        | {
            "news": event.news.value,
            "way": delivery.way.value,
            "address": delivery.address,
            "said": event.said,
            "likely": event.likely,
            "at": event.at.isoformat(),
        },
    )
