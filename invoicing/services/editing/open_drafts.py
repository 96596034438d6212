"""The list of open drafts, to go on with any of them: /szkice."""

from __future__ import annotations

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.companies import Standing
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.ports import UnitOfWork

_MOST = 10


async def open_drafts(work: UnitOfWork, standing: Standing) -> Reply:
    """The person's drafts that may still be issued, the one talked about first, each with its button."""
    found = await work.drafts.open_of(standing.person.id, standing.company.id, _MOST + 1)
    shown = found[:_MOST]
    data: dict[str, Json] = {"drafts": [_row(draft) for draft in shown], "more": len(found) > _MOST}
    buttons = [
        Option("draft", choice=Choice("show", draft.id, draft.version), about=str(at))
        for at, draft in enumerate(shown, 1)
    ]
    return Reply(
        "drafts", data, options=tuple(tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5))
    )


def _row(draft: Draft) -> dict[str, Json]:
    return {
        "buyer": (draft.buyer.name or None) if draft.buyer else None,
        "what": draft.lines[0].name if draft.lines else None,
        "lines": len(draft.lines),
        "gross": str(draft.totals.gross) if "price" not in draft.missing else None,
        "currency": draft.currency,
        "shown_on": draft.shown_on.isoformat() if draft.shown_on else None,
        "held": draft.status is DraftStatus.HELD,
        "missing": [*draft.gaps],
    }
