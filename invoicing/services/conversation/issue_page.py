"""The page behind a one-time link, for people without Telegram: it shows the card, and a pressed button issues.

Looking changes nothing, for scanners of mail open links. The link is as good as TAK to the one-time address, and no
longer: one person, one version of one draft, one day, once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.approving.asking import waiting_reply
from invoicing.services.companies import Standing, require_member
from invoicing.services.conversation.ended_drafts import cancelled_reply
from invoicing.services.conversation.letter_replies import Correspondent, LetterReplies
from invoicing.services.issuing.card import Backing, card
from invoicing.services.mail_trust.auto_issuing import AutoIssuing
from invoicing.services.mail_trust.judging import Rung, Trust
from invoicing.services.mail_trust.records import Agreement, AgreementEnd
from invoicing.services.messages import Channel, Choice, Incoming, Json, MailProof, Reply, Sender
from invoicing.services.modes.card import facts_of
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Person
from invoicing.services.replies import after_tap

UNKNOWN = "issue-link-unknown"
PRESSED = "issue-link-pressed"
"""Event of a pressed button."""

OnTap = Callable[[UnitOfWork, Incoming, Person], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class IssueView:
    """What the page shows.

    Attributes:
        reply: the card, or what became of the draft.
        button: code of the label of its button; None when nothing is left to press.
        until: when the link ends (ISO 8601).
    """

    reply: Reply
    language: str
    button: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind a link that may still be pressed, or was."""

    agreement: Agreement
    standing: Standing
    address: str
    draft: Draft


class IssuePages:
    """Answers for the page.

    Args:
        units: the books.
        clock: for the end of links.
        tap: what the button of a card does, with all its checks.
        mailbox: where TAK would go, when the question has to be asked anew.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, tap: OnTap, mailbox: str) -> None:
        self._units, self._clock, self._tap, self._mailbox = units, clock, tap, mailbox
        self._replies = LetterReplies(clock, AutoIssuing(clock, tap))

    async def look(self, code: str) -> IssueView:
        """The card, or what became of it; nothing is changed.

        Raises:
            Refused: issue-link-unknown, agreement-replaced, agreement-expired.
        """
        async with self._units.reading() as work:
            behind = await self._behind(work, code)
            language = behind.standing.person.language
            settled = await _settled(work, behind)
            if settled is not None:
                return IssueView(settled, language)
            self._require_open(behind)
            facts = await facts_of(work, behind.standing.company, self._clock.now())
            shown = card(behind.draft, Backing(behind.standing.company.profile, facts.today, facts))
            until = behind.agreement.expires_at.isoformat()
            return IssueView(shown, language, _label(shown, behind.agreement.way), until)

    async def press(self, code: str) -> None:
        """Do what the first button of the card does, once; what came of it goes to the person by letter too.

        Raises:
            Refused: see `look`; and whatever a tap is refused for, then the link stays good.
        """
        async with self._units() as work:
            behind = await self._behind(work, code)
            if await _settled(work, behind) is not None:
                return
            self._require_open(behind)
            agreement, person = behind.agreement, behind.standing.person
            await work.agreements.end(agreement.id, AgreementEnd.USED)
            now = self._clock.now()
            reply = await self._tap(work, self._pressed(behind, now=now), person)
            await _note(work, behind, now)
            trust = Trust(Rung.TOKEN, person=person.id, agreement=agreement.id)
            to = Correspondent(self._pressed(behind, now=now), behind.standing, trust, None)
            for show in await self._replies(work, reply, to):  # what would issue another thing is asked anew
                await work.jobs.enqueue(show)

    def _pressed(self, behind: _Behind, *, now: datetime) -> Incoming:
        agreement = behind.agreement
        sender = Sender(Channel.EMAIL, behind.address, behind.standing.person.name)
        choice = Choice(agreement.way or "", agreement.draft_id, agreement.version)
        return Incoming(
            f"{PRESSED}:{agreement.id}",
            sender,
            behind.address,
            "",
            now,
            choice=choice,
            proof=MailProof(agreement.mailbox or self._mailbox),
            thread=agreement.thread,
            subject=agreement.subject,
        )

    def _require_open(self, behind: _Behind) -> None:
        agreement = behind.agreement
        if agreement.ended is not None or behind.draft.version != agreement.version:
            raise Refused("agreement-replaced")
        if self._clock.now() >= agreement.expires_at:
            raise Refused("agreement-expired")

    async def _behind(self, work: UnitOfWork, code: str) -> _Behind:
        agreement = await work.agreements.by_link(code)
        draft = await work.drafts.get(agreement.draft_id) if agreement and agreement.draft_id else None
        if agreement is None or draft is None or agreement.way is None:
            raise Refused(UNKNOWN)
        members = {member.id: member for member, _ in await work.people.members(draft.company_id)}
        person = members.get(agreement.person_id)  # whoever has left decides nothing any more
        address = await work.people.address(person.id, Channel.EMAIL) if person else None
        if person is None or address is None:
            raise Refused(UNKNOWN)
        standing = await require_member(work, person, draft.company_id)
        standing.require_issuer()
        return _Behind(agreement, standing, address, draft)


async def _note(work: UnitOfWork, behind: _Behind, now: datetime) -> None:
    """Keep who pressed for which version, with the invoice if it became one."""
    agreement, stored = behind.agreement, await work.invoices.by_draft(behind.draft.id)
    evidence: dict[str, Json] = {"draft": str(agreement.draft_id), "version": agreement.version}
    who, company = str(agreement.person_id), behind.draft.company_id
    await work.events.add(Event(PRESSED, now, who, company, stored.id if stored else None, evidence))


def _label(shown: Reply, way: str | None) -> str:
    """What the button says that the letter stood for; by now the card may propose another one first."""
    buttons = (each for row in shown.options for each in row)
    return next((each.label for each in buttons if each.choice and each.choice.action == way), "issue")


async def _settled(work: UnitOfWork, behind: _Behind) -> Reply | None:
    """What became of the draft; None while somebody may still decide on it."""
    draft = behind.draft
    stored = await work.invoices.by_draft(draft.id)
    if stored is not None:
        return after_tap(stored)
    if draft.status is DraftStatus.CANCELLED:
        return cancelled_reply(draft)
    if draft.status is DraftStatus.FOR_APPROVAL:
        return waiting_reply(draft)
    return None
