"""Reader of a buyer who stands before everything else: "Budex: 3 palety cegieł", "wystaw Zielonemu Ogrodowi fakturę"."""

from __future__ import annotations

import re

from invoicing.services.parsing.fragments import is_filler
from invoicing.services.parsing.names import FIRST_NAMES
from invoicing.services.parsing.nouns import NOUNS
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token, fold, is_proper
from invoicing.services.parsing.wish_words import QUESTIONS
from invoicing.services.parsing.words import CURRENCIES, UNITS, words

_INVOICE = frozenset(words("faktura fakturę faktury fakturkę fv fvat vat rachunek proforma"))
_OTHERS = frozenset(words("dla nabywca klient kontrahent odbiorca na nip"))
_THINGS = frozenset(
    form for noun in NOUNS for name in (noun.singular, noun.plural) for form in (name, fold(name))
)
_DEEDS = ("anie", "enie", "cja", "cje", "cji", "nia", "owy", "ing", "aż", "az")
_MONEY = ("netto", "brutto", "vat", "zw", "np", "oo")
_COINED = re.compile(r"\w+-[A-ZĄĆĘŁŃÓŚŹŻ]\w*")  # Kowal-Bud
_MOST = 5  # words of such a name


def read_leading_name(sheet: Sheet) -> None:
    """Capitals at the beginning of a sentence, before a colon, the word invoice or the number of the buyer."""
    if sheet.facts.buyer_name is not None or sheet.text.isupper():
        return
    for at, token in enumerate(sheet.tokens):
        if not _is_of_a_name(token) or not _opens(sheet.at(at - 1)):
            continue
        end = at
        while end - at < _MOST and _is_of_a_name(sheet.at(end)):
            end += 1
        if _leads(sheet, at, end):
            sheet.facts.buyer_name = sheet.words(
                at, end
            )  # before "fakturę" it is a dative: the books know it
            sheet.take(at, end)
        return


def _leads(sheet: Sheet, start: int, end: int) -> bool:
    after, beyond = sheet.at(end), sheet.at(end + 1)
    several = end - start > 1
    said_nip = after.kind is Kind.GAP and sheet.text[after.start : after.start + 3].lower() == "nip"
    if _is_thing(sheet.tokens[start]) and not (several and said_nip):
        return False
    if after.folded in _INVOICE and after.kind is Kind.WORD:
        return True
    if not any(_names_more(token) for token in sheet.tokens[end:]):
        return False  # then it is the thing sold: "FV Hosting 5260250274 300 zł"
    numbered = sheet.facts.nip is not None or sheet.facts.eu_vat_number is not None
    taken = after.kind is Kind.GAP or (after.is_sign(",-–—") and beyond.kind is Kind.GAP)
    if numbered:
        coined = start == 0 and _COINED.fullmatch(sheet.tokens[start].text) is not None
        return taken and (several or coined or sheet.at(start - 1).folded in _INVOICE)
    alone = not any(token.folded in _OTHERS for token in sheet.tokens)
    return alone and (after.is_sign(":") or (several and after.is_sign(",") and start == 0))


def _names_more(token: Token) -> bool:
    """Whether the word may name what is sold."""
    known = {*CURRENCIES, *UNITS, *_MONEY}
    return token.kind is Kind.WORD and token.folded not in known and not is_filler(token)


def _opens(token: Token) -> bool:
    return token.kind in {Kind.GAP, Kind.BREAK} or token.folded in _INVOICE or token.is_sign(":.")


def _is_of_a_name(token: Token) -> bool:
    return is_proper(token) and token.folded not in _INVOICE | _OTHERS | QUESTIONS


def _is_thing(token: Token) -> bool:
    word = token.folded
    return word not in FIRST_NAMES and (word in _THINGS or token.text.lower().endswith(_DEEDS))
