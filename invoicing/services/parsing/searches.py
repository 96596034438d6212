"""Sentences that look for invoices: a list by what is remembered, one by its number, and "it is paid".

What names an invoice to be issued, sent or corrected is never taken for a search: such words end the reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from invoicing.services.finding.names import telling_words
from invoicing.services.finding.records import Direction, Narrow, Query
from invoicing.services.parsing import search_words as known
from invoicing.services.parsing.search_times import span_at
from invoicing.services.parsing.tokens import clean, fold

LONGEST = 200
"""Characters of such a sentence."""
_AMOUNT = re.compile(
    r"(?<![\w/.,-])(\d{1,3}(?:[ \u00a0]\d{3})+|\d{1,9})(?:[.,](\d{2}))?\s?(zl|zlotych|zlote|pln|eur|euro|usd|gbp)\b"
)
_DECIMALS = re.compile(r"\d{1,9}[.,]\d{2}")
_CURRENCIES = {"zl": "PLN", "zlotych": "PLN", "zlote": "PLN", "euro": "EUR"}
_NIP = re.compile(r"(?:pl)?(\d{10}|\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3})")
_KSEF_NUMBER = re.compile(r"\d{10}-\d{8}-[0-9a-f]{12}-[0-9a-f]{2}")
_NUMBER = re.compile(r"(?=.{0,60}\d)[^\W_][\w/\-.]{0,60}")
_BETWEEN = re.compile(r"[/\-_]|[^\W\d_]")
_MEANS_NUMBER = known.folded("nr numer numerze numeru status number")
_WHO_OWES = re.compile(
    r"(?:kto|who|хто)\b(?: \w+){0,3}? (?:nie (?:zaplacil|oplacil|placi|uregulowal)\w*|wisi|owes|not paid|(?:hasn't|hasnt|didn't|"
    r"didnt) pa(?:id|y)|не (?:за|с|о)плати\w*)(?: (?:mi|nam|jeszcze|me|us|yet|za faktur\w*|faktur\w*|kase|pieniadze|мені|ще|money))*"
)
"""Reads "kto mi jeszcze nie zapłacił": the unpaid ones are meant, unless more is said."""
_STRIPPED = ".,;:!?\"'„”()«»"


@dataclass(frozen=True, slots=True)
class SearchWish:
    """A list is wanted."""

    query: Query


@dataclass(frozen=True, slots=True)
class OneWish:
    """One invoice is wanted, by its number as it was typed; an empty number is the last one issued."""

    number: str


@dataclass(frozen=True, slots=True)
class PaidWish:
    """One invoice was paid, or was not after all; an empty number is the last one issued."""

    number: str
    paid: bool


Wish = SearchWish | OneWish | PaidWish


def search_wish(text: str, today: date) -> Wish | None:
    """Read the sentence; None when it is about something else.

    >>> search_wish("faktury dla Zielonego Ogrodu z października", date(2026, 11, 20)).query.words
    ('zielonego', 'ogrodu')
    >>> search_wish("FV/2026/11/7 zapłacona", date(2026, 11, 20))
    PaidWish(number='FV/2026/11/7', paid=True)
    """
    if not text.strip() or len(text) > LONGEST or "\n" in text.strip() or "@" in text:
        return None
    raw = [bare for word in clean(text).split() if (bare := word.strip(_STRIPPED))]
    said = [fold(word) for word in raw]
    if not said or known.NEVER & set(said):
        return None
    return (
        _about_one(raw, said, asks="?" in text)
        or _who_owes(" ".join(said), today)
        or _search(fold(clean(text)), said, today)
    )


def _who_owes(said: str, today: date) -> SearchWish | None:
    owes = _WHO_OWES.match(said)
    if owes is None:
        return None
    rest = f"niezaplacone {said[owes.end() :]}"
    wish = _search(rest, rest.split(), today)
    return wish if wish is not None and not wish.query.words else None


def _about_one(raw: list[str], said: list[str], *, asks: bool) -> Wish | None:
    """A number and words that say what about it; any other word makes it another sentence."""
    numbers = [word for word, plain in zip(raw, said, strict=True) if _is_number(plain)]
    by_digits = not numbers and bool(_MEANS_NUMBER & set(said))
    if by_digits:
        numbers = [word for word in said if re.fullmatch(r"\d{1,6}", word)]
    if not numbers and known.LAST & set(said) and known.ONE_INVOICE & set(said):
        numbers, said = [""], [word for word in said if word not in known.LAST]
    if len(numbers) != 1:
        return None
    others = {word for word in said if word != fold(numbers[0])}
    about = known.ONE_INVOICE | known.FILLERS | known.ASKS | known.SHOWS | known.SEEKS | known.ABOUT_ONE
    paying = known.PAID | known.UNPAID | known.NOT | known.ABOUT_PAYING
    if not others <= about | paying:
        return None
    if not others & paying or asks or not others & (known.PAID | known.UNPAID):
        return OneWish(numbers[0]) if others <= about or asks else None
    return PaidWish(numbers[0], paid=not others & (known.UNPAID | known.NOT))


def _is_number(word: str) -> bool:
    """An invoice's number: digits, with letters or strokes between them."""
    if _KSEF_NUMBER.fullmatch(word):
        return True
    shaped = _NUMBER.fullmatch(word) is not None and _BETWEEN.search(word) is not None
    return shaped and not _NIP.fullmatch(word) and not _is_day(word)


def _is_day(word: str) -> bool:
    return (
        re.fullmatch(r"20\d\d-\d\d(-\d\d)?|(0?[1-9]|1[0-2])/20\d\d|\d{1,2}[.\-]\d{1,2}[.\-]20\d\d", word)
        is not None
    )


@dataclass(slots=True)
class _Reading:
    """What was read so far; `names` collects words of the other party."""

    said: list[str]
    today: date
    query: Query = field(default_factory=Query)
    names: list[str] = field(default_factory=list)
    meant: bool = False

    def take(self, at: int) -> int:
        """Read the word there; the place after what was read."""
        word = self.said[at]
        span = span_at(self.said, at, self.today)
        if span is not None:
            self.query = replace(self.query, since=span.since, until=span.until)
            self.meant = True
            return span.end
        if word in known.FROM | known.TO and at + 1 < len(self.said):
            if span_at(self.said, at + 1, self.today) is not None:
                return at + 1  # invoices for October
            direction = Direction.RECEIVED if word in known.FROM else Direction.ISSUED
            self.query = replace(self.query, direction=direction)
        elif not self._criterion(word) and word not in known.FILLERS | known.SHOWS | known.SEEKS | known.ASKS:
            self.names.append(word)
        return at + 1

    def _criterion(self, word: str) -> bool:
        """Whether the word says which invoices; what it says is written down."""
        found: dict[str, Any] = {}
        if word in known.NARROWING:
            found["narrow"] = known.NARROWING[word]
        if word in known.ISSUED | known.RECEIVED:
            found["direction"] = Direction.ISSUED if word in known.ISSUED else Direction.RECEIVED
        if nip := _NIP.fullmatch(word):
            found["party_id"] = nip[1].replace("-", "")
        elif _DECIMALS.fullmatch(word):
            found["gross"] = Decimal(word.replace(",", "."))
        elif _is_number(word) or re.fullmatch(r"\d{1,6}", word):
            found["number"] = word
        if found:
            self.query = replace(self.query, **found)
        invoices = word in known.INVOICES | known.ONE_INVOICE
        self.meant = self.meant or bool(found) or invoices
        return bool(found) or invoices


def _search(text: str, said: list[str], today: date) -> SearchWish | None:
    begins = (
        known.SEEKS | known.SHOWS | known.INVOICES | known.RECEIVED | known.ASKS | frozenset(known.NARROWING)
    )
    said = said[next((at for at, word in enumerate(said) if word not in known.FILLERS), 0) :]
    if said[0] not in begins:
        return None
    amount = _AMOUNT.search(text)
    if amount is not None:
        said = [word for part in (text[: amount.start()], text[amount.end() :]) for word in _words(part)]
    reading = _Reading(said, today)
    at = 0
    while at < len(said):
        at = reading.take(at)
    if not _makes_sense(said, reading, amount=amount is not None):
        return None
    query = replace(reading.query, words=telling_words(" ".join(reading.names)))
    if query.narrow in {Narrow.UNPAID, Narrow.OVERDUE} and query.direction is None:
        query = replace(query, direction=Direction.ISSUED)  # what others owe us
    if amount is not None:
        worth = Decimal(re.sub(r"\D", "", amount[1]) + "." + (amount[2] or "00"))
        query = replace(query, gross=worth, currency=_CURRENCIES.get(amount[3], amount[3].upper()))
    return SearchWish(query)


def _words(text: str) -> list[str]:
    return [bare for word in text.split() if (bare := word.strip(_STRIPPED))]


def _makes_sense(said: list[str], reading: _Reading, *, amount: bool) -> bool:
    """A question of many words is about the law; a bare verb is about nothing."""
    seeks = bool(said) and said[0] in known.SEEKS and bool(reading.names)
    if not (reading.meant or amount or seeks):
        return False
    if said[0] in known.ASKS:  # "jakie faktury ...": only what is wholly understood
        return not reading.names and bool(
            known.INVOICES & set(said) or reading.query.narrow is not Narrow.ALL
        )
    return len(reading.names) <= _MOST_NAMES


_MOST_NAMES = 6
