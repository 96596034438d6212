"""What people say around the matter: greetings before it, good wishes and a name after it."""

from __future__ import annotations

from invoicing.services.parsing.names import FIRST_NAMES
from invoicing.services.parsing.notes import NOTE_LEADS
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import words

_ASKING = frozenset(
    words(
        "wystaw wystawic wystawcie wystawisz zrob zrobic zrobisz daj poprosze prosze prosba faktura fakture fakturke"
        " kupilam kupilem kupilismy zakupilem zakupilam zamowilem zamowilam nabylem faktury fv fvat rachunek potrzebuje chce chcialbym chcialabym przygotuj zafakturuj dla nip invoice"
    )
)
_FAREWELLS = frozenset(
    words("pozdrawiam pozdrawiamy pozdr pozdrowienia dzieki dziekuje dziekuje dziekujemy dzieks")
)
_REGARDS = frozenset(
    {
        ("z", "powazaniem"),
        ("z", "wyrazami"),
        ("lacze", "pozdrowienia"),
        ("milego", "dnia"),
        ("milego", "weekendu"),
        ("dobrego", "dnia"),
        ("do", "uslyszenia"),
        ("wyslano", "z"),
    }
)
_SALUTATIONS = frozenset(
    words(
        "czesc hej hejka dzien witam witaj siema hello hi elo halo dobry panie pani pan panowie szanowni szanowny drogi"
        " ok okej okay tak dobra dobrze"
    )
)
_PHONE = frozenset(words("tel telefon kom mobile phone"))
_LONGEST_SIGNATURE = 12  # tokens


def read_courtesies(sheet: Sheet) -> None:
    """Take off what stands before the request, when it greets, and what follows a farewell."""
    _device(sheet)
    _signature(sheet)
    _farewell(sheet)
    _salutation(sheet)
    _once_more(sheet)


def _once_more(sheet: Sheet) -> None:
    """Reads "jeszcze raz faktura dla ...": nothing is sold by that name."""
    at = 0
    while at < len(sheet.tokens):
        once = sheet.tokens[at].is_word("jeszcze") and sheet.at(at + 1).is_word("raz")
        at = sheet.take(at, at + 2) if once else at + 1


def _signature(sheet: Sheet) -> None:
    """A name below a line of dashes, or a first name that has the last line for itself."""
    breaks = [at for at, token in enumerate(sheet.tokens) if token.kind is Kind.BREAK]
    for at in breaks:
        dashes = [token for token in sheet.tokens[at + 1 : at + 4] if token.is_sign("-–—_")]
        below = sheet.at(at + 1 + len(dashes))
        if len(dashes) >= 2 and below.kind in {Kind.BREAK, Kind.GAP}:
            sheet.take(at, len(sheet.tokens))
            return
    while breaks and breaks[-1] == len(sheet.tokens) - 1:
        del sheet.tokens[breaks.pop()]
    if breaks and _is_name(sheet, breaks[-1] + 1):
        sheet.take(breaks[-1], len(sheet.tokens))


def _device(sheet: Sheet) -> None:
    """Reads "Wysłane z iPhone'a": nobody said that."""
    for at, token in enumerate(sheet.tokens):
        if token.is_word("wyslane", "wyslano", "sent") and sheet.at(at + 1).is_word("z", "ze", "from"):
            end = at
            while end < len(sheet.tokens) and sheet.tokens[end].kind is not Kind.BREAK:
                end += 1
            sent = at == 0 or sheet.at(at - 1).kind is Kind.BREAK
            if sent and end - at <= _LONGEST_SIGNATURE:
                sheet.take(at, end)
            return


def _is_name(sheet: Sheet, start: int) -> bool:
    line = sheet.tokens[start:]
    named = [token for token in line if token.kind is Kind.WORD]
    return (
        0 < len(named) == len(line) <= 3
        and named[0].folded in FIRST_NAMES
        and all(token.text[:1].isupper() for token in named)
    )


def _farewell(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        regards = sheet.folded(at, at + 2) in _REGARDS
        goodbye = token.kind is Kind.WORD and token.folded in _FAREWELLS
        if (goodbye or regards) and at > 0 and not _is_noted(sheet, at):
            last = token.folded.startswith("pozdr") or regards or _only_words_follow(sheet, at)
            start = at - 2 if sheet.folded(at - 2, at) == ("z", "gory") else at
            sheet.take(start, len(sheet.tokens) if last else at + 1)
            return


def _is_noted(sheet: Sheet, at: int) -> bool:
    """Reads "dodaj uwagę: dziękujemy za współpracę": the thanks are to stand on the invoice."""
    before = at - 1
    while sheet.at(before).is_sign(':-–„"'):
        before -= 1
    return sheet.at(before).folded in NOTE_LEADS


def _only_words_follow(sheet: Sheet, at: int) -> bool:
    """Whether a few words and no number come after the thanks: a signature."""
    rest = sheet.tokens[at + 1 :]
    phone = next((at for at, token in enumerate(rest) if token.folded in _PHONE), len(rest))
    quiet = all(token.kind in {Kind.WORD, Kind.BREAK, Kind.SIGN} for token in rest[:phone])
    asks = any(token.folded in _ASKING for token in rest)
    return quiet and not asks and len(rest) <= _LONGEST_SIGNATURE


_LONGEST_GREETING = 4  # words before its comma: dzień dobry panie Marku


def _salutation(sheet: Sheet) -> None:
    if not sheet.tokens or sheet.tokens[0].folded not in _SALUTATIONS:
        return
    for at, token in enumerate(sheet.tokens):
        greeted = token.is_sign(",!.") and all(word.kind is Kind.WORD for word in sheet.tokens[:at])
        if greeted and at <= _LONGEST_GREETING and sheet.at(at + 1).kind is not Kind.BREAK:
            sheet.take(0, at + 1)
            return
        number = token.kind not in {Kind.WORD, Kind.SIGN, Kind.BREAK}
        if number or (token.kind is Kind.WORD and token.folded in _ASKING):
            if at:
                sheet.take(0, at)
            return
