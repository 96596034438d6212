"""Whether a rebate still rests on what its card showed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.services.correcting.books import correctable
from invoicing.services.ports import UnitOfWork


def is_rebate(draft: Draft | None) -> bool:
    """Whether a draft is such a correction: it has no lines, only what it comes to."""
    return draft is not None and draft.correction is not None and draft.correction.difference is not None


async def require_same_sales(work: UnitOfWork, draft: Draft) -> None:
    """Refuse a rebate on what was corrected since its card was shown.

    Raises:
        Refused: correction-stale; what `correctable` refuses.
    """
    known: Mapping[str, str] = json.loads(await work.cursors.get(based_on(draft.id)) or "{}")
    for original in draft.correction.originals if draft.correction else ():
        state = await correctable(work, draft.company_id, original.number)
        if known.get(original.number) != str(state.latest.id) or state.original != original:
            raise Refused("correction-stale", number=original.number, latest=state.latest.invoice.number)


def based_on(draft_id: UUID) -> str:
    """Where the states are noted that the card of a rebate rests on."""
    return f"rebate:{draft_id}"
