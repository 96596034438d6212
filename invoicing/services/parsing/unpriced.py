"""Rows that no price was said of: a heading, the buyer, a part of the name beside them, or a thing whose price is asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.services.parsing.items import Role
from invoicing.services.parsing.leftovers import is_leftover
from invoicing.services.parsing.name_ends import DEEDS, THINGS
from invoicing.services.parsing.rows import Row
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tax_numbers import DIGITS as NOT_A_DIGIT
from invoicing.services.parsing.tokens import Kind, Token, fold

_LEADS = re.compile(r"^(?:firm[aęy]|na|dla|nabywca|klient)\s+(?=\S)", re.IGNORECASE)
_MOST = 5  # words of a name in small letters


def sold(sheet: Sheet, rows: list[Row]) -> list[Row]:
    """Without what nobody priced beside lines that have names and prices, where it names nothing that is sold."""
    priced = {row.name for row in rows if row.name and row.price}
    if not priced:
        return rows
    left: list[Row] = []
    for at, row in enumerate(rows):
        others = [other for other in rows if other is not row]
        if not row.name or row.price or row.quantity:
            left.append(row)
        elif is_leftover(row.name, priced) or _heads(row, rows[at + 1 :]):
            _heads_all(row, others)
        elif _is_buyer(sheet, row):
            sheet.facts.buyer_name = _LEADS.sub("", row.name)
        else:
            left.append(row)
    return left


def _heads(row: Row, below: list[Row]) -> bool:
    """Reads "naprawa auta: części 450, robocizna 300": what stands before a colon is made of what is priced."""
    behind = row.closed_by
    colon = behind is not None and behind.is_sign(":")
    return colon and any(other.name and other.price for other in below)


def _is_buyer(sheet: Sheet, row: Row) -> bool:
    """Reads "kowal bud nip 5260250274", in small letters: who stands before the number of the buyer."""
    facts, gap = sheet.facts, _gap_behind(sheet, row)
    if facts.nip is None or facts.buyer_name is not None or gap is None:
        return False
    taken = sheet.text[gap.start : gap.end]
    names = [fold(word) for word in (row.name or "").split()]
    thing = _LEADS.match(row.name or "") is None
    thing = thing and any(word in THINGS or word.endswith(DEEDS) for word in names)
    return not thing and len(names) <= _MOST and NOT_A_DIGIT.sub("", taken).endswith(facts.nip.digits)


def _gap_behind(sheet: Sheet, row: Row) -> Token | None:
    """What was taken right behind the name; behind a comma only where the name is one: "Urząd Miasta Płock, NIP ..."."""
    behind = row.closed_by
    if behind is None or behind.kind is Kind.GAP:
        return behind
    if not behind.is_sign(",") or not (row.name or "").istitle():
        return None
    return next((gap for gap in sheet.tokens if gap.kind is Kind.GAP and gap.start == behind.end + 1), None)


def _heads_all(head: Row, rows: list[Row]) -> None:
    """What a heading says of prices goes for all: "sprzedaż opodatkowana 5%:", the top of a table with "cena netto"."""
    for row in rows:
        row.rate, row.kind = row.rate or head.rate, row.kind or head.kind
        if (
            row.price
            and row.price.role in {Role.BARE, Role.PRICE}
            and fold(head.name or "").startswith("cena")
        ):
            row.price = replace(row.price, role=Role.UNIT_PRICE)
