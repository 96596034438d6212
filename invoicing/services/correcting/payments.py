"""What somebody says a corrected advance should have been."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.money import check_number
from invoicing.model.vat import PriceKind
from invoicing.services.advances.reading import names_advance
from invoicing.services.parsing.changes import Change, What

_NUMBERS = frozenset({What.PRICE, What.AMOUNT})


def is_about_payment(draft: Draft, change: Change) -> bool:
    """Whether a number is the payment that an advance invoice documents, rather than a price of what was ordered.

    Raises:
        Refused: correction-advance-unclear, it could be either.
    """
    if draft.correction is None or draft.correction.of is not InvoiceKind.ADVANCE:
        return False
    if change.what not in _NUMBERS or change.line is not None:
        return False
    if names_advance(change.hint):
        return True
    if change.old is not None:
        return Decimal(change.old) in _amounts(draft)
    if change.hint is None:
        raise Refused("correction-advance-unclear", amount=change.new)
    return False


def with_payment(draft: Draft, change: Change) -> Draft:
    """The draft with the payment as it should have been: gross, as money comes.

    Raises:
        Refused: correction-old-value, correction-price-kind.
        InvalidAmount: it cannot be paid.
    """
    known = _amounts(draft)
    if change.old is not None and Decimal(change.old) not in known:
        raise Refused("correction-old-value", said=change.old, value=", ".join(sorted(map(str, known))))
    if change.price_kind is PriceKind.NET:
        raise Refused("correction-price-kind", kind=PriceKind.GROSS.value)
    amount = Decimal(change.new)
    check_number(amount, "amount", digits=16, decimals=2)
    return replace(draft, advance=replace(draft.advance, amount=amount) if draft.advance else None)


def _amounts(draft: Draft) -> set[Decimal]:
    """The payment as it is on the card, and as it was before the correction."""
    before = draft.correction.before if draft.correction else None
    now = (draft.advance,) if draft.advance else ()
    return {each.amount for each in (*now, *(before.advance_payments if before else ()))}
