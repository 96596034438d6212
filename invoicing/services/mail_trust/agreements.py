"""Letters of ours that can be answered: TAK for people without Telegram, and numbers for buttons.

Each has an address of its own, good for one version of a draft, for one person and for one day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from invoicing.model.errors import Refused
from invoicing.services.jobs import Show
from invoicing.services.mail_trust.addresses import plus_address
from invoicing.services.mail_trust.issue_links import issue_link
from invoicing.services.mail_trust.records import FRESH, Agreement, AgreementEnd
from invoicing.services.messages import Choice, Incoming, Json, Reply
from invoicing.services.ports import UnitOfWork, UnitsOfWork

CODE = "mail-agree"
"""Of the letter with a card that TAK issues."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a letter asks.

    Attributes:
        draft: id and version of the draft that it shows.
        way: what TAK does, and the button behind the link; None: nothing.
        says_yes: a letter may say TAK; else only the link issues.
        choices: what the numbers do.
        mailbox: ours, with addresses that can bear a secret; None where it has none.
    """

    person_id: UUID
    draft: tuple[UUID, int] | None = None
    way: str | None = None
    says_yes: bool = False
    choices: tuple[Choice, ...] = ()
    mailbox: str | None = None


async def asking(
    work: UnitOfWork, reply: Reply, question: Question, incoming: Incoming, now: datetime
) -> Reply:
    """The reply as a letter that can be answered; what was asked before about the same draft is replaced."""
    draft, version = question.draft or (None, 0)
    agreement = Agreement(
        uuid4(),
        question.person_id,
        draft,
        version,
        question.way,
        now + FRESH,
        choices=tuple(each.encode() for each in question.choices),
        mailbox=question.mailbox,
        thread=incoming.thread,
        subject=incoming.subject,
    )
    await work.agreements.ask(agreement)
    data: dict[str, Json] = {
        **reply.data,
        "agreement": str(agreement.id),
        "mailbox": question.mailbox,
        "until": agreement.expires_at.isoformat(),
        "says_yes": question.says_yes,
    }
    return replace(reply, data=data)


def require_open(agreement: Agreement, now: datetime) -> None:
    """Refuse an answer to what can be answered no more.

    Raises:
        Refused: agreement-used, agreement-replaced, agreement-expired.
    """
    if agreement.ended is not None:
        raise Refused(f"agreement-{agreement.ended}")
    if now >= agreement.expires_at:
        raise Refused("agreement-expired")


async def decided(work: UnitOfWork, agreement_id: UUID, now: datetime) -> Agreement:
    """The question, answered for good: another answer comes too late.

    Raises:
        Refused: agreement-used, agreement-replaced, agreement-expired.
    """
    agreement = await work.agreements.get(agreement_id)
    if agreement is None:
        raise Refused("agreement-used")
    require_open(agreement, now)
    await work.agreements.end(agreement.id, AgreementEnd.USED)
    return agreement


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
        asked, mailbox = show.reply.data.get("agreement"), show.reply.data.get("mailbox")
        if asked is None:
            return show
        agreement = UUID(str(asked))
        async with self._units.reading() as work:
            secret, code = await work.agreements.secret(agreement), await work.agreements.link(agreement)
        if mailbox is not None:
            show = replace(show, reply_to=plus_address(str(mailbox), secret))
        if show.reply.code != CODE:
            return show
        link = issue_link(self._public, code) if self._public else None
        return replace(show, reply=replace(show.reply, data={**show.reply.data, "link": link}))
