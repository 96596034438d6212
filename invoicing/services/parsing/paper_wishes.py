"""Sentences about papers of issued invoices: send this one there, show me that file.

Every word must be known here; one that is not makes it another sentence, so that no new invoice is mistaken for one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from invoicing.model.papers import Paper
from invoicing.services.parsing.tokens import clean, fold
from invoicing.services.parsing.words import words


def _folded(line: str) -> frozenset[str]:
    return frozenset(map(fold, words(line)))


LONGEST = 300
"""Characters of such a sentence."""
_ADDRESS = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_NUMBER = re.compile(r"(?=.{0,200}\d)[^\W_](?:[^\W_]|[/\-._]){0,200}")
_ONLY_DIGITS = re.compile(r"\d+")
_SENDS = _folded("wyslij przeslij poslij slij send mail надішли відправ")
_SHOWS = _folded("pokaz daj przyslij podeslij pobierz show give get покажи дай")
_LAST = _folded("ostatnia ostatniej ostatni last latest останню останньої")
_HERE = _folded("mi mnie tu tutaj me here мені")
_FILLERS = _folded(
    "faktura fakture faktury fakturze fv fvat nr numer numerze na do dla to the of invoice number prosze adres"
    " e-mail email mail mailem i oraz and plik dokument dokumenty nabywcy nabywca klienta klientowi jej jego go ten"
    " ja w jako please фактуру фактури на до і"
)
_ALSO = _folded("tez takze rowniez dodatkowo also також")
_AGAIN = _folded("ponownie znowu znow again повторно")
_DUPLICATE = _folded("duplikat duplikatu duplikatem duplicate дублікат")
_REMEMBER = _folded("zapamietaj zapamietac remember запам'ятай")
_ONCE_MORE = re.compile(r"\b(?:jeszcze raz|raz jeszcze|once more|once again|ще раз)\b")
_WITHOUT_CODES = re.compile(r"\b(?:bez kodow|without codes|без кодів)\b")
_PAPERS: Mapping[str, Paper] = {
    **dict.fromkeys(
        _folded("potwierdzenie potwierdzenia confirmation підтвердження"), Paper.TRANSACTION_CONFIRMATION
    ),
    **dict.fromkeys(
        _folded("wizualizacja wizualizacje wizualizacji visualisation візуалізацію"), Paper.VISUALISATION
    ),
    **dict.fromkeys(_folded("zwykla zwykly zwyklej plain звичайну"), Paper.PLAIN_INVOICE),
}
_OF_A_PAPER = _folded("transakcji transaction операції")
_FORMS = _folded("pdf xml upo")


@dataclass(frozen=True, slots=True)
class PaperWish:
    """What is wanted of an issued invoice.

    Attributes:
        number: of the invoice, as it was typed; None is the latest one.
        address: where to send it; None where none was said.
        shows: it is for the person's own chat.
        form: pdf, xml or upo, where a file was named.
        paper: the paper that was named.
        also: though another address has it.
        again: though this address has it.
        duplicate: of a lost invoice.
        remembers: the address is the buyer's from now on.
    """

    number: str | None
    address: str | None
    shows: bool
    form: str | None
    paper: Paper | None
    also: bool
    again: bool
    remembers: bool
    duplicate: bool = False


def paper_wish(text: str) -> PaperWish | None:
    """Read the sentence; None when it is about something else.

    >>> paper_wish("wyślij fakturę FV/2026/11/3 na biuro@klient.example").address
    'biuro@klient.example'
    >>> paper_wish("faktura dla NIP 5260250274, 2 h po 200 zł, wyślij na biuro@klient.example") is None
    True
    """
    if len(text) > LONGEST:
        return None
    plain, again = _ONCE_MORE.subn(" ", fold(clean(text)))
    plain, bare = _WITHOUT_CODES.subn(" ", plain)
    said = _Said.of(plain.split())
    if said is None or not said.makes_sense:
        return None
    return PaperWish(
        number=_as_typed(said.number, text),
        address=_as_typed(said.address, text, lower=True),
        shows=said.shows,
        form=next(iter(_FORMS & said.words), None),
        paper=Paper.PLAIN_INVOICE if bare else _paper(said),
        also=bool(_ALSO & said.words),
        again=bool(again or _AGAIN & said.words),
        remembers=bool(_REMEMBER & said.words),
        duplicate=bool(_DUPLICATE & said.words),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    words: frozenset[str]
    number: str | None
    address: str | None

    @classmethod
    def of(cls, every: list[str]) -> _Said | None:
        """The sentence taken apart; None where a word is not known here, or a thing is named twice."""
        known: set[str] = set()
        named: dict[str, str] = {}
        counts = any(word in _DUPLICATE for word in every)  # "duplikat faktury 3" is about no price
        for word in every:
            bare = word.strip(".,;:!?\"'„”()")
            if not bare or bare in _KNOWN:
                known.add(bare)
                continue
            kind = (
                "address"
                if _ADDRESS.fullmatch(bare)
                else "number"
                if _is_number(bare, counts=counts)
                else None
            )
            if kind is None or named.setdefault(kind, bare) != bare:
                return None
        return cls(frozenset(known), named.get("number"), named.get("address"))

    @property
    def makes_sense(self) -> bool:
        """One invoice is meant, and something is to be done with it."""
        meant = (self.number is None) == bool(_LAST & self.words)
        does = bool(self.words & (_SENDS | _SHOWS | _FORMS | _DUPLICATE)) or bool(_PAPERS.keys() & self.words)
        file = bool(self.words & (_FORMS | _DUPLICATE | _PAPERS.keys()))
        sends = not self.shows and "upo" not in self.words
        return meant and does and (sends or (file and self.address is None))

    @property
    def shows(self) -> bool:
        """Whether it is for the person's own eyes."""
        own = bool(self.words & (_SHOWS | _HERE))
        return own or not self.words & _SENDS


_KNOWN = (
    _SENDS
    | _SHOWS
    | _LAST
    | _HERE
    | _FILLERS
    | _ALSO
    | _AGAIN
    | _REMEMBER
    | _DUPLICATE
    | _OF_A_PAPER
    | _FORMS
) | frozenset(_PAPERS)


def _is_number(word: str, *, counts: bool) -> bool:
    return _NUMBER.fullmatch(word) is not None and (counts or not _ONLY_DIGITS.fullmatch(word))


def _paper(said: _Said) -> Paper | None:
    return next((paper for word, paper in _PAPERS.items() if word in said.words), None)


def _as_typed(folded: str | None, text: str, *, lower: bool = False) -> str | None:
    """The spelling of the person: numbers of invoices have their capitals."""
    if folded is None or lower:
        return folded
    return next((word for word in map(_bare, clean(text).split()) if fold(word) == folded), folded)


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'„”()")
