"""Net or gross: one kind for all prices of an invoice (art. 106e ust. 7-8 VATA), whatever kinds were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Mark
from invoicing.model.money import product, to_grosze
from invoicing.model.vat import PriceKind, VatRate

_HUNDRED = Decimal(100)
_FINEST = Decimal("0.00000001")  # P_9A, P_9B: eight decimals
_GROSZ = Decimal("0.01")


def of_one_kind(
    lines: Sequence[Line], said: Sequence[PriceKind | None], usual: PriceKind
) -> tuple[tuple[Line, ...], PriceKind]:
    """The lines with prices of one kind, and which it is.

    What was said in the rarer kind is converted where it comes out in full grosze, else the other way round; where
    neither does, the numbers stay and are marked MIXED, so that the card asks.

    Args:
        lines: with prices as they were said.
        said: the kind of each, None when nobody said it.
        usual: the kind when nobody said any.
    """
    kinds = [kind for kind in said if kind is not None]
    by_number = sorted(dict.fromkeys(kinds), key=lambda kind: -kinds.count(kind))
    if len(by_number) <= 1:
        return tuple(lines), by_number[0] if by_number else usual
    for kind in by_number:
        done = [_in_kind(line, of, kind) for line, of in zip(lines, said, strict=True)]
        if None not in done:
            return tuple(line for line in done if line is not None), kind
    kind = by_number[0]
    return tuple(
        line.marked(Mark.MIXED) if of is not None and of is not kind else line
        for line, of in zip(lines, said, strict=True)
    ), kind


def joined(line: Line, said: PriceKind | None, kind: PriceKind) -> Line:
    """A line that comes to others of that kind: converted, or marked MIXED where it does not come out."""
    return _in_kind(line, said, kind) or line.marked(Mark.MIXED)


def meant_as(draft: Draft, kind: PriceKind) -> Draft:
    """The draft with every number as it was said, meant in that kind."""
    lines = draft.lines
    if kind is not draft.price_kind:
        lines = tuple(
            replace(_as_said(line, draft.price_kind), marks=line.marks - {Mark.CONVERTED}) for line in lines
        )
    settled = tuple(line.unmarked(Mark.PRICE_KIND, Mark.MIXED) for line in lines)
    return replace(draft, lines=settled, price_kind=kind)


def one_meant_as(draft: Draft, at: int, kind: PriceKind) -> Draft:
    """The draft with the number of one line meant in that kind, and all others as they were."""
    if len(draft.lines) == 1:
        return meant_as(draft, kind)
    bare = _as_said(draft.lines[at], draft.price_kind).unmarked(Mark.PRICE_KIND, Mark.MIXED, Mark.CONVERTED)
    line = joined(bare, kind, draft.price_kind)
    return draft.with_line(at, line)


def as_all_were_said(draft: Draft) -> Draft:
    """The draft in the kind in which all that is left of it was said; the same while some of it was not."""
    if not draft.lines or not all(Mark.CONVERTED in line.marks for line in draft.lines):
        return draft
    return meant_as(draft, other_kind(draft.price_kind))


def at_rate(line: Line, rate: VatRate, kind: PriceKind) -> Line:
    """The line at another rate; a price that was converted at the old one is converted anew."""
    if Mark.CONVERTED not in line.marks or rate is line.vat_rate:
        return replace(line, vat_rate=rate)
    back = replace(_as_said(line, kind), vat_rate=rate, marks=line.marks - {Mark.CONVERTED})
    return joined(back, other_kind(kind), kind)


def said_price(line: Line, kind: PriceKind) -> tuple[Decimal, PriceKind] | None:
    """What was said of a line of that kind, where it was said in the other kind; None where it was not."""
    if Mark.CONVERTED not in line.marks:
        return None
    return _as_said(line, kind).unit_price, other_kind(kind)


def guessed_anew(draft: Draft, profile: CompanyProfile) -> Draft:
    """The draft of a buyer who has just become known, its prices of the kind that such buyers are told.

    Only where nobody said any kind; an order's worth is gross anyway.
    """
    unsaid = all(Mark.PRICE_KIND in line.marks for line in draft.lines)
    if not draft.lines or not unsaid or draft.buyer is None or draft.kind is InvoiceKind.ADVANCE:
        return draft
    return replace(draft, price_kind=profile.price_kind_for(draft.buyer.kind))


def reckoned(line: Line, **changes: Decimal | str | None) -> Line:
    """The line with another price, quantity or unit; a discount stays the same part of what it is worth."""
    newer = replace(line, discount=None, **changes)  # type: ignore[arg-type]  # fields of a line, by name
    worth = product(line.quantity, line.unit_price)
    if line.discount is None or not worth:
        return newer
    part = product(newer.quantity, newer.unit_price) * line.discount / worth
    return replace(newer, discount=to_grosze(part))


def _in_kind(line: Line, said: PriceKind | None, kind: PriceKind) -> Line | None:
    """The line with its price in that kind; None where it does not come out in full grosze."""
    if said is None or said is kind:
        return line
    price = _converted(line, kind)
    if price is None:
        return None
    other = line.unmarked if Mark.CONVERTED in line.marks else line.marked
    return reckoned(other(Mark.CONVERTED), unit_price=price)


def _converted(line: Line, kind: PriceKind) -> Decimal | None:
    taxed = _HUNDRED + line.percent
    over, under = (taxed, _HUNDRED) if kind is PriceKind.GROSS else (_HUNDRED, taxed)
    price = (line.unit_price * over / under).quantize(_FINEST)
    value = product(line.quantity, price)
    if price * under != line.unit_price * over or value != to_grosze(value):
        return None
    return _plain(price)


def _as_said(line: Line, kind: PriceKind) -> Line:
    """The line with the number that was said, which is of the other kind than the draft's; exact as it came."""
    if Mark.CONVERTED not in line.marks:
        return line
    taxed = _HUNDRED + line.percent
    over, under = (_HUNDRED, taxed) if kind is PriceKind.GROSS else (taxed, _HUNDRED)
    return reckoned(line, unit_price=_plain((line.unit_price * over / under).quantize(_FINEST)))


def other_kind(kind: PriceKind) -> PriceKind:
    """Gross of net, net of gross."""
    return PriceKind.NET if kind is PriceKind.GROSS else PriceKind.GROSS


def _plain(price: Decimal) -> Decimal:
    """A price with as many decimals as it needs, two at least."""
    in_grosze = price.quantize(_GROSZ)
    return in_grosze if in_grosze == price else price.normalize()
