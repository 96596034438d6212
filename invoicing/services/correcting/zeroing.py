"""A correction that takes everything back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from invoicing.model.advance import AdvanceInvoice
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import Totals


def to_zero(draft: Draft) -> Draft:
    """The draft of a correction under which nothing is sold, nothing paid and nothing settled.

    Of an advance only the payment goes: what was ordered was ordered all the same. A settlement goes on naming its
    advances, which now take nothing off.
    """
    if draft.correction is not None and draft.correction.of is InvoiceKind.ADVANCE:
        gone = replace(draft.advance, amount=Decimal("0.00")) if draft.advance else None
        return replace(draft, advance=gone)
    return replace(
        draft,
        lines=tuple(line.cancelled for line in draft.lines),
        settles=tuple(_taking_nothing(each) for each in draft.settles),
    )


def _taking_nothing(advance: AdvanceInvoice) -> AdvanceInvoice:
    return replace(advance, totals=Totals())
