"""Which month somebody means, and sentences that ask for the paper of a month."""

from __future__ import annotations

import re
from datetime import date, timedelta

from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.words import words
from invoicing.services.parsing.words_of_time import MONTHS

_WRITTEN = re.compile(r"(20\d\d)[-./](0[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-./](20\d\d)")
_YEAR = re.compile(r"20\d\d")
_WORD = re.compile(r"[\w/'’.-]+")
_BOT = re.compile(r"@\w+")
_THIS = frozenset(words("ten tego bieżący bieżącego this current цей цього поточний поточного"))
_ASKING = frozenset(words("podsumowanie podsumuj zestawienie summary summarise підсумок /miesiac"))
_FILLERS = frozenset(
    words(
        "za z ze w faktur faktury miesiąc miesiąca miesięczne poprzedni poprzedniego zeszły zeszłego ostatni"
        " ostatniego pdf proszę daj pokaż mi for of the last previous month monthly invoices please in r roku year"
        " за з місяць місяця минулий минулого фактур року"
    )
)
_LONGEST = 8  # words


def month_said(text: str, today: date) -> date | None:
    """The first day of the month that is named: by name, as 2026-10 or 10.2026, or as this one; None where none is.

    A month that has not come yet this year is last year's.

    >>> month_said("za październik", date(2026, 12, 3)), month_said("zestawienie 10.2026", date(2026, 12, 3))
    (datetime.date(2026, 10, 1), datetime.date(2026, 10, 1))
    """
    said = _words(text)
    if written := next((found for word in said if (found := _WRITTEN.fullmatch(word))), None):
        return date(int(written[1] or written[4]), int(written[2] or written[3]), 1)
    month = next((MONTHS[word] for word in said if word in MONTHS), None)
    if month is None:
        return today.replace(day=1) if _THIS & set(said) else None
    year = next((int(word) for word in said if _YEAR.fullmatch(word)), None)
    return date(year or (today.year if month <= today.month else today.year - 1), month, 1)


def previous_month(today: date) -> date:
    """The first day of the month before: the one whose papers are wanted when nobody says which.

    >>> previous_month(date(2027, 1, 31))
    datetime.date(2026, 12, 1)
    """
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_wish(text: str, today: date) -> date | None:
    """The month whose summary a sentence asks for; None when it is about something else.

    >>> month_wish("podsumowanie za październik", date(2026, 12, 3)), month_wish("/miesiac", date(2026, 12, 3))
    (datetime.date(2026, 10, 1), datetime.date(2026, 11, 1))
    >>> month_wish("faktura za październik, 2 h po 200 zł", date(2026, 12, 3)) is None
    True
    """
    said = _words(text)
    asks = bool(_ASKING & set(said))
    if not asks or len(said) > _LONGEST or not all(map(_known, said)):
        return None
    return month_said(text, today) or previous_month(today)


def _words(text: str) -> list[str]:
    return [fold(word).strip(".,'’") for word in _WORD.findall(_BOT.sub("", text))]


def _known(word: str) -> bool:
    listed = word in _ASKING or word in _FILLERS or word in _THIS or word in MONTHS
    return listed or bool(_YEAR.fullmatch(word) or _WRITTEN.fullmatch(word))
