"""Issuing from a letter without a tap: only where an owner switched it on in Telegram, and within what they allowed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.services.approving.limit_talk import amount_said
from invoicing.services.approving.rules import above_limit
from invoicing.services.companies import Standing
from invoicing.services.messages import Incoming, Json, Reply
from invoicing.services.modes.ways import IssueWay
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Company, Event, Person, Role
from invoicing.services.replies import tell
from invoicing.services.talking import Reading

Tapping = Callable[[UnitOfWork, Incoming, Person], Awaitable[Reply]]
"""What a tap does (`Taps`)."""
_MOST_A_DAY = 50
_HARMLESS = frozenset(
    {"due_date", "due-date"}
)  # guesses that may stay: the term counts from the company's habit
_NAME = r"(?:/autowystawianie(?:@\w+)?|autowystawianie)"
_SET = re.compile(
    rf"(?:wlacz )?{_NAME} (?:do |up to )?(?P<amount>\d.*?)(?:,? (?P<a_day>\d{{1,2}}) (?:dziennie|na dzien|a day))?"
)
_OFF = re.compile(rf"{_NAME} (?:wylacz|wylaczone|off|nie)|wylacz {_NAME}")


class AutoIssueTalk:
    """Answers /autowystawianie; only Telegram asks it, never a letter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = bare(text)
        if re.fullmatch(_NAME, said):
            return _state
        if _OFF.fullmatch(said):
            return partial(self._set, None, 0)
        wanted = _SET.fullmatch(said)
        if wanted is None:
            return None
        return partial(self._set, wanted["amount"], min(int(wanted["a_day"] or 3), _MOST_A_DAY))

    async def _set(self, said: str | None, a_day: int, work: UnitOfWork, standing: Standing) -> Reply:
        """Write down what is allowed; the other owners hear of it.

        Raises:
            NotAllowed: only an owner may.
            InvalidAmount: amount-format.
        """
        standing.require(Action.SETTINGS)
        limit = None if said is None else amount_said(said)
        company = await work.companies.locked(standing.company.id)
        profile = replace(company.profile, mail_issue_up_to=limit, mail_issues_a_day=a_day)
        changed = replace(company, profile=profile)
        await work.companies.save(changed)
        now, who = self._clock.now(), standing.person
        evidence: dict[str, Json] = {"up_to": str(limit) if limit is not None else None, "a_day": a_day}
        await work.events.add(Event("mail-issue-limit", now, str(who.id), company.id, evidence=evidence))
        reply = _rule(changed)
        told = replace(reply, data={**reply.data, "by": who.name})
        for person, membership in await work.people.members(company.id):
            if membership.role is Role.OWNER and person.id != who.id:
                await tell(work, person.id, company.id, told, f"mail-issue:{company.id}:{now.isoformat()}")
        return reply


class AutoIssuing:
    """Issues the draft of a letter that reaches that far, as a tap on the card's first button would."""

    def __init__(self, clock: Clock, tap: Tapping) -> None:
        self._clock, self._tap = clock, tap

    async def __call__(
        self, work: UnitOfWork, incoming: Incoming, card: Reply, standing: Standing
    ) -> Reply | None:
        """What is told in Telegram of the invoice; None when a tap has to decide after all."""
        company = await work.companies.locked(standing.company.id)
        choice = card.options[0][0].choice if card.code == "draft-card" and card.options else None
        if choice is None or choice.subject is None or choice.action != IssueWay.ONLINE:
            return None
        draft = await work.drafts.get(choice.subject)
        if draft is None or not fits(draft, company.profile) or not await _known(work, draft):
            return None
        cursor = f"mail-issued:{company.id}:{self._clock.today()}"
        count = int(await work.cursors.get(cursor) or 0)
        if count >= company.profile.mail_issues_a_day:
            return None
        reply = await self._tap(work, replace(incoming, choice=choice), standing.person)
        if reply.code != "draft-issuing":
            return None
        await work.cursors.put(cursor, str(count + 1))
        remain = company.profile.mail_issues_a_day - count - 1
        return Reply("mail-issued", {**reply.data, "remain": remain})


def fits(draft: Draft, profile: CompanyProfile) -> bool:
    """Whether an invoice is small and plain enough: nothing guessed, nobody else to ask, in zlotys."""
    limit = profile.mail_issue_up_to
    if limit is None or draft.kind is not InvoiceKind.VAT or draft.currency != "PLN" or draft.also_to:
        return False
    return (
        not (draft.doubts - _HARMLESS)
        and Decimal(0) < draft.totals.gross <= limit
        and not above_limit(draft, profile)
    )


async def _known(work: UnitOfWork, draft: Draft) -> bool:
    """Whether the company has invoiced the buyer before, and the letter goes to the address on file or nowhere."""
    if draft.buyer is None or draft.buyer.nip is None:
        return False
    known = await work.buyers.like(draft.company_id, draft.buyer)
    if known is None or known.last_used is None:
        return False
    return draft.send_to is None or draft.send_to == known.buyer.email


async def _state(work: UnitOfWork, standing: Standing) -> Reply:
    return _rule(await work.companies.get(standing.company.id))


def _rule(company: Company) -> Reply:
    limit = company.profile.mail_issue_up_to
    return Reply(
        "mail-issue-rule",
        {
            "company": company.profile.seller.name,
            "limit": str(limit) if limit is not None else None,
            "a_day": company.profile.mail_issues_a_day,
            "by": None,
        },
    )
