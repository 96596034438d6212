"""The list of open drafts, to go on with any of them: /szkice."""

from __future__ import annotations

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.approving.asking import SHOW, name_of
from invoicing.services.approving.rules import had_no_part
from invoicing.services.companies import Standing
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.people.rights import Action
from invoicing.services.ports import UnitOfWork

_MOST, _IN_A_ROW = 10, 5


async def open_drafts(work: UnitOfWork, standing: Standing) -> Reply:
    """The person's drafts that may still be issued, the one talked about first, and what waits for their approval."""
    found = await work.drafts.open_of(standing.person.id, standing.company.id, _MOST + 1)
    shown, asked = found[:_MOST], await _asked(work, standing)
    data: dict[str, Json] = {
        "drafts": [_row(draft) for draft in shown],
        "more": len(found) > _MOST,
        "to_approve": [_row(draft) | {"asked_by": await name_of(work, draft)} for draft in asked],
    }
    buttons = [
        Option("draft", choice=Choice("show", draft.id, draft.version), about=str(at))
        for at, draft in enumerate(shown, 1)
    ]
    rows = tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
    questions = tuple(
        (Option("to-approve", choice=Choice(SHOW, draft.id, draft.version), about=str(at)),)
        for at, draft in enumerate(asked, 1)
    )
    return Reply("drafts", data, options=(*rows, *questions))


async def _asked(work: UnitOfWork, standing: Standing) -> list[Draft]:
    """What waits for somebody's approval and may be theirs."""
    if not standing.may(Action.APPROVE):
        return []
    waiting = await work.drafts.for_approval(standing.company.id, _MOST)
    return [draft for draft in waiting if await had_no_part(work, draft, standing.person)]


def _row(draft: Draft) -> dict[str, Json]:
    return {
        "buyer": (draft.buyer.name or None) if draft.buyer else None,
        "what": draft.lines[0].name if draft.lines else None,
        "lines": len(draft.lines),
        "gross": str(draft.totals.gross) if "price" not in draft.missing else None,
        "currency": draft.currency,
        "shown_on": draft.shown_on.isoformat() if draft.shown_on else None,
        "held": draft.status is DraftStatus.HELD,
        "for_approval": draft.status is DraftStatus.FOR_APPROVAL,
        "missing": [*draft.gaps],
    }
