"""Nouns that count where no unit does: "przedłużanie rzęs 3 zabiegi po 220" is three of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.declension import Case, nominative
from invoicing.services.parsing.fragments import is_filler
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token, fold
from invoicing.services.parsing.words import CURRENCIES, UNITS, words

_EACH = ("po", "a", "at", "по", "each")
_MODELS = frozenset(
    words("pro plus max mini ultra lite home air premium basic standard classic gen turbo se le")
)
_ADJECTIVES = (
    "owy",
    "owa",
    "owe",
    "ny",
    "na",
    "ne",
    "ski",
    "ska",
    "skie",
    "czy",
    "cza",
    "cze",
    "wy",
    "wa",
    "we",
)
_FEW_ENDS = ("y", "i", "e", "a", "и", "і", "ї", "а")
_DEEDS = ("anie", "enie", "ycie", "cja", "taz", "miana", "prawa", "glad", "serwis", "najem", "stawa")
_TREATMENTS = frozenset(words("strzyżenie czesanie farbowanie szkolenie nauczanie"))
_EVENTS = ("zabieg", "wizyt", "lekcj", "sesj", "seans", "spotka", "zajec", "kurs", "raz", "noc", "tur", "etap", "dzien", "wejsc", "przejazd", "trening")  # fmt: skip
_PLACES = ("stanowisk", "osob", "uczestni", "uzytkowni", "pracowni")
_OF_TEXT = ("slow", "word", "znak", "arkusz", "scen", "ujec")
_SETS = frozenset(words("pakiet karnet zestaw komplet voucher bon abonament"))  # with so many in each
_UKRAINIAN = "ів"  # of them: сеансів
_DESCRIBING = ("owy", "owa", "owe", "iczny", "iczna", "iczne", "ienny", "ienna", "ienne")
_MOST = 100_000
_SHORTEST = 2  # letters of a stem that is no word
_YEARS = range(1990, 2100)
_LONGEST_SHORT = 6  # letters of a noun made short
_LEAST_PRICE = 10
_ALIKE = 5  # times: prices of two things said in one breath


def counted_at(sheet: Sheet, item: Item, said: Sequence[str]) -> Item | None:
    """The number as a count, by the words before it: of what is done to, or of the noun behind the number."""
    if said and said[-1] in _SETS:
        return None
    of_deed = _counted_object(sheet, item, said[0]) if len(said) == 1 else None
    return of_deed or _counted_noun(sheet, item)


def counts_events(name: str) -> bool:
    """Whether the one word is of what takes place, or is written, so many times: sesja, lekcja, words."""
    said = fold(name)
    return " " not in said and said.startswith((*_EVENTS, *_PLACES, *_OF_TEXT))


def _counted_noun(sheet: Sheet, item: Item) -> Item | None:
    """The number as a count of the noun behind it, when the price of one follows: 3 zabiegi po 220, 60 bel x 45."""
    noun, value = sheet.at(item.end), item.value
    if item.role is not Role.BARE or value is None or not _is_count(value):
        return None
    if _is_short(sheet, item.end) and _price_of_one(sheet, item.end + 2):
        return replace(item, role=Role.QUANTITY, unit=f"{noun.text.lower()}.", end=item.end + 2)
    if not _may_count(sheet, noun) or not _price_of_one(sheet, item.end + 1):
        return None
    few = value % 10 in {2, 3, 4} and value % 100 not in {12, 13, 14}
    unit = nominative(noun.text.lower(), Case.FEW if few else Case.COUNTED)
    described = noun.folded.endswith(_DESCRIBING) and unit == noun.text.lower()  # okno 3 szybowe
    if described or (few and not noun.folded.endswith(_FEW_ENDS)):
        return None
    unit = unit.removesuffix(_UKRAINIAN)
    unit = unit if len(unit) > _SHORTEST else noun.text.lower()  # słów
    return replace(item, role=Role.QUANTITY, unit=unit, end=item.end + 1)


def _is_count(value: Decimal) -> bool:
    """Whether so many can be counted; 2026 is a year."""
    return value == int(value) and 0 < value < _MOST and int(value) not in _YEARS


def _is_short(sheet: Sheet, at: int) -> bool:
    """Reads "14 prac. po 45": the beginning of a word, with its dot."""
    noun, dot = sheet.at(at), sheet.at(at + 1)
    return _may_count(sheet, noun) and len(noun.text) <= _LONGEST_SHORT and dot.is_sign(".") and dot.glued


def _counted_object(sheet: Sheet, item: Item, deed: str) -> Item | None:
    """The number of what is done to: "montaż 4 klimatyzatorów po 300" is four, and the noun belongs to the name."""
    noun, value = sheet.at(item.end), item.value
    whole = item.role is Role.BARE and value is not None and _is_count(value)
    if not whole or not deed.endswith(_DEEDS) or deed in _TREATMENTS or noun.folded.startswith(_EVENTS):
        return None
    of_them = noun.folded.endswith("ow") or nominative(noun.text.lower(), Case.COUNTED) != noun.text.lower()
    if not of_them or not _may_count(sheet, noun) or not _price_of_one(sheet, item.end + 1):
        return None
    return replace(item, role=Role.QUANTITY)


def _may_count(sheet: Sheet, noun: Token) -> bool:
    said = noun.kind is Kind.WORD and not noun.glued and noun.text.isalpha() and not is_filler(noun)
    small = noun.text.islower() or sheet.text.isupper()
    return said and small and noun.folded not in _MODELS and noun.folded not in {*UNITS, *CURRENCIES}


def _price_of_one(sheet: Sheet, at: int) -> bool:
    led = sheet.at(at).is_word(*_EACH) or sheet.at(at).kind is Kind.TIMES
    return led and at + 1 < len(sheet.tokens) and number_at(sheet.tokens, at + 1) is not None


def prices_two(sheet: Sheet, item: Item) -> bool:
    """Reads "henna 40 brwi 30": a round amount, one plain word and another amount like it are two things.

    An adjective ("kurs 40 godzinny 30"), a capital and the name of a model keep the number in the name.
    """
    word, value = sheet.at(item.end), item.value
    if value is None or value < _LEAST_PRICE or value % _LEAST_PRICE or not _may_count(sheet, word):
        return False
    of_them = nominative(word.text.lower(), Case.COUNTED) != word.text.lower()  # zestaw 50 elementów 90
    if of_them or word.folded.endswith(("ow", *_ADJECTIVES)) or tax_at(sheet, item.end) is not None:
        return False
    at = item.end + 1
    other = number_at(sheet.tokens, at) if sheet.at(at).kind is Kind.NUMBER else None
    if other is None or other.value is None or sheet.at(other.end).folded in UNITS:
        return False
    return value / _ALIKE <= other.value <= value * _ALIKE and sheet.at(other.end).kind is not Kind.TIMES
