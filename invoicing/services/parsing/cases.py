"""Which case the words of a name stand in."""

from __future__ import annotations

from decimal import Decimal

from invoicing.services.parsing.declension import Case
from invoicing.services.parsing.fragments import Fragment
from invoicing.services.parsing.items import Item
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CONTAINERS, UNITS

PIECES = frozenset({"szt.", "egz.", "kpl."})
"""Units that count things rather than measure them."""
_SPELLED_OUT = ("sztuk", "egzemplarz", "komplet")
COUNTED = PIECES | {"op.", *(UNITS[unit] for unit in CONTAINERS)}
"""Units of things that may have a size of their own."""
SIZES = frozenset({"g", "dag", "kg", "l", "m", "str.", "min."})
"""Units of the size of one thing, when things are counted as well."""


def case_at(sheet: Sheet, at: int, fragment: Fragment) -> Case:
    """The case of the words that begin there, by the preposition, the number or the unit before them."""
    before = sheet.at(at - 1)
    if before.kind is Kind.GAP:
        before = sheet.at(at - 2)  # za [wczorajszą] sesję
    if before.is_word("tytulem", "tytulu"):
        return Case.GENITIVE
    if before.is_word("za", "na") or before.folded.startswith("kupil"):
        return Case.ACCUSATIVE
    if before.is_word("tytulem"):
        return Case.GENITIVE
    quantity = fragment.quantity or (fragment.bare[-1] if fragment.bare else None)
    if quantity is None or quantity.end != at:
        return Case.AS_SAID
    if quantity.unit is None:
        return _after_numeral(before.folded, quantity.value)
    return _after_unit(before.folded, quantity)


def _after_unit(said: str, quantity: Item) -> Case:
    if quantity.unit in PIECES and said.startswith(_SPELLED_OUT):
        return Case.PIECES  # "4 sztuki lampy", where "4 szt. lampy" names many already
    return Case.COUNTED if quantity.unit in PIECES and quantity.value != 1 else Case.GENITIVE


def _after_numeral(word: str, value: Decimal | None) -> Case:
    """Two, three, four, and what ends in them but not in -nascie, ask for the nominative of many."""
    if word == "dwie":
        return Case.FEW_FEMININE
    if word in {"jedna", "polowa"} or value is None or value == 1:
        return Case.ACCUSATIVE if word == "jedna" else Case.AS_SAID
    if value != int(value):
        return Case.GENITIVE
    few = value % 10 in {2, 3, 4} and value % 100 not in {12, 13, 14}
    return Case.FEW if few else Case.COUNTED
