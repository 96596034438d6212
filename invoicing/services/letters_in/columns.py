"""Which column of a table says what: by its heading, or by the usual order where it has none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.tokens import fold


class Column(StrEnum):
    """What a column says of a line."""

    NAME = "name"
    QUANTITY = "quantity"
    UNIT = "unit"
    PRICE = "price"
    VAT = "vat"
    WORTH = "worth"
    IGNORED = "ignored"


_HEADINGS: tuple[tuple[Column, str], ...] = (  # the first that fits counts
    (Column.IGNORED, r"(?:l\.? ?p\.?|nr|no|numer|#|kod|indeks|index|symbol|ean|sku|kwota vat|wartosc vat|vat kwota|uwagi|notes?)"),
    (Column.WORTH, r"(?:wartosc|kwota|razem|suma|total|amount|сума|вартість)(?: (?:netto|brutto|net|gross|pln|zl))*"),
    (Column.PRICE, r"(?:cena|ceny|price|unit price|ціна|cena jedn\w*|cena jednostkowa|c\.? ?j\.?|stawka za \w+)(?: (?:netto|brutto|net|gross|pln|zl|jedn\w*|za \w+))*"),
    (Column.VAT, r"(?:stawka )?(?:vat|podatek|ставка|пдв)(?: ?(?:%|stawka|rate))*|stawka(?: podatku)?|tax(?: rate)?"),
    (Column.QUANTITY, r"(?:ilosc|liczba|szt\.?|sztuk|qty|quantity|count|кількість|кил\w*)(?: (?:sztuk|szt\.?))?"),
    (Column.UNIT, r"(?:j\.? ?m\.?|jedn\.?|jednostka(?: miary)?|miara|unit|одиниця|од\.?)"),
    (Column.NAME, r"(?:nazwa|opis|towar|usluga|produkt|pozycja|tytul|nazwa (?:towaru|uslugi|produktu|towaru lub uslugi|towaru/uslugi|pozycji)|name|item|description|назва|товар|послуга)"),
)  # fmt: skip
_LONGEST = 100  # characters of a heading or a number; longer ones are held against no pattern
_USUAL: Mapping[int, tuple[Column, ...]] = {
    2: (Column.NAME, Column.PRICE),
    3: (Column.NAME, Column.QUANTITY, Column.PRICE),
    4: (Column.NAME, Column.QUANTITY, Column.PRICE, Column.VAT),
    5: (Column.NAME, Column.QUANTITY, Column.UNIT, Column.PRICE, Column.VAT),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table.

    Attributes:
        columns: in order.
        price_kind: net or gross, where the heading says.
        worth_kind: the same of what a line comes to.
        headed: whether its first row is a heading.
        unknown: headings nobody knows, by column.
    """

    columns: tuple[Column, ...]
    price_kind: PriceKind | None = None
    worth_kind: PriceKind | None = None
    headed: bool = False
    unknown: Mapping[int, str] = field(default_factory=dict)


def layout_of(first: Sequence[str], width: int) -> Layout | None:
    """What the columns say, by the table's first row; None where neither it nor the usual order tells."""
    named = [_column(cell) for cell in first]
    if Column.NAME in named or (named.count(None) < len(named) - 1 and not _has_number(first)):
        return _headed(first, named)
    usual = _USUAL.get(width)
    return Layout(usual) if usual else None


def _headed(first: Sequence[str], named: Sequence[Column | None]) -> Layout | None:
    told = [each for each in named if each is not None and each is not Column.IGNORED]
    if Column.NAME not in told or Column.PRICE not in told or len(set(told)) != len(told):
        return None
    unknown = {
        at: " ".join(first[at].split())[:40]
        for at, each in enumerate(named)
        if each is None and first[at].strip()
    }
    return Layout(
        tuple(each or Column.IGNORED for each in named),
        _kind(first[named.index(Column.PRICE)]),
        _kind(first[named.index(Column.WORTH)]) if Column.WORTH in named else None,
        headed=True,
        unknown=unknown,
    )


def _column(cell: str) -> Column | None:
    if len(cell) > _LONGEST:
        return None
    said = re.sub(r"[\s_]+", " ", re.sub(r"[()\[\]*:]", " ", fold(cell))).strip()
    return next((column for column, words in _HEADINGS if said and re.fullmatch(words, said)), None)


def _kind(heading: str) -> PriceKind | None:
    said = fold(heading)
    if re.search(r"\b(?:brutto|gross)\b", said):
        return PriceKind.GROSS
    return PriceKind.NET if re.search(r"\b(?:netto|net)\b", said) else None


def _has_number(cells: Sequence[str]) -> bool:
    short = (cell.strip() for cell in cells if len(cell) <= _LONGEST)
    return any(re.fullmatch(r"[\s.,%-]*+\d[\d\s.,%-]*+(?:zł|PLN)?", cell) for cell in short)
