"""The question to somebody else, what its author sees meanwhile, and what becomes of the question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoicing.model.approval import Approval
from invoicing.model.invoice import Draft
from invoicing.services.approving.rules import approvers, having_right
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import Backing, card_data
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.ways import IssueWay
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company, Event, Person
from invoicing.services.replies import cancel, tell

APPROVE, REJECT, SHOW = "approve", "reject", "approval-show"
"""Actions of the buttons of whoever is asked."""


class Outcome(StrEnum):
    """What became of a question."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # the author changes it, or cancels it
    CHANGED = "changed"  # by somebody who was asked: its author decides anew
    RETURNED = "returned"  # it cannot be issued as it was asked for


async def ask(work: UnitOfWork, draft: Draft, standing: Standing, way: IssueWay, now: datetime) -> Reply:
    """Let the draft wait for somebody else, and ask all who may approve it.

    Raises:
        Refused: approval-nobody.
        StaleChoice: somebody else was faster.
    """
    asked = await approvers(work, draft, standing.person)
    waiting = draft.for_approval(Approval(standing.person.id, way.value, now))
    await work.drafts.save(waiting)
    evidence = worth_of(waiting) | {"way": way.value, "limit": str(standing.company.profile.approval_above)}
    who = str(standing.person.id)
    await work.events.add(Event("approval-asked", now, who, draft.company_id, evidence=evidence))
    await _show_to(work, waiting, standing.company, asked, now)
    return waiting_reply(waiting)


async def _show_to(
    work: UnitOfWork, draft: Draft, company: Company, asked: Sequence[Person], now: datetime
) -> None:
    question = await question_of(work, draft, company, now)
    for person in asked:
        await tell(work, person.id, company.id, question, f"approval:{draft.id}:{draft.version}")


async def question_of(work: UnitOfWork, draft: Draft, company: Company, now: datetime) -> Reply:
    """The card of whoever is asked: all that the author saw, who asks, and two buttons."""
    facts = await facts_of(work, company, now)
    data: dict[str, Json] = {
        **card_data(draft, Backing(company.profile, facts.today, facts)),
        "asked_by": await name_of(work, draft),
        "limit": str(company.profile.approval_above) if company.profile.approval_above is not None else None,
    }
    data["notes"] = []
    buttons = (
        (Option("approve", choice=Choice(APPROVE, draft.id, draft.version), style=Style.SUCCESS),),
        (Option("reject", choice=Choice(REJECT, draft.id, draft.version)),),
    )
    return Reply("approval-question", data, options=buttons, tag=_tag(draft))


def waiting_reply(draft: Draft) -> Reply:
    """What is shown in place of the card of a draft that waits for somebody."""
    edit = Option("edit", choice=Choice("edit", draft.id, draft.version))
    buttons = ((edit, cancel(draft.id, draft.version)),)
    return Reply("approval-waiting", worth_of(draft), options=buttons, tag=draft_tag(draft.id))


async def settle(
    work: UnitOfWork, draft: Draft, outcome: Outcome, by: Person, more: dict[str, Json] | None = None
) -> Reply:
    """What became of the question, shown in place of it to everybody who was asked; returns it for whoever decided."""
    reply, asked_by = settled(draft, outcome, by.name, more), draft.approval and draft.approval.asked_by
    for person, _ in having_right(await work.people.members(draft.company_id)):
        if person.id not in {by.id, asked_by}:
            cause = f"approval-{outcome}:{draft.id}:{draft.version}"
            await tell(work, person.id, draft.company_id, reply, cause)
    return reply


def settled(draft: Draft, outcome: Outcome, by: str | None, more: dict[str, Json] | None = None) -> Reply:
    """The words that take the place of a question."""
    data = worth_of(draft) | {"outcome": outcome.value, "by": by, "number": None, "reason": None}
    return Reply("approval-settled", data | (more or {}), replaces=_tag(draft))


def worth_of(draft: Draft) -> dict[str, Json]:
    """What is said of a draft in a line: whose, how much, which version."""
    pln = draft.gross_in_pln
    return {
        "draft": str(draft.id),
        "version": draft.version,
        "buyer": (draft.buyer.name if draft.buyer else None) or None,
        "gross": str(draft.totals.gross),
        "currency": draft.currency,
        "in_pln": str(pln) if pln is not None and draft.currency != "PLN" else None,
    }


async def name_of(work: UnitOfWork, draft: Draft) -> str:
    """Who asked; empty when they have left since."""
    members = await work.people.members(draft.company_id)
    asked_by = draft.approval.asked_by if draft.approval else None
    return next((person.name for person, _ in members if person.id == asked_by), "")


def draft_tag(draft_id: UUID) -> str:
    """The card of a draft in its author's chat."""
    return f"draft:{draft_id}"


def _tag(draft: Draft) -> str:
    return f"approval:{draft.id}:{draft.version}"
