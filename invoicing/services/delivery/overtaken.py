"""A report that was quicker than our own note of the letter: what it says counts once the letter is known to have gone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from invoicing.model.delivering import DeliveryNews
from invoicing.services.delivery.machine import DeliveryEvent, happened, news_of
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Delivery

_REPORTED = frozenset({DeliveryNews.BOUNCED, DeliveryNews.RELAYED, DeliveryNews.DELIVERED})
_OF_REPORT = ("reporter", "recognised_by", "original")
_EARLY: Mapping[str, Json] = MappingProxyType({"came_before_our_note": True})


async def catch_up(work: UnitOfWork, delivery: Delivery, known: int) -> None:
    """Take up what was reported of a letter while it was being handed in: it was noted, and moved nothing.

    Args:
        work: the transaction that has just noted that the letter went.
        delivery: whose letter it was.
        known: pieces of news of it when the letter was begun; what they report is about an earlier one.
    """
    for news, event in (await news_of(work, delivery))[known:]:
        if news not in _REPORTED or event.evidence.get("likely"):
            continue
        said = event.evidence.get("answer")
        kept = {name: event.evidence[name] for name in _OF_REPORT if name in event.evidence}
        late = DeliveryEvent(news, event.at, str(said) if said else None, evidence={**kept, **_EARLY})
        await happened(work, delivery.id, late)
