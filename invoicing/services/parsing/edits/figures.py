"""Numbers of a change: "250 zł brutto", "3 szt.", "10%", with the words that tell of which line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.edits.words import same_length_fold
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.reading_items import item_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import tokenize

_PERCENTS = ("proc", "procent", "percent", "pct", "відсотків", "відсотки")
_LONGEST = 40  # tokens; nobody says more about one change
_LONGEST_FIGURE = 80  # characters
_LARGEST = Decimal(10**13)
_TRAILING = re.compile(r"\s+(?:na|dla|do|za|for|on|of|для|за)\s+", re.IGNORECASE)
_EDGES = re.compile(
    r"^(?:\W|(?:na|to|ma|maja|byc|powinna|powinno|bedzie|jest|za|dla|o|w|z|po|do|of|for|the|is|by|should|be|jednostkow\w*|pozycj\w*"
    r"|має|бути|на|за|для)\b)+|(?:\W|\b(?:na|to|ma|maja|byc|powinna|powinno|bedzie|jest|wynosi|o|po|is|to|by|should|be|має|бути|на))+$"
)


class Means(Enum):
    """What a number is, as far as it says so itself."""

    MONEY = auto()
    COUNT = auto()
    PERCENT = auto()
    BARE = auto()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what stands beside it; `problem` is the code of why it cannot be one."""

    means: Means
    value: Decimal
    unit: str | None = None
    price_kind: PriceKind | None = None
    rate: str | None = None
    currency: str | None = None
    problem: str | None = None


def figure_of(text: str, today: date) -> Figure | None:
    """The number that the whole text is.

    >>> figure_of("250 zł brutto", date(2026, 11, 20)).price_kind
    <PriceKind.GROSS: 'gross'>
    """
    if len(text) > _LONGEST_FIGURE:
        return None
    sheet = Sheet(text, tokenize(text), today)
    item = item_at(sheet, 0)
    if item is None:
        return None
    end, percent = item.end, False
    if sheet.at(end).is_sign("%") or sheet.at(end).is_word(*_PERCENTS):
        end, percent = end + 1, True
    kind: PriceKind | None = None
    rate: str | None = None
    while end < len(sheet.tokens):
        tax = tax_at(sheet, end)
        if tax is None or percent or tax.unknown:
            return None
        kind, rate, end = tax.kind or kind, tax.rate or rate, tax.end
    means = Means.PERCENT if percent else _meaning(item, kind)
    value = Decimal(0) if item.value is None else item.value
    return Figure(means, value, item.unit, kind, rate, item.currency, _problem(item))


def _meaning(item: Item, kind: PriceKind | None) -> Means:
    if item.is_price or kind is not None:
        return Means.MONEY
    return Means.COUNT if item.role is Role.QUANTITY else Means.BARE


def _problem(item: Item) -> str | None:
    checks = {
        "amount_format": item.value is None,
        "amount_too_large": item.value is not None and item.value >= _LARGEST,
        "amount_negative": item.negative,
        "amount_zero": item.value == 0,
        "amount_ambiguous": item.doubtful,
    }
    return next((code for code, holds in checks.items() if holds), None)


def figure_in(text: str, today: date) -> tuple[Figure, str | None] | None:
    """The number at the end of the text, or before "na dojazd", and the other words."""
    tokens = tokenize(text)
    if len(tokens) > _LONGEST:
        return None
    for token in tokens:
        figure = figure_of(text[token.start :], today)
        if figure is not None:
            return figure, text[: token.start].strip() or None
    cut = list(_TRAILING.finditer(text))
    figure = figure_of(text[: cut[0].start()].strip(), today) if cut else None
    return (figure, text[cut[0].end() :].strip() or None) if figure else None


def hint_of(text: str) -> str | None:
    """The words without what only joins them; None when nothing is left.

    >>> hint_of("za dojazd na ")
    'dojazd'
    """
    kept, before = text.strip(), ""
    while kept != before:
        before = kept
        found = _EDGES.search(same_length_fold(kept))
        if found:
            kept = (kept[found.end() :] if found.start() == 0 else kept[: found.start()]).strip()
    return kept or None
