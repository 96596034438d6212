"""The tap of whoever was asked: issue exactly the version that was seen, or give it back with a reason."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import partial

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.approving.asking import (
    APPROVE,
    REJECT,
    SHOW,
    Outcome,
    draft_tag,
    question_of,
    settle,
    settled,
    worth_of,
)
from invoicing.services.approving.rules import had_no_part
from invoicing.services.companies import Standing, require_member
from invoicing.services.correcting.both import issue_all
from invoicing.services.issuing.card import Backing, card
from invoicing.services.issuing.issuing import Issuing
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.modes.card import facing, facts_of
from invoicing.services.modes.rules import NO_WAY_IN, missing_ground
from invoicing.services.modes.ways import IssueWay
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Person, StoredInvoice
from invoicing.services.replies import after_tap, stale, tell
from invoicing.services.talking import Reading

REASONS = ("amount", "buyer", "lines", "dates")
"""Of the buttons under "why not"; anything else is written."""
_REASON = re.compile(
    r"\s*(?:odrzucam|odrzu[ćc]|reject|відхиляю)\s*[:,-]?\s*(?P<reason>\S.*)", re.IGNORECASE | re.DOTALL
)
_LONGEST = 500  # characters of a reason


class Approvals:
    """The buttons under a question, and the sentence with a reason."""

    def __init__(self, clock: Clock, issuing: Issuing) -> None:
        self._clock, self._issuing = clock, issuing
        self.buttons = {
            APPROVE: self._approve,
            REJECT: self._why,
            SHOW: self._show,
            **{f"{REJECT}-{reason}": self._reject for reason in REASONS},
        }

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = _REASON.fullmatch(text)
        return partial(self._reject_with, " ".join(said["reason"].split())[:_LONGEST]) if said else None

    async def _approve(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """Issue it in its author's name.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: approval-own; approval-author-gone; company-frozen, and whatever else forbids the invoice.
        """
        found = await self._asked(work, choice, person)
        if isinstance(found, Reply):
            return found
        draft, standing = found
        now = self._clock.now()
        if draft.shown_on != now.date():
            return await self._on_another_day(work, draft, standing, now)
        way = IssueWay(draft.approval.way if draft.approval else "")
        gone = missing_ground(way, facing(draft, await facts_of(work, standing.company, now)))
        if gone == NO_WAY_IN:  # it may be there again in a minute, and the question is the same
            question = await question_of(work, draft, standing.company, now)
            return replace(question, alert=gone)
        if gone is not None:
            return replace(await self._given_back(work, draft, standing, now), alert=gone)
        asking = await _asking(work, draft, standing)
        stored = await issue_all(self._issuing, work, draft, asking, way=way, now=now, approved_by=person)
        told: dict[str, Json] = {"number": stored.invoice.number}
        await _tell_author(work, draft, stored, settled(draft, Outcome.APPROVED, person.name, told))
        return await settle(work, draft, Outcome.APPROVED, person, told)

    async def _why(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The usual reasons as buttons; another one is written, and belongs to this question."""
        found = await self._asked(work, choice, person)
        if isinstance(found, Reply):
            return found
        draft, _ = found
        await work.cursors.put(_rejecting(person), choice.encode())
        buttons = [
            Option(f"{REJECT}-{reason}", choice=Choice(f"{REJECT}-{reason}", draft.id, draft.version))
            for reason in REASONS
        ]
        back = Option("back", choice=Choice(SHOW, draft.id, draft.version))
        return Reply(
            "approval-why", worth_of(draft), options=(tuple(buttons[:2]), tuple(buttons[2:]), (back,))
        )

    async def _reject(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        return await self._rejected(work, choice, person, choice.action.removeprefix(f"{REJECT}-"))

    async def _reject_with(self, reason: str, work: UnitOfWork, standing: Standing) -> Reply:
        """The reason in words, for the question that was tapped last.

        Raises:
            Refused: approval-nothing.
        """
        choice = Choice.decode(await work.cursors.get(_rejecting(standing.person)) or "")
        if choice is None:
            raise Refused("approval-nothing")
        return await self._rejected(work, choice, standing.person, reason)

    async def _rejected(self, work: UnitOfWork, choice: Choice, person: Person, reason: str) -> Reply:
        found = await self._asked(work, choice, person)
        if isinstance(found, Reply):
            return found
        draft, standing = found
        now = self._clock.now()
        open_again = draft.given_back()
        await work.drafts.put_back(open_again)
        await work.cursors.put(_rejecting(person), "")
        evidence = worth_of(draft) | {"reason": reason}
        event = Event("approval-rejected", now, str(person.id), draft.company_id, evidence=evidence)
        await work.events.add(event)
        told: dict[str, Json] = {"reason": reason, "by": person.name}
        await self._card_to_author(work, open_again, standing, Reply("approval-rejected", told), now)
        return await settle(work, draft, Outcome.REJECTED, person, told)

    async def _show(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The question once more, from the list or from "why not"."""
        found = await self._asked(work, choice, person)
        if isinstance(found, Reply):
            return found
        draft, standing = found
        return await question_of(work, draft, standing.company, self._clock.now())

    async def _asked(
        self, work: UnitOfWork, choice: Choice, person: Person
    ) -> tuple[Draft, Standing] | Reply:
        """The draft that waits in the version of the button, or how things are by now.

        Raises:
            NotAllowed: no member, or no right to approve.
            Refused: approval-own.
        """
        draft = await work.drafts.get(choice.subject) if choice.subject else None
        if draft is None:
            return stale()
        standing = await require_member(work, person, draft.company_id)
        standing.require(Action.APPROVE)
        standing = replace(standing, company=await work.companies.locked(draft.company_id))
        if draft.approval is None or draft.status is not DraftStatus.FOR_APPROVAL:
            return replace(await _as_it_is(work, draft), alert="approval-over", replaces=None)
        if not await had_no_part(work, draft, person):
            raise Refused("approval-own")
        if draft.version != choice.version:
            question = await question_of(work, draft, standing.company, self._clock.now())
            return replace(question, alert="stale-choice")
        return draft, standing

    async def _on_another_day(
        self, work: UnitOfWork, draft: Draft, standing: Standing, now: datetime
    ) -> Reply:
        """What was asked bears another date of issue, maybe another month of VAT: it is shown anew first."""
        approval = draft.approval
        dated = replace(draft, status=DraftStatus.OPEN).dated(
            now.date(), standing.company.profile.payment_days
        )
        if dated.gaps or approval is None:  # such as the rate of exchange of another day
            back = await self._given_back(work, draft, standing, now)
            return replace(back, alert="approval-returned")
        newer = replace(dated, status=DraftStatus.FOR_APPROVAL, approval=approval)
        await work.drafts.put_back(newer)
        question = await question_of(work, newer, standing.company, now)
        return replace(question, alert="approval-of-another-day")

    async def _given_back(self, work: UnitOfWork, draft: Draft, standing: Standing, now: datetime) -> Reply:
        """It cannot be issued as it was asked for: its author decides anew."""
        days = standing.company.profile.payment_days
        back = draft.given_back()
        fresh = replace(back, **back.dates_of(now.date(), days))
        await work.drafts.put_back(fresh)
        who = str(standing.person.id)
        await work.events.add(
            Event("approval-returned", now, who, draft.company_id, evidence=worth_of(draft))
        )
        await self._card_to_author(work, fresh, standing, Reply("approval-returned"), now)
        return await settle(work, draft, Outcome.RETURNED, standing.person)

    async def _card_to_author(
        self, work: UnitOfWork, draft: Draft, standing: Standing, told: Reply, now: datetime
    ) -> None:
        """The draft is the author's again: its card, headed by why."""
        facts = await facts_of(work, standing.company, now)
        shown = card(draft, Backing(standing.company.profile, facts.today, facts))
        reply = replace(told, data={**shown.data, **told.data}, options=shown.options, tag=shown.tag)
        author = await work.drafts.author(draft.id)
        await tell(work, author, draft.company_id, reply, f"{told.code}:{draft.id}:{draft.version}")


async def _asking(work: UnitOfWork, draft: Draft, standing: Standing) -> Standing:
    """Whoever asked, as a member of today.

    Raises:
        Refused: approval-author-gone.
    """
    asked_by = draft.approval.asked_by if draft.approval else None
    for person, membership in await work.people.members(draft.company_id):
        asking = Standing(person, standing.company, membership.role)
        if person.id == asked_by and asking.may_issue:
            return asking
    raise Refused("approval-author-gone")


async def _tell_author(work: UnitOfWork, draft: Draft, stored: StoredInvoice, approved: Reply) -> None:
    """In place of "it waits" who approved; then the invoice, which follows its fate."""
    company, cause = draft.company_id, f"approval-given:{draft.id}"
    over = replace(approved, replaces=draft_tag(draft.id))
    await tell(work, stored.issued_by, company, over, cause)
    await tell(work, stored.issued_by, company, replace(after_tap(stored), replaces=None), f"{cause}:invoice")


async def _as_it_is(work: UnitOfWork, draft: Draft) -> Reply:
    """Somebody else was faster, or the author has it again."""
    stored = await work.invoices.by_draft(draft.id)
    if stored is None:
        return settled(draft, Outcome.WITHDRAWN, None)
    return settled(draft, Outcome.APPROVED, None, {"number": stored.invoice.number})


def _rejecting(person: Person) -> str:
    return f"rejecting:{person.id}"
