"""Reader of an address that follows the name of a person with no comma: dla Jan Kowalski Zielona 5 Warszawa, mycie auta."""

from __future__ import annotations

from invoicing.services.parsing.addresses import closes
from invoicing.services.parsing.names import FIRST_NAMES
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, is_proper
from invoicing.services.parsing.words import words

_LEADS = frozenset(words("dla na pan pani pana panią"))
_MOST = 3  # words of a street or a town


def read_street_of_person(sheet: Sheet) -> None:
    """A street with its number, and a town, right behind a first name and a surname."""
    if sheet.text.isupper():
        return  # no capital tells a street from a thing
    for at in range(len(sheet.tokens)):
        named = sheet.at(at).folded in FIRST_NAMES and is_proper(sheet.at(at)) and is_proper(sheet.at(at + 1))
        if not named or sheet.at(at - 1).folded not in _LEADS:
            continue
        street = at + 2
        end = _house_end(sheet, street)
        if end is not None and sheet.facts.address is None:
            sheet.facts.address = sheet.words(street, end)
            sheet.take(street, end)
        return


def _house_end(sheet: Sheet, street: int) -> int | None:
    """Where the street with its number and town ends; None when something else stands there."""
    at = street
    while at - street < _MOST and is_proper(sheet.at(at)):
        at += 1
    number = sheet.at(at)
    if at == street or number.kind is not Kind.NUMBER or not number.text.isdecimal() or len(number.text) > 3:
        return None
    at += 1
    while sheet.at(at).is_sign("/") or (sheet.at(at).glued and sheet.at(at).kind in {Kind.NUMBER, Kind.WORD}):
        at += 1
    town = at
    while at - town < _MOST and is_proper(sheet.at(at)):
        at += 1
    return at if closes(sheet.at(at)) and sheet.at(at).kind is not Kind.POSTCODE else None
