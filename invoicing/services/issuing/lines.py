"""Lines of a draft from what was said: every guessed value gives way to the company's own habit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.money import product, to_grosze
from invoicing.model.vat import PriceKind, VatRate
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
    """Lines, the kind of their prices, and what about them nobody said (vat, price_kind, price)."""

    lines: tuple[Line, ...]
    price_kind: PriceKind
    guessed: frozenset[str]


def said_lines(heard: Understood, profile: CompanyProfile) -> SaidLines:
    """The named lines, priced and rated as said or as the company does.

    Raises:
        Refused: price-kinds-mixed; line-unnamed, a price beside named lines of which nobody said what it is for; rate-of-exempt-company or exemption-unknown from the profile.
    """
    kind = said_kind(heard.lines) or profile.default_price_kind
    off = heard.discount_percent
    named = [line for line in heard.lines if line.name]
    named = [line for line in named if not _says_what_kind(line)] or named
    if named and heard.kind not in _WITH_PAYMENTS:
        _refuse_unnamed(heard.lines)
    guessed = frozenset[str]().union(*(line.guessed for line in named))
    return SaidLines(tuple(_line(line, profile, off) for line in named), kind, guessed)


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


def said_kind(lines: Sequence[SaidLine]) -> PriceKind | None:
    """Net or gross when somebody said it: an invoice counts from one of them (art. 106e ust. 7-8 VATA).

    Raises:
        Refused: price-kinds-mixed.
    """
    kinds = {line.price_kind for line in lines if "price_kind" not in line.guessed and line.price is not None}
    if len(kinds) > 1:
        raise Refused("price-kinds-mixed")
    return next(iter(kinds), None)


def unpriced(lines: Sequence[Line]) -> tuple[str, ...]:
    """The gap "price" while a line has none."""
    return ("price",) if any(line.unit_price == UNPRICED for line in lines) else ()


def discounted(line: Line, percent: Decimal) -> Line:
    """The line with a discount of so much percent of what it is worth (P_10), in full grosze."""
    return replace(line, discount=to_grosze(product(line.quantity, line.unit_price) * percent / 100) or None)


def _line(said: SaidLine, profile: CompanyProfile, off: Decimal | None) -> Line:
    rate = profile.rate_for(None if "vat" in said.guessed else _RATES[said.vat])
    line = Line(
        said.name or "", said.quantity, said.unit, UNPRICED if said.price is None else said.price, rate
    )
    return line if off is None else discounted(line, off)
