"""What comes again: "co miesiąc 1.", "każdego 10.", "w ostatni dzień miesiąca", "co poniedziałek"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from invoicing.model.rhythm import Every, Rhythm, day_of_month
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.words_of_time import ORDINALS

_FLAGS = re.IGNORECASE
_EACH = r"(?:co|ka[zż]d(?:y|ego|[aą])|every|each|щомісяця|кожного|кожної)"
_MONTH = r"(?:miesi[aą]c(?:a|u)?|m-c|month|місяц[яь])"
_ORDINAL = (
    r"pierwszego|drugiego|trzeciego|czwartego|pi[ąa]tego|sz[óo]stego|si[óo]dmego|[óo]smego|dziewi[ąa]tego"
    r"|dziesi[ąa]tego|pi[ęe]tnastego|dwudziestego"
)
_DAY = rf"(?P<day>{_ORDINAL}|[12]\d|3[01]|0?[1-9])(?:\.|-?go|-?ego|st|nd|rd|th|-?го)?(?!\d|[.,]\d)"
_OF_DAY = r"(?:\s+(?:dnia|day|dzie[nń]|числа))?"
_LAST = r"(?:ostatni(?:ego)?|last|останн(?:ій|ього))\s+(?:dnia|dzie[nń]|day|день|дня)"
_ALWAYS = r"(?:zawsze\s+)?(?:na\s+|do\s+|w\s+|on\s+the\s+|on\s+)?"
_WEEKDAYS = (
    r"poniedzia[lł]\w*|monday|понеділ\w*",
    r"wtor\w*|tuesday|вівтор\w*",
    r"[sś]rod\w*|wednesday|серед[уи]",
    r"czwart\w*|thursday|четвер\w*",
    r"pi[aą]t\w*|friday|п.ятниц\w*",
    r"sobot\w*|saturday|субот\w*",
    r"niedziel\w*|sunday|неділ\w*",
)
_WEEKDAY = f"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_PERIODS = {
    Every.WEEKLY: r"tydzie[nń]|tygodni(?:a|owo)|week|щотижня|тиждень",
    Every.MONTHLY: rf"{_MONTH}|miesi[eę]cznie|monthly",
    Every.QUARTERLY: r"kwarta[lł](?:u|nie)?|quarter|квартал\w*",
    Every.YEARLY: r"roku?|year|рок[уи]|рік",
}
_SPANS = {
    Every.WEEKLY: r"tygodniu|tydzie[nń]|week|тиждень",
    Every.MONTHLY: r"miesi[aą]cu?|m-c|month|місяць",
    Every.QUARTERLY: r"kwartale|kwarta[lł]|quarter|квартал",
    Every.YEARLY: r"roku?|year|рік",
}
_ADVERBS = {
    Every.WEEKLY: r"co\s*tygodniowo|cotygodniow[oa]|tygodniowo|weekly",
    Every.MONTHLY: r"miesi[eę]cznie|comiesi[eę]czn(?:ie|a)|monthly",
    Every.QUARTERLY: r"kwartalnie|kwartalna|quarterly",
    Every.YEARLY: r"rocznie|corocznie|coroczna|yearly|annual(?:ly)?",
}
_WHICH = rf"(?:{_DAY}{_OF_DAY}|(?P<last>{_LAST}(?:\s+{_MONTH})?))"


def _period(every: Every, words: str) -> re.Pattern[str]:
    """Such as "co miesiąc", and behind it the day when one is said."""
    which = _WEEKDAY if every is Every.WEEKLY else _WHICH
    return re.compile(rf"\b(?<!za )(?<!for ){_EACH}\s+(?:{words})\b(?:,?\s+{_ALWAYS}{which})?", _FLAGS)


def _once(every: Every, words: str) -> re.Pattern[str]:
    """Such as "raz w roku", said of the invoice: of work done once a week it says nothing of papers."""
    once = rf"(?:raz\s+(?:w|na|do)|once\s+an?|раз\s+(?:на|в|у))\s+(?:{words})\b"
    return re.compile(
        rf"\b(?:(?<=^)|(?<=faktura )|(?<=fakturę )|(?<=fakture )|(?<=fv )){once}(?=[,:]?\s+\S)"
        rf"|\b{once}(?=,?\s+(?:faktur|fv|wystaw|rachunek|invoice))",
        _FLAGS,
    )


def _first_of_all(every: Every, words: str) -> re.Pattern[str]:
    """Such as "kwartalnie faktura dla ...", which begins the sentence; of work it would stand beside the work."""
    return re.compile(rf"^\s*(?:{words})(?=[,:]?\s+(?:faktur|fv\b|wystaw|rachun|invoice))", _FLAGS)


_PATTERNS: tuple[tuple[Every, re.Pattern[str]], ...] = (
    (Every.WEEKLY, re.compile(rf"\b(?:w\s+)?{_EACH}\s+{_WEEKDAY}", _FLAGS)),
    (Every.MONTHLY, re.compile(rf"\b{_DAY}{_OF_DAY}\s+(?:{_EACH}|of\s+(?:each|every))\s+{_MONTH}", _FLAGS)),
    (Every.MONTHLY, re.compile(rf"\bmonthly,?\s+on\s+(?:the\s+)?{_WHICH}(?:\s+of\s+the\s+month)?", _FLAGS)),
    (Every.MONTHLY, re.compile(r"\bщоміся(?:ця|чно)\b", _FLAGS)),
    (Every.WEEKLY, re.compile(r"\bщотижня\b", _FLAGS)),
    (Every.QUARTERLY, re.compile(r"\bщокварталу\b", _FLAGS)),
    (Every.YEARLY, re.compile(r"\bщороку\b", _FLAGS)),
    *((every, _period(every, words)) for every, words in _PERIODS.items()),
    *((every, _first_of_all(every, words)) for every, words in _ADVERBS.items()),
    *((every, _once(every, words)) for every, words in _SPANS.items()),
    (
        Every.MONTHLY,
        re.compile(rf"\b{_EACH}\s+{_WHICH}(?:\s+(?:of\s+the\s+)?{_MONTH})?(?=\s*(?:$|[,.;\n]))", _FLAGS),
    ),
)
_BEGINS = re.compile(
    r"\b(?:co|(?:mies|kwart|rocz|tygodn|week|quart|year|annual)\w+|raz|once|раз|ka[zż]d|every|each|monthly|що|кожн)",
    _FLAGS,
)
"""Nothing comes again without one of these."""
_LONGEST_MONTH = 31


def read_recurrence(sheet: Sheet) -> None:
    """How often the invoice is wanted anew; the day of it is no amount and no day of supply."""
    found = _found(sheet.text)
    if found is None:
        return
    every, match = found
    inside = [
        at
        for at, token in enumerate(sheet.tokens)
        if match.start() <= token.start and token.end <= match.end()
    ]
    if inside:
        sheet.facts.recurs = every.value
        sheet.take(inside[0], inside[-1] + 1)


def rhythm_of(text: str, recurs: str, today: date) -> Rhythm:
    """The rhythm of a sentence that was understood to recur; from today on when it names no day.

    >>> rhythm_of("abonament 99 zł co miesiąc 1.", "monthly", date(2026, 11, 20)).first.isoformat()
    '2026-12-01'
    """
    every = Every(recurs)
    found = _found(text)
    said = found[1].groupdict() if found else {}
    if every is Every.WEEKLY:
        first = _next_weekday(said.get("weekday"), today)
        return Rhythm(every, first, first.day)
    day = _LONGEST_MONTH if said.get("last") else _day_number(said.get("day")) or today.day
    first = day_of_month(today.year, today.month, day)
    if first < today:
        following = today.replace(day=1) + timedelta(days=_LONGEST_MONTH)
        first = day_of_month(following.year, following.month, day)
    return Rhythm(every, first, day)


def _day_number(said: str | None) -> int | None:
    if said is None:
        return None
    return int(said) if said.isdecimal() else ORDINALS[fold(said)]


def _found(text: str) -> tuple[Every, re.Match[str]] | None:
    if _BEGINS.search(text) is None:
        return None
    for every, pattern in _PATTERNS:
        match = pattern.search(text)
        if match:
            return every, match
    return None


def _next_weekday(name: str | None, today: date) -> date:
    for index, pattern in enumerate(_WEEKDAYS):
        if name and re.fullmatch(pattern, name, _FLAGS):
            return today + timedelta(days=(index - today.weekday()) % 7)
    return today
