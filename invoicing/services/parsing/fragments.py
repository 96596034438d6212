"""A fragment of a sentence: a name, numbers, and what is said of VAT."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.declension import Case, nominative
from invoicing.services.parsing.items import Item, Role, unclear
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import words

_NOISE = frozenset(
    words(
        "wystaw wystawic wystawcie wystawisz wystawiamy zrob zrobic zrobisz daj stworz utworz przygotuj"
        " przygotowac potrzebuje chce chcialbym chcialabym prosze poprosze prosba o mi nam faktura fakture"
        " faktury fakturka fakturke fv fvat f-vat vat fakturowac zafakturuj rachunek hej czesc witam dzien"
        " dobry elo siema dodaj dorzuc zmien usun popraw invoice please for at mialo zamiast poprosilbym poprosilabym pilne pilnie dzieki dziekuje tytulem tytulu tytul pozycja pozycje"
        " za na dla kwota kwote kwocie sumie cena cene cenie ceny cen wszystko platne platna platny termin platnosc po w wartosc netto brutto razem"
        " lacznie suma total szybko nowa nowe nowy i oraz plus a tez takze jeszcze jednak niech bedzie byc ma tj czyli dopisz dorzuć ale kupilem kupilam wzial wziela bierze zamowil zamowila nabyl nabyla kupil kupila kupilismy wyslij przeslij angielsku polsku jedn godzinowa stawce kazda kazdy kazde razy wrzuc druga pilna ile moglbys moglabys mozesz mozecie czy could you can would like wystawiaj dodatkowo do z jednostkowa koszt"
        " stawka sprzedalem sprzedalam wystawienie wystawienia wystawieniem otrzymania miesiecznie jutro dzis dzisiaj teraz bez to jest od ilosc sztuk be no"
    )
)
_MARKUP = re.compile(r"[*`~]+|(?<!\w)_+|_+(?!\w)")
_EMPTY_BRACKETS = re.compile(r"\s?\(\s?\)")
_RATES = frozenset(map(Decimal, ("23", "8", "5", "0")))
_LEAST_WITH_RATE = 100
_MANY = 50
_QUOTES = frozenset('()"„”<>')
NAMING = frozenset({Kind.WORD, Kind.CODE, Kind.LEGAL})


@dataclass(slots=True)
class Fragment:
    """A stretch of words and numbers that belong together."""

    words: list[Token] = field(default_factory=list)
    named: bool = False  # whether one of them is more than a filler
    case: Case = Case.AS_SAID
    quantity: Item | None = None
    price: Item | None = None
    bare: list[Item] = field(default_factory=list)
    rate: str | None = None
    kind: PriceKind | None = None
    total: bool = False
    aside: bool = False  # in brackets: details of what stands before
    closed_by: Token | None = None  # the sign, the end of a line or the gap behind it
    closed: bool = False  # the price came after the name, so further words are another line

    @property
    def name(self) -> str | None:
        """Its own words without what leads to them, in the nominative."""
        if not self.named:
            return None
        real = [at for at, token in enumerate(self.words) if not is_filler(token)]
        first, last = real[0], real[-1]
        while first < last and (self.words[first].is_sign(")") or is_filler(self.words[first])):
            first += 1
        while first < last and (self.words[last].is_sign("(") or is_filler(self.words[last])):
            last -= 1
        kept = self.words[first : last + 1]
        if _is_quote_open(kept) and last + 1 < len(self.words) and self.words[last + 1].is_sign("'"):
            kept = self.words[first : last + 2]
        text = "".join(("" if token.glued else " ") + token.text for token in kept)
        text = _MARKUP.sub("", _without_empty_brackets(text)).strip(" -–—:;,=…•·|/")
        text = text if "<" in text else text.strip(" >-")
        return nominative(text, self.case) if text else None

    @property
    def said(self) -> str:
        """All its words as typed."""
        return "".join(("" if token.glued else " ") + token.text for token in self.words).strip()

    @property
    def has_numbers(self) -> bool:
        """Whether it says a quantity or a price."""
        return bool(self.quantity or self.price or self.bare)


def _is_quote_open(words: Sequence[Token]) -> bool:
    """Whether an apostrophe that begins a word waits for the one that closes it: książka 'Zioła'."""
    return sum(word.is_sign("'") for word in words) % 2 == 1


def _without_empty_brackets(text: str) -> str:
    """Brackets whose words another reader took, and a half of a pair."""
    text = _EMPTY_BRACKETS.sub("", text)
    if text.count("(") != text.count(")"):
        text = text.replace("(", "").replace(")", "")
    return text


def is_filler(token: Token) -> bool:
    """Whether a token names nothing by itself, at the beginning or end of a name."""
    if token.kind is Kind.WORD:
        return token.folded in _NOISE and not token.glued
    return token.kind is Kind.SIGN and token.text not in _QUOTES


def settle(fragment: Fragment) -> list[str]:
    """Decide what bare numbers are; returns codes of doubts.

    A number before words, with a price elsewhere, or small and first, is a quantity; the last one is a price.
    """
    doubts: list[str] = _rate_or_price(fragment)
    for item in fragment.bare:
        if unclear(item):
            doubts.append("amount_unclear")
        elif fragment.price is not None and fragment.quantity is None:
            fragment.quantity = item
            doubts.extend(_too_many(fragment.price, item))
        elif fragment.price is None and (fragment.quantity is not None or item is fragment.bare[-1]):
            if _counts_things(fragment, item):
                fragment.quantity = item
            else:
                fragment.price = item
        elif fragment.quantity is None:
            fragment.quantity = item
        else:
            doubts.append("amount_unclear")
    fragment.bare = []
    if fragment.total and fragment.price is not None and fragment.price.role is Role.BARE:
        fragment.price = replace(fragment.price, role=Role.TOTAL)
    return doubts


def _too_many(price: Item, item: Item) -> list[str]:
    """Reads "krzesło przecenione z 399 na 299": so many are counted before their name, or with a word or a sign."""
    sure = not item.late or price.role is Role.UNIT_PRICE
    return [] if sure or item.value is None or item.value < _MANY else ["amount_unclear"]


def _rate_or_price(fragment: Fragment) -> list[str]:
    """Reads "audyt 4500 23": the last number may be the rate of VAT, and is no price before somebody says so."""
    if len(fragment.bare) != 2 or fragment.quantity or fragment.price or fragment.rate:
        return []
    first, last = (item.value for item in fragment.bare)
    if first is None or last not in _RATES or first < _LEAST_WITH_RATE:
        return []
    fragment.bare.pop()
    return ["amount_unclear"]


def _counts_things(fragment: Fragment, item: Item) -> bool:
    """Reads "2 krzesła", with the price said elsewhere."""
    if fragment.quantity is not None or not fragment.words or item.value is None:
        return False
    return (
        fragment.case in {Case.FEW, Case.FEW_FEMININE, Case.COUNTED}
        and item.value == int(item.value)
        and item.value < 1000
    )
