"""Agreeing to a draft by mail, for people without Telegram: a one-time address, good for one version and one day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from invoicing.model.errors import Refused
from invoicing.services.jobs import Show
from invoicing.services.mail_trust.addresses import plus_address
from invoicing.services.mail_trust.issue_links import issue_link
from invoicing.services.mail_trust.records import FRESH, Agreement, AgreementEnd
from invoicing.services.messages import Choice, Incoming, Reply
from invoicing.services.modes.rules import IssueWay
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import UnitOfWork, UnitsOfWork

CODE = "mail-agree"
"""Of the letter that asks; its address is put in when it is sent."""
_WAYS = frozenset(way.value for way in IssueWay if way not in {IssueWay.HOLD, IssueWay.ACCESS})
_YES = frozenset({"tak", "tak wystaw", "wystaw", "yes", "так"})
_NO = frozenset({"nie", "anuluj", "no", "cancel", "ні", "скасуи", "скасуй"})


async def asking(work: UnitOfWork, card: Reply, person_id: UUID, mailbox: str, now: datetime) -> Reply:
    """The card as a letter that can be answered with TAK; a card with something missing stays what it is."""
    first = card.options[0][0].choice if card.options and card.options[0] else None
    if card.code != "draft-card" or first is None or first.subject is None or first.action not in _WAYS:
        return replace(card, options=())
    agreement = Agreement(uuid4(), person_id, first.subject, first.version, first.action, now + FRESH)
    await work.agreements.ask(agreement)
    until = agreement.expires_at.isoformat()
    data = {**card.data, "agreement": str(agreement.id), "mailbox": mailbox, "until": until}
    return Reply(CODE, data)


async def answered(work: UnitOfWork, agreement_id: UUID, incoming: Incoming, now: datetime) -> Choice:
    """The button that the words stand for, and the end of the question.

    Raises:
        Refused: agreement-unclear, agreement-used, agreement-replaced, agreement-expired.
    """
    said = fold(incoming.text).strip(" .!\n\t")
    if said not in _YES | _NO:
        raise Refused("agreement-unclear")
    agreement = await work.agreements.get(agreement_id)
    if agreement is None or agreement.ended is not None:
        raise Refused(f"agreement-{agreement.ended if agreement and agreement.ended else 'used'}")
    if now >= agreement.expires_at:
        raise Refused("agreement-expired")
    await work.agreements.end(agreement.id, AgreementEnd.USED)
    action = agreement.way if said in _YES else "cancel"
    return Choice(action, agreement.draft_id, agreement.version)


class WithAddress:
    """Puts one-time address and link into a letter at the moment it is sent, so that no table ever holds them.

    Args:
        units: the books.
        public_address: what our pages stand below; None: no link is offered.
    """

    def __init__(self, units: UnitsOfWork, public_address: str | None = None) -> None:
        self._units, self._public = units, public_address

    async def __call__(self, show: Show) -> Show:
        """The same, complete; all other messages as they are."""
        if show.reply.code != CODE:
            return show
        async with self._units.reading() as work:
            agreement = UUID(str(show.reply.data["agreement"]))
            secret, code = await work.agreements.secret(agreement), await work.agreements.link(agreement)
        address = plus_address(str(show.reply.data["mailbox"]), secret)
        link = issue_link(self._public, code) if self._public else None
        reply = replace(show.reply, data={**show.reply.data, "link": link})
        return replace(show, reply=reply, reply_to=address)
