"""Lines of a draft from what was said: every guessed value gives way to the company's own habit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Mark
from invoicing.model.money import product, to_grosze
from invoicing.model.party import Buyer
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.issuing.price_kinds import joined, of_one_kind
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import SaidLine, Understood

UNPRICED = Decimal(0)
"""The price of a line nobody priced; a draft with such a line has "price" among what is missing."""
_SORTS = frozenset(
    {"towar", "towary", "usluga", "uslugi", "goods", "service", "services", "товар", "послуга"}
)
_WITH_PAYMENTS = frozenset({InvoiceKind.ADVANCE, InvoiceKind.SETTLEMENT})
"""Kinds of which a sentence says a payment too, an amount without a name."""
_RATES = {
    "23": VatRate.STANDARD,
    "8": VatRate.REDUCED,
    "5": VatRate.SUPER_REDUCED,
    "0": VatRate.ZERO_DOMESTIC,  # the buyer is domestic: supplies abroad are refused before
    "zw": VatRate.EXEMPT,
    "np": VatRate.OUT_OF_SCOPE,
    "oo": VatRate.REVERSE_CHARGE,
}


@dataclass(frozen=True, slots=True)
class SaidLines:
    """Lines, each with the marks of what about it nobody said, and the kind of their prices."""

    lines: tuple[Line, ...]
    price_kind: PriceKind


def said_lines(
    heard: Understood, profile: CompanyProfile, buyer: Buyer | None = None, among: PriceKind | None = None
) -> SaidLines:
    """The named lines, priced and rated as said or as the company does.

    Args:
        heard: the sentence.
        profile: of the seller.
        buyer: tells net from gross where nobody else does.
        among: the kind of lines that they are added to, which stands.

    Raises:
        Refused: line-unnamed, a price beside named lines of which nobody said what it is for; rate-of-exempt-company or exemption-unknown from the profile.
    """
    named = [line for line in heard.lines if line.name]
    named = [line for line in named if not _says_what_kind(line)] or named
    if named and heard.kind not in _WITH_PAYMENTS:
        _refuse_unnamed(heard.lines)
    rows = [_line(line, profile) for line in named]
    kinds = [kind_of(line) for line in named]
    if among is None:
        lines, kind = of_one_kind(rows, kinds, profile.price_kind_for(buyer.kind if buyer else None))
    else:
        lines, kind = tuple(joined(row, said, among) for row, said in zip(rows, kinds, strict=True)), among
    off = heard.discount_percent
    return SaidLines(lines if off is None else tuple(discounted(line, off) for line in lines), kind)


def _says_what_kind(line: SaidLine) -> bool:
    """Whether it is "towar" or "usługa" at the end of a sentence: what is sold stands before it."""
    alone = line.price is None and line.unit is None and line.quantity == 1
    return alone and fold(line.name or "") in _SORTS


def _refuse_unnamed(lines: Sequence[SaidLine]) -> None:
    """Refuse "10 h x 85, materiały 350 zł": left out, the hours would be missing from the invoice unnoticed."""
    for line in lines:
        if line.price is not None and not line.name:
            count, price = (format(each, "f").replace(".", ",") for each in (line.quantity, line.price))
            raise Refused("line-unnamed", value=" ".join(filter(None, (count, line.unit, "×", price))))


def said_rate(said: str) -> VatRate:
    """The rate behind what people say: 23, 8, 5, 0, zw, np, oo.

    Raises:
        Refused: vat-unknown.
    """
    if said not in _RATES:
        raise Refused("vat-unknown", rate=said)
    return _RATES[said]


def kind_of(line: SaidLine) -> PriceKind | None:
    """Net or gross, when somebody said it of this price."""
    return None if "price_kind" in line.guessed or line.price is None else line.price_kind


def unpriced(lines: Sequence[Line]) -> tuple[str, ...]:
    """The gap "price" while a line has none."""
    return ("price",) if any(line.unit_price == UNPRICED for line in lines) else ()


def discounted(line: Line, percent: Decimal) -> Line:
    """The line with a discount of so much percent of what it is worth (P_10), in full grosze."""
    return replace(line, discount=to_grosze(product(line.quantity, line.unit_price) * percent / 100) or None)


def _line(said: SaidLine, profile: CompanyProfile) -> Line:
    price = UNPRICED if said.price is None else said.price
    rate = profile.rate_for(None if "vat" in said.guessed else _RATES[said.vat])
    return Line(said.name or "", said.quantity, said.unit, price, rate, marks=marks_of(said))


def marks_of(said: SaidLine) -> frozenset[Mark]:
    """What nobody said of a line."""
    return frozenset(Mark(code) for code in said.guessed)
