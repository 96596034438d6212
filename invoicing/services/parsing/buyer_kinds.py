"""Readers of what kind of buyer it is: a private person, somebody without a NIP, somebody abroad with an address there."""

from __future__ import annotations

import re

from invoicing.model.countries import IN_THE_UNION
from invoicing.model.party import BuyerKind
from invoicing.services.parsing.countries import BY_NAME, LONGEST
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token, fold, is_proper
from invoicing.services.parsing.words import words

_PRIVATE = {
    tuple(fold(phrase).split())
    for phrase in (
        "osoba prywatna",
        "osoby prywatnej",
        "osobie prywatnej",
        "osobę prywatną",
        "osobą prywatną",
        "osoba fizyczna",
        "osoby fizycznej",
        "osobie fizycznej",
        "osobę fizyczną",
        "klient indywidualny",
        "klienta indywidualnego",
        "private person",
        "private individual",
        "приватна особа",
        "приватної особи",
        "фізична особа",
        "фізичної особи",
        "konsument",
        "konsumenta",
        "konsumentowi",
        "consumer",
        "споживач",
    )
}
_NAMED = frozenset(words("imienna imienną imiennej imienny imiennego"))
_INVOICE = frozenset(words("faktura fakture faktury fv fakturka fakturke rachunek"))
_LEADS = frozenset(words("dla na for to")) | {"для"}
_TITLES = frozenset(words("pan pani pana p panu"))
_BUYERS = frozenset(words("dla nabywca nabywcy klient klienta kontrahent kontrahenta odbiorca for")) | {"для"}
_FROM = frozenset(words("z ze from")) | {"з", "із"}
_BUSINESSES = frozenset(
    words("firma firmy firmę firmie spółka spółki spółkę klient klienta kontrahenta company business")
)
_FIRST_OF_COUNTRIES = frozenset(name.split()[0] for name in BY_NAME)
_FIRST_OF_PRIVATE = frozenset(phrase[0] for phrase in _PRIVATE)
_LONGEST_NAME = 4  # words
_LONGEST_ADDRESS = 30  # tokens


def read_buyer_kind(sheet: Sheet) -> None:
    """That the buyer is a private person, or has no NIP, with the name that follows."""
    at = 0
    while at < len(sheet.tokens):
        end = _private_end(sheet, at)
        if end is not None:
            at = _take_private(sheet, at, end)
        elif sheet.tokens[at].is_word("bez") and sheet.at(at + 1).is_word("nip", "nipu", "nip-u"):
            sheet.facts.buyer_kind = sheet.facts.buyer_kind or BuyerKind.NO_NIP
            del sheet.tokens[at : at + 2]
        else:
            at += 1


def _private_end(sheet: Sheet, at: int) -> int | None:
    if sheet.tokens[at].kind is not Kind.WORD:
        return None
    for length in (2, 1) if sheet.tokens[at].folded in _FIRST_OF_PRIVATE else ():
        if sheet.folded(at, at + length) in _PRIVATE:
            return at + length
    named = sheet.tokens[at].folded in _NAMED and sheet.at(at - 1).folded in _INVOICE
    return at + 1 if named else None


def _take_private(sheet: Sheet, at: int, end: int) -> int:
    sheet.facts.buyer_kind = BuyerKind.CONSUMER
    start = at - 1 if sheet.at(at - 1).kind is Kind.WORD and sheet.at(at - 1).folded in _LEADS else at
    begin = end
    while sheet.at(begin).is_sign(",:-–") or sheet.at(begin).folded in _TITLES:
        begin += 1
    stop = begin
    while stop - begin < _LONGEST_NAME and is_proper(sheet.at(stop)):
        stop += 1
    if stop == begin:
        del sheet.tokens[start:end]
        return start
    sheet.facts.buyer_name = sheet.words(begin, stop)
    return sheet.take(start, stop)


def read_foreign_place(sheet: Sheet) -> None:
    """A country of the buyer, and the address that leads to it after the buyer's name."""
    for at, token in enumerate(sheet.tokens):
        found = _country_at(sheet, at) if token.kind is Kind.WORD else None
        if found is None:
            continue
        end, code = found
        sheet.facts.country = code
        if sheet.facts.buyer_kind is None and code not in IN_THE_UNION:
            sheet.facts.buyer_kind = BuyerKind.NON_EU
        begin = _address_start(sheet, at)
        if begin is not None:
            sheet.facts.address = re.sub(r"\s+", " ", sheet.words(begin, at)).strip(" ,;")
            sheet.take(begin, end)
        elif sheet.at(at - 1).folded in _FROM:
            _forget_origin(sheet, at - 1, end)
        else:
            sheet.take(at, end)
        return


def _country_at(sheet: Sheet, at: int) -> tuple[int, str] | None:
    """A country that stands alone between commas, or after "z"."""
    if sheet.tokens[at].folded not in _FIRST_OF_COUNTRIES:
        return None
    for length in range(LONGEST, 0, -1):
        said = sheet.folded(at, at + length)
        code = BY_NAME.get(" ".join(said)) if len(said) == length else None
        if code is None or not sheet.tokens[at].text[:1].isupper():
            continue
        came_from = sheet.at(at - 1).folded in _FROM and sheet.at(at - 2).folded in _BUSINESSES
        alone = _bounds(sheet.at(at - 1)) and _bounds(sheet.at(at + length))
        if alone or came_from:
            return at + length, code
    return None


def _bounds(token: Token) -> bool:
    return token.is_sign(",;:()|.") or token.kind in {Kind.GAP, Kind.BREAK}


def _address_start(sheet: Sheet, country: int) -> int | None:
    """Where the address before a country begins: after the comma that ends the buyer's name; None without a name."""
    first = max(0, country - _LONGEST_ADDRESS)
    lead = next(
        (at for at in range(country - 1, first - 1, -1) if sheet.at(at).folded in _BUYERS),
        None,
    )
    if lead is None:
        return None
    commas = [at for at in range(lead, country) if _bounds(sheet.at(at)) and not sheet.at(at).is_sign(".")]
    taken = [at for at in commas if sheet.at(at).kind is Kind.GAP]  # a number stands between name and address
    start = taken[-1] if taken else commas[0] if commas else country
    while start < country and _bounds(sheet.at(start)):
        start += 1
    return start if start < country else None


def _forget_origin(sheet: Sheet, start: int, end: int) -> None:
    """Take "z USA" out of "dla firmy z USA Acme Inc", so that the name follows its lead."""
    del sheet.tokens[start:end]
