"""One slip of a finger in a keyword is forgiven; names, amounts and numbers are never touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from invoicing.services.parsing import wish_words
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, NUMERALS, PAYMENT, UNITS, words

_KEYWORDS = words(
    "faktura fakturę faktury fakturka fakturkę wystaw wystawić proszę poproszę przelew przelewem gotówka gotówką gotówkę"
    " brutto netto termin terminem płatność płatności płatne zapłacono zapłacone opłacone rabat rabatu godzin godziny"
    " godzinę sztuk sztuki złotych korekta korektę skoryguj anuluj powtórz ponownie kolejka nabywca zaliczkowa zaliczkową"
    " proforma uproszczona miesięcznie miesiąc miesiąca tygodnie rachunek zmień dodaj usuń wyślij prześlij pokaż status"
)
_SHORTEST = 4  # letters of a keyword a slip may shorten or change
_REAL = frozenset(
    words(
        "wystawa wystawy wystawę wystawą wystawie wystawka ustaw zostaw dostaw dostawa dostawę postaw przystaw zestaw zastaw"
        " nastaw fraktura faktor faktury gotowa gotowe gotowy gotowi gotówek główka sztuka sztukę sztuce szuka szuki sztuki"
        " lotka rabata rabaty rabatka rabat terminy termina termit terminal terminu terminie kolejkę kolejki kolejowa"
        " kolejna kolejny kolejka netta metto getto ghetto motto lotto retro brutta brutalny statua statut statusy statusu"
        " dodał dodam doda podaj dodaje dodano usunę uszyć ulica pokar pokaz pokój poka pokarm porażka zmiana zmienia zmieni"
        " zmierz wysłał wyślę wysyła wysyłka wysyłki przelewy przelewu przelewa przelot przesiew płatny płatna płatnik"
        " opłacony opłacona opłaca godzina miesiące miesięczna miesięczny korekty korekt korektor kolekta kolekcja"
        " zaliczka zaliczki zaliczkowe zaliczkowy zaliczkowej nabywcy nabywcę nabywcą rachunki rachunku raport raporty"
        " proste prosta prosty proszek proszki proszku proszkowa zmian zmianie zmianę zielen projekt prośba porodówka obrót potwór sztuczna sztab szpuli szpul złoty złote złota złotej fakturze fakturą fakturami"
    )
)


_PIECE = "szt"
_BESIDE: Mapping[str, str] = {"s": "adwexz", "z": "asx", "t": "ryfg"}
"""Which keys lie beside its letters."""
_LONGEST = max(map(len, _KEYWORDS)) + 1


def _slips(word: str) -> Iterator[str]:
    """The word without one letter each."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _index() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for keyword in _KEYWORDS:
        for form in (keyword, *_slips(keyword)):
            found.setdefault(form, set()).add(keyword)
    return MappingProxyType({form: frozenset(keywords) for form, keywords in found.items()})


_BY_SLIP = _index()
_WISHES = frozenset[str]().union(*(each for each in vars(wish_words).values() if isinstance(each, frozenset)))
_KNOWN = frozenset(_KEYWORDS) | _REAL | _WISHES | frozenset({*UNITS, *CURRENCIES, *PAYMENT, *NUMERALS})


def mended(tokens: list[Token]) -> list[Token]:
    """The tokens with keywords as they were meant; what was typed stays their text."""
    return [_mend(tokens, at) for at in range(len(tokens))]


def _mend(tokens: list[Token], at: int) -> Token:
    token = tokens[at]
    heard = f"{token.folded[:-2]}a" if token.folded.endswith("om") else ""
    if heard in PAYMENT and token.kind is Kind.WORD:
        return replace(token, folded=heard)  # zaplacone kartom
    if _is_piece(tokens, at):
        return replace(token, folded="szt")
    if token.kind is not Kind.WORD or not _may_be_slip(token, first=_begins(tokens, at)):
        return token
    meant = {keyword for form in (token.folded, *_slips(token.folded)) for keyword in _BY_SLIP.get(form, ())}
    near = sorted(keyword for keyword in meant if _one_slip(token.folded, keyword))
    return replace(token, folded=near[0]) if near and _agree(near) else token


def _is_piece(tokens: list[Token], at: int) -> bool:
    """Reads "10 szr kubek": beside a number, one key away from the shortest keyword."""
    token = tokens[at]
    counted = at > 0 and tokens[at - 1].kind is Kind.NUMBER and token.kind is Kind.WORD
    if not counted or len(token.folded) != len(_PIECE) or token.folded in _KNOWN:
        return False
    wrong = [(typed, meant) for typed, meant in zip(token.folded, _PIECE, strict=True) if typed != meant]
    return len(wrong) == 1 and wrong[0][0] in _BESIDE[wrong[0][1]]


def _may_be_slip(token: Token, *, first: bool) -> bool:
    word = token.folded
    if not _SHORTEST <= len(word) <= _LONGEST or word in _KNOWN:
        return False
    return word.isalpha() and word.isascii() and (token.text.islower() or first)


def _begins(tokens: list[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].kind is Kind.BREAK or tokens[at - 1].is_sign(".!?")


def _agree(near: list[str]) -> bool:
    """Whether all that it may be begins alike: forms of one word."""
    return all(keyword[:4] == near[0][:4] for keyword in near)


def _one_slip(word: str, keyword: str) -> bool:
    """One letter too many, too few or wrong, or two swapped; the first letter is always right."""
    if word[0] != keyword[0]:
        return False
    if len(word) == len(keyword):
        differ = [at for at in range(len(word)) if word[at] != keyword[at]]
        swapped = (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and word[differ[0]] == keyword[differ[1]]
            and word[differ[1]] == keyword[differ[0]]
        )
        return (len(differ) == 1 and len(word) > _SHORTEST + 1) or swapped
    shorter, longer = sorted((word, keyword), key=len)
    return len(longer) - len(shorter) == 1 and shorter in _slips(longer)
