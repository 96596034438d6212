"""How a buyer is reached: the order of ways, and the link to a chat of their own."""

from __future__ import annotations

import re
from uuid import uuid4

from invoicing.model.delivering import DeliveryWay
from invoicing.services.companies import Standing
from invoicing.services.contacts.records import KnownBuyer
from invoicing.services.delivery.buyer_chats import INVITATION_LASTS, START, BuyerInvitation
from invoicing.services.messages import Json, Option, Reply
from invoicing.services.ports import Clock, UnitOfWork

_WORDS = (
    (DeliveryWay.EMAIL, r"e-?mailem|mailem|by e-?mail"),
    (DeliveryWay.LINK, r"linkiem|by link"),
    (DeliveryWay.TELEGRAM, r"telegramem|przez telegram(?:a)?|na telegram(?:a)?|in telegram"),
    (DeliveryWay.PRINT, r"na papierze|papierem|poczta|on paper"),
)
ONE_WAY = "|".join(words for _, words in _WORDS)
WAYS = rf"(?:{ONE_WAY})(?:,? (?:a |i )?(?:potem |then )?(?:{ONE_WAY}))*"
"""Words of one way, or of several in their order."""


def ways_in(text: str) -> tuple[DeliveryWay, ...]:
    """The ways that folded words name, in their order.

    >>> ways_in("linkiem, a potem e-mailem")
    (<DeliveryWay.LINK: 'link'>, <DeliveryWay.EMAIL: 'email'>)
    """
    found = re.findall(ONE_WAY, text)
    named = (next(way for way, words in _WORDS if re.fullmatch(words, each)) for each in found)
    return tuple(dict.fromkeys(named))


async def invited(work: UnitOfWork, standing: Standing, known: KnownBuyer, clock: Clock, bot: str) -> Reply:
    """The link that the seller passes on; the one before is void."""
    until = clock.now() + INVITATION_LASTS
    code = START + await work.buyer_chats.invite(
        BuyerInvitation(uuid4(), standing.company.id, known.id, until)
    )
    link = f"https://t.me/{bot}?start={code}" if bot else f"/start {code}"
    data: dict[str, Json] = {"name": known.buyer.name, "link": link, "until": until.isoformat()}
    return Reply("buyer-invited", data, options=((Option("copy-buyer-link", copy=link),),), secret=True)
