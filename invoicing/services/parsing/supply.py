"""Reader of the day of supply (P_6)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.calendar_days import Found
from invoicing.services.parsing.dates import day_at, last_weekday
from invoicing.services.parsing.rate_words import PRICE_KINDS
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, words
from invoicing.services.parsing.words_of_time import DAY_ADJECTIVES, MONTHS, ORDINALS, WEEKDAY_ADJECTIVES

_LEADS = frozenset(
    words(
        "załadunek rozładunek zał rozł wpłata wpłynęło wpłynęła odbiór sprzedaży sprzedaż dostawy dostawa usługi wykonania zakończenia realizacji odbioru supply supplied sold"
        " delivered delivery продажу постачання виконано zakonczenia"
        " wykonano wykonane wykonana wykonany wykonałem wykonałam zrobiono zrobione zrobiona zrobiony zrobiłem zrobiłam"
        " zrealizowano zrealizowane zrealizowana zrealizowany dostarczono dostarczone dostarczona dostarczony"
        " sprzedano sprzedane sprzedana sprzedany odebrano odebrane odebrana odebrany zakończono zakończone zakończony"
        " ukończono ukończone ukończony ukończona wysłane wysłano robione robiona robiony robiłem robiłam"
    )
)
_LINKS = frozenset(
    words(
        "data datą datę dzień dnia z ze w we na dniu sprzedaży wykonania dostawy usługi to był on from date of"
    )
)
_YESTERDAY = frozenset(words("wczoraj przedwczoraj yesterday вчора учора позавчора"))
_SOON = frozenset(words("jutro pojutrze dziś dzisiaj"))
_DONE = frozenset(
    words("robione robiona robiony zrobione zrobiona zrobiony wykonane wykonana wykonany wykonano zrobiono")
)
_DELIVERIES = frozenset(words("dostawa wykonanie realizacja odbiór transport przewóz montaż"))
_DAY_MONTH = re.compile(r"\d{1,2}\.(?:0[1-9]|1[0-2])")
_MOST_LINKS = 8  # words between a lead and its day
_PAST = timedelta(days=366)
_AHEAD = timedelta(days=60)  # art. 106i ust. 7 VATA


def read_supply(sheet: Sheet) -> None:
    """A day of supply: sprzedaz 18.11, z dnia 18.11, wczorajszy."""
    at = 0
    while at < len(sheet.tokens):
        found = _found_at(sheet, at)
        if found is None:
            at += 1
            continue
        _note(sheet, found.day, sheet.words(at, found.end))
        at = sheet.take(at, found.end)


def read_period(sheet: Sheet) -> None:
    """From a day to a day: what is done over time is supplied on its last day (art. 106e ust. 1 pkt 6)."""
    for at, token in enumerate(sheet.tokens):
        if token.kind not in {Kind.NUMBER, Kind.DATE} and token.folded not in ORDINALS:
            continue
        first = day_at(sheet, at, ahead=False) or _day_number(sheet, at)
        link = sheet.at(first.end) if first else token
        if first is None or not (link.is_sign("-–") or link.is_word("do")):
            continue
        last = day_at(sheet, first.end + 1, ahead=False)
        since = sheet.at(at - 1).is_word("od", "dniach", "okres", "okresie", "from")
        if last is None or not (since or link.is_sign("-–")):
            continue
        start = at
        while start and sheet.at(start - 1).is_word("od", "w", "dniach", "okres", "okresie", "za", "from"):
            start -= 1
        _note(sheet, last.day, sheet.words(start, last.end))
        sheet.take(start, last.end)
        return


def read_issue_date(sheet: Sheet) -> None:
    """The day of issue is today and no day of supply; another one than today is a doubt."""
    for at, token in enumerate(sheet.tokens):
        if not (token.folded.startswith("dat") and sheet.at(at + 1).is_word("wystawienia", "faktury")):
            continue
        start = at + 2
        while sheet.at(start).is_sign(":-=") or sheet.at(start).is_word("to", "faktury", "na", "dnia"):
            start += 1
        found = day_at(sheet, start, ahead=False)
        if found is None:
            continue
        if found.day != sheet.today:
            late = found.day is None or found.day < sheet.today
            sheet.facts.doubt("date_past" if late else "date_future", sheet.words(at, found.end))
        sheet.take(at - 1 if sheet.at(at - 1).is_word("z") else at, found.end)
        return


def _day_number(sheet: Sheet, at: int) -> Found | None:
    """Reads the first number of "1-30.11", "od 1 do 31 października"."""
    token = sheet.tokens[at]
    if token.folded in ORDINALS:
        return (
            Found(None, at + 1) if sheet.at(at - 1).is_word("od") and sheet.at(at + 1).is_word("do") else None
        )
    joined = sheet.at(at + 1).is_sign("-–") and sheet.at(at + 1).glued and sheet.at(at + 2).glued
    joined = joined or (sheet.at(at - 1).is_word("od") and sheet.at(at + 1).is_word("do"))
    return (
        Found(None, at + 1) if joined and token.text.isdecimal() and 0 < int(token.text[:3]) <= 31 else None
    )


def _found_at(sheet: Sheet, at: int) -> Found | None:
    token = sheet.tokens[at]
    if token.kind is not Kind.WORD:
        return _bare_day(sheet, at)
    if token.folded in DAY_ADJECTIVES:
        return Found(sheet.today + timedelta(days=DAY_ADJECTIVES[token.folded]), at + 1)
    if token.folded in WEEKDAY_ADJECTIVES:
        return Found(last_weekday(sheet.today, WEEKDAY_ADJECTIVES[token.folded]), at + 1)
    if token.folded in _SOON and sheet.at(at + 1).folded in _DONE:
        return replace(found, end=at + 2) if (found := day_at(sheet, at, ahead=False)) else None
    delivered = token.folded in _SOON and sheet.at(at + 1).folded in _DELIVERIES  # jutro dostawa ciast
    if token.folded in _YESTERDAY or delivered:
        return day_at(sheet, at, ahead=False)
    return _after_lead(sheet, at) if token.folded in _LEADS | _LINKS else None


def _after_lead(sheet: Sheet, at: int) -> Found | None:
    """Reads "sprzedaż 18.11", "z dnia 18.11", "wykonano w poniedziałek"."""
    start = at + 1
    while start < at + _MOST_LINKS and (sheet.at(start).is_sign(":-.") or sheet.at(start).folded in _LINKS):
        start += 1
    found = day_at(sheet, start, ahead=False)
    if found and _is_mere_link(sheet, at, start) and sheet.at(start).kind is Kind.NUMBER:
        return found if found.end - start > 1 or sheet.tokens[at].is_word("z", "dnia") else None
    return found


def _bare_day(sheet: Sheet, at: int) -> Found | None:
    """A day that was, said without any lead: audyt 18.11 500 zł, 18 listopada, 2026-11-18."""
    token, after = sheet.tokens[at], sheet.at(at + 1)
    if token.kind is Kind.NUMBER and not (after.folded in MONTHS or _is_day_beside_price(sheet, at)):
        return None
    found = day_at(sheet, at, ahead=False)
    return found if found and found.day and found.day <= sheet.today else None


def _is_day_beside_price(sheet: Sheet, at: int) -> bool:
    """Whether 18.11 cannot be the price, as another amount with its currency follows at once, or as it stands alone."""
    if not _DAY_MONTH.fullmatch(sheet.tokens[at].text):
        return False
    if sheet.at(at + 1).is_sign(".") and _price_at(sheet, at + 2):
        return True
    if _closes(sheet.at(at + 1)):
        return _priced_from(sheet, at + 2) if _closes(sheet.at(at - 1)) else _priced_next(sheet, at + 1)
    price = number_at(sheet.tokens, at + 1) if at + 1 < len(sheet.tokens) else None
    return price is not None and sheet.at(price.end).folded in CURRENCIES


def _closes(token: Token) -> bool:
    return (
        token.kind in {Kind.GAP, Kind.BREAK}
        or token.is_sign(",;")
        or (token.is_sign("-–—") and not token.glued)
    )


def _price_at(sheet: Sheet, at: int) -> bool:
    """Whether an amount stands there that is called money."""
    number = number_at(sheet.tokens, at) if sheet.at(at).kind is Kind.NUMBER else None
    after = sheet.at(number.end).folded if number else ""
    return after in CURRENCIES or after in PRICE_KINDS


def _priced_next(sheet: Sheet, at: int) -> bool:
    """Whether an amount stands right behind, but for signs and what has been taken."""
    while _closes(sheet.at(at)) and at < len(sheet.tokens):
        at += 1
    return _price_at(sheet, at)


def _priced_from(sheet: Sheet, at: int) -> bool:
    return any(_price_at(sheet, place) for place in range(at, len(sheet.tokens)))


def _is_mere_link(sheet: Sheet, at: int, start: int) -> bool:
    return not any(word in _LEADS for word in sheet.folded(at, start))


def _note(sheet: Sheet, day: date | None, said: str) -> None:
    if day is None:
        sheet.facts.doubt("date_format", said)
    elif day < sheet.today - _PAST:
        sheet.facts.doubt("supply_long_ago", said)
    elif day > sheet.today + _AHEAD:
        sheet.facts.doubt("supply_far_ahead", said)
    else:
        sheet.facts.supply_date = day
