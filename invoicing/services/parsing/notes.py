"""Reader of what is to be written on the invoice: uwagi: ..."""

from __future__ import annotations

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES, words

NOTE_LEADS = frozenset(
    words(
        "uwaga uwagi uwagę uwagach notatka notatkę dopisek dopiskiem adnotacja adnotację adnotacją dopisz komentarz komentarzem"
        " note notes remark примітка"
    )
)
"""Words after which a note follows."""
_NOTE_LINKS = frozenset(
    words("uwagi uwagę uwaga uwagach uwag notatkę adnotację wpisz dopisz że o treści proszę dodaj napisz")
)


def read_note(sheet: Sheet) -> None:
    """What is to be written on the invoice, to the end of the line: uwagi: ..."""
    for at, token in enumerate(sheet.tokens):
        if token.kind is Kind.WORD and token.folded in NOTE_LEADS and _opens_note(sheet, at):
            start = at + 1
            while sheet.at(start).is_sign(":-–") or _links_note(sheet, start) or _says_where(sheet, start):
                start += 1
            end = start
            end = _note_end(sheet, at, start)
            sheet.facts.note = sheet.words(start, end).strip(" \"„”'.") or None
            first = at
            while sheet.at(first - 1).is_word("w", "z", "na", "fakturze", "prosze"):
                first -= 1
            sheet.take(first, min(max(end, start), len(sheet.tokens)))
            return


def _note_end(sheet: Sheet, at: int, start: int) -> int:
    """The end of the line; its first comma, where everything else of the invoice stands behind it."""
    end = start
    while end < len(sheet.tokens) and sheet.tokens[end].kind is not Kind.BREAK:
        end += 1
    comma = next((place for place in range(start, end) if sheet.tokens[place].is_sign(",;")), end)
    if _says_price(sheet, comma, end) and not _says_price(sheet, 0, at):
        end = comma
    while end > start and (sheet.tokens[end - 1].kind is Kind.GAP or sheet.tokens[end - 1].is_sign(",")):
        end -= 1  # a farewell behind the note
    return end


def _says_price(sheet: Sheet, start: int, end: int) -> bool:
    return any(
        token.kind is Kind.NUMBER
        and (sheet.at(at).folded in CURRENCIES or sheet.at(at).is_word("netto", "brutto"))
        for at, token in enumerate(sheet.tokens[start:end], start + 1)
    )


def _links_note(sheet: Sheet, at: int) -> bool:
    """Reads "uwagi wpisz ..."; behind a colon every word belongs to the note."""
    return sheet.at(at).folded in _NOTE_LINKS and not sheet.at(at - 1).is_sign(":-–")


def _says_where(sheet: Sheet, at: int) -> bool:
    """Reads "dopisz w uwagach: ...", which says where the note stands."""
    return sheet.at(at).is_word("w", "do") and sheet.at(at + 1).is_word("uwagach", "uwag")


def _opens_note(sheet: Sheet, at: int) -> bool:
    """Whether more follows, and the word is not the name of a line that costs something."""
    after = sheet.at(at + 1)
    if at + 1 >= len(sheet.tokens) or after.kind is Kind.NUMBER:
        return False
    if not sheet.tokens[at].is_word("dopisz") or after.is_sign(":"):
        return True
    last, named = sheet.tokens[-1], sheet.at(len(sheet.tokens) - 2)
    adds = after.is_word("jeszcze", "tez", "pozycje") and last.kind is Kind.NUMBER and named.kind is Kind.WORD
    return not (
        adds or any(token.folded in CURRENCIES for token in sheet.tokens[at + 1 :])
    )  # dopisz dostawę 30 zł
