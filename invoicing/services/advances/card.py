"""What the card of an advance or of a settlement shows besides lines and sums."""

from __future__ import annotations

from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import totals
from invoicing.services.messages import Json


def advance_data(draft: Draft) -> Json:
    """The payment, its day and what all of the order is worth; None for other kinds."""
    if draft.kind is not InvoiceKind.ADVANCE:
        return None
    worth = totals(draft.lines, draft.price_kind).gross
    return {
        "amount": str(draft.advance.amount) if draft.advance else None,
        "received_on": draft.advance.received_on.isoformat() if draft.advance else None,
        "order": str(worth) if worth else None,
    }


def settled_data(draft: Draft) -> list[Json]:
    """The advances that are taken off: gross of each, and the number by which people know it."""
    return [
        {"number": each.called or each.number or each.ksef_number, "gross": str(each.totals.gross)}
        for each in draft.settles
    ]
