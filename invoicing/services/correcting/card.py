"""A correction as its card shows it: what was, what will be, the difference, the reason."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest

from invoicing.model.advance import AdvancePayment
from invoicing.model.content import Content
from invoicing.model.correction import Correction
from invoicing.model.invoice import Draft, Line
from invoicing.model.party import Buyer
from invoicing.model.vat import Totals
from invoicing.services.figures import plain, price
from invoicing.services.messages import Json


def correction_data(draft: Draft) -> dict[str, Json] | None:
    """What it corrects and how; None for any other draft."""
    correction = draft.correction
    if correction is None:
        return None
    if correction.difference is not None:
        return _rebate(draft, correction)
    (original,) = correction.originals
    before = correction.before or Content()
    pairs = list(zip_longest((before.order or before).lines, draft.lines))
    now = draft.content.totals
    changed: list[Json] = [_change(at, was, now) for at, (was, now) in enumerate(pairs, 1) if was != now]
    buyer = correction.buyers_before[0] if correction.buyers_before else None
    return {
        "number": original.number,
        "issue_date": original.issue_date.isoformat(),
        "ksef_number": original.ksef_number,
        "reason": correction.reason,
        "to_zero": bool(before.totals.gross) and not any(each.gross for each in now.per_rate),
        "lines": changed,
        "changed": len(changed),
        "unchanged": len(pairs) - len(changed),
        "was": _sums(before.totals),
        "will_be": _sums(now),
        "advance_was": _paid(before.advance_payments),
        "advance_will_be": _paid((draft.advance,) if draft.advance else ()),
        "buyer_was": _buyer(buyer) if buyer else None,
        "buyer_will_be": _buyer(draft.buyer) if buyer and draft.buyer else None,
    }


def _rebate(draft: Draft, correction: Correction) -> dict[str, Json]:
    """A rebate on many: which, for which time, what it takes off each rate."""
    numbers: list[Json] = [each.number for each in correction.originals]
    return {
        "rebate": True,
        "number": correction.originals[0].number,
        "numbers": numbers,
        "count": len(numbers),
        "period": correction.period,
        "reason": correction.reason,
        "to_zero": False,
        "rates": [{"rate": each.rate.value, **_sums(Totals((each,)))} for each in draft.totals.per_rate],
    }


def _paid(payments: tuple[AdvancePayment, ...]) -> str | None:
    return str(sum((each.amount for each in payments), Decimal("0.00"))) if payments else None


def _change(position: int, was: Line | None, now: Line | None) -> dict[str, Json]:
    return {"position": position, "was": _line(was), "will_be": _line(now)}


def _line(line: Line | None) -> dict[str, Json] | None:
    if line is None:
        return None
    return {
        "name": line.name,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "unit_price": price(line.unit_price),
        "value": str(line.value),
        "vat_rate": line.vat_rate.value,
    }


def _sums(sums: Totals) -> dict[str, Json]:
    return {"net": str(sums.net), "vat": str(sums.vat), "gross": str(sums.gross)}


def _buyer(buyer: Buyer) -> dict[str, Json]:
    address = buyer.address
    lines: list[Json] = [line for line in (address.line1, address.line2) if line] if address else []
    return {"name": buyer.name, "address": lines}
