"""Reader of what a change puts away: "gotówką zamiast przelewu", "4 zamiast 5"."""

from __future__ import annotations

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES, UNITS

_PREPOSITIONS = ("na", "do", "w", "po", "z")


def read_replaced(sheet: Sheet) -> None:
    """Take off the one thing that "zamiast" says is not wanted: a number with its unit, or a word."""
    at = 0
    while at < len(sheet.tokens):
        if sheet.tokens[at].is_word("zamiast"):
            end = _thing_end(sheet, at + 1)
            at = sheet.take(at, end)
        else:
            put_away = _not_this_end(sheet, at)
            at = sheet.take(at, put_away) if put_away else at + 1


def _not_this_end(sheet: Sheet, at: int) -> int | None:
    """Where "nie 3 tylko" ends, before what is wanted."""
    if not sheet.tokens[at].is_word("nie"):
        return None
    end = _thing_end(sheet, at + 1)
    end = end + 1 if sheet.at(end).is_sign(",") else end
    return end + 1 if end > at + 1 and sheet.at(end).is_word("tylko", "lecz", "ale", "a") else None


def _thing_end(sheet: Sheet, at: int) -> int:
    end = at + 1 if sheet.at(at).is_word(*_PREPOSITIONS) else at
    thing = sheet.at(end)
    if thing.kind is Kind.NUMBER:
        end += 1
        while (
            sheet.at(end).folded in UNITS or sheet.at(end).folded in CURRENCIES or sheet.at(end).is_sign("%")
        ):
            end += 1
        return end
    return end + 1 if thing.kind in {Kind.WORD, Kind.DATE} else end
