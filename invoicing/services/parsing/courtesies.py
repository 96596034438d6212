"""What people say around the matter: greetings before it, good wishes after it."""

from __future__ import annotations

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import words

_ASKING = frozenset(
    words(
        "wystaw wystawic wystawcie wystawisz zrob zrobic zrobisz daj poprosze prosze prosba faktura fakture fakturke"
        " faktury fv fvat rachunek potrzebuje chce chcialbym chcialabym przygotuj zafakturuj dla nip invoice"
    )
)
_FAREWELLS = frozenset(
    words("pozdrawiam pozdrawiamy pozdr pozdrowienia dzieki dziekuje dziekuje dziekujemy dzieks")
)
_SALUTATIONS = frozenset(
    words(
        "czesc hej hejka dzien witam witaj siema hello hi elo halo dobry panie pani pan panowie szanowni szanowny drogi"
        " ok okej okay tak dobra dobrze"
    )
)


def read_courtesies(sheet: Sheet) -> None:
    """Take off what stands before the request, when it greets, and what follows a farewell."""
    _farewell(sheet)
    _salutation(sheet)


def _farewell(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        regards = sheet.folded(at, at + 2) == ("z", "powazaniem")
        goodbye = token.kind is Kind.WORD and token.folded in _FAREWELLS
        if (goodbye or regards) and at > 0:
            last = token.folded.startswith("pozdr") or regards
            start = at - 2 if sheet.folded(at - 2, at) == ("z", "gory") else at
            sheet.take(start, len(sheet.tokens) if last else at + 1)
            return


def _salutation(sheet: Sheet) -> None:
    if not sheet.tokens or sheet.tokens[0].folded not in _SALUTATIONS:
        return
    for at, token in enumerate(sheet.tokens):
        number = token.kind not in {Kind.WORD, Kind.SIGN, Kind.BREAK}
        if number or (token.kind is Kind.WORD and token.folded in _ASKING):
            if at:
                sheet.take(0, at)
            return
