"""Readers of the day until which to pay."""

from __future__ import annotations

import re
from datetime import date, timedelta

from invoicing.services.parsing.calendar_days import Found, day_of_month
from invoicing.services.parsing.dates import day_at, span_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, PAYMENT, PAYMENT_ADJECTIVES, words

_LEADS = frozenset(
    words(
        "termin terminem terminu terminie płatność płatności płatne płatna płatny płatnością zapłata zapłaty zapłacić"
        " zapłaci zapłacą zapłać zapłatą opłata due payment payable płaci płacą pay термін оплата оплати сплатити"
    )
)
_LINKS = frozenset(
    words(
        "płatności zapłaty zapłacić do na w ciągu za to terminie odroczona odroczony odroczoną odroczonym terminem termin po od wystawienia ma być jest jednak to data dnia"
        " dniu z in by on within until due until till до на протягом через термін оплати сплати"
    )
)
_SOON = frozenset(words("jutro pojutrze"))
_PAYS = frozenset(words("zapłacić zapłaci zapłacą zaplacic płaci płacą opłaci opłacić ureguluje przeleje"))
_UNTIL = ("do", "until", "till", "by", "do dnia", "до")
_AT_ONCE = frozenset(words("natychmiast natychmiastowa natychmiastowo immediately odbiorze"))
_AT_ONCE_PAIRS = frozenset({("od", "reki"), ("od", "razu"), ("przy", "odbiorze")})
_MOST_LINKS = 8  # words between a lead and its day
_LONGEST = 365  # days of a bare "termin 14"
_ENGLISH = frozenset({"due", "by", "until", "till", "on"})
_MONTHS = 12
_DAY_SLASH_MONTH = re.compile(r"\d{1,2}")
USUAL = frozenset({3, 5, 7, 10, 14, 21, 28, 30, 45, 60, 90})
PRICE_ENDS = frozenset(
    words("netto net brutto zw np oo vat % obciazenie charge zwolnione zwolniona zwolniony exempt podatku")
)


def read_due(sheet: Sheet) -> None:
    """A term: termin 14 dni, do 10.12, do konca miesiaca, platne jutro."""
    at = 0
    while at < len(sheet.tokens):
        found = _found_at(sheet, at)
        if found is None:
            at += 1
            continue
        start = at
        while start and sheet.at(start - 1).is_word("z", "ma", "klient", "forma", "sposob", "odroczonym"):
            start -= 1
        note_due(sheet, found.day, sheet.words(at, found.end))
        at = sheet.take(start, end_of_words(sheet, found.end))


def end_of_words(sheet: Sheet, end: int) -> int:
    """Reads "14 dni od wystawienia", "14 dni na zapłatę"."""
    if sheet.at(end).is_word("od", "na", "from", "after") and sheet.at(end + 1).folded in _AFTER_SPAN:
        end += 2
        while sheet.at(end).folded in _AFTER_SPAN:
            end += 1
    return end


_AFTER_SPAN = frozenset(
    words(
        "wystawienia daty dnia faktury otrzymania doręczenia dziś dzisiaj teraz zapłatę płatność zapłacenie opłacenie"
        " invoice date"
    )
)


def _found_at(sheet: Sheet, at: int) -> Found | None:
    token, following = sheet.tokens[at], sheet.at(at + 1)
    if token.kind is not Kind.WORD or token.folded in _SOON:
        return _before_lead(sheet, at)
    if token.folded in _LEADS:
        return _after_lead(sheet, at)
    if token.text.lower() == "net" and _ends_price(sheet.at(at - 1)):
        return _usual_days(sheet, at, at + 1)  # 3000 net 30
    if token.folded in PAYMENT:
        return _after_payment(sheet, at)
    if token.is_word(*_UNTIL):
        start = at + 2 if following.is_word("dnia") else at + 1
        return day_at(sheet, start, ahead=True) or day_of_month(sheet, start) or _slashed(sheet, start)
    return _after_preposition(sheet, at)


def _before_lead(sheet: Sheet, at: int) -> Found | None:
    """Reads "7-dniowy termin płatności", "jutro ma zapłacić"."""
    if sheet.tokens[at].kind is Kind.WORD:
        return _before_paying(sheet, at)
    found = span_at(sheet, at) if sheet.tokens[at].kind is Kind.NUMBER else None
    if found is None or sheet.at(found.end).folded not in _LEADS:
        return None
    end = found.end
    while sheet.at(end).folded in _LEADS:
        end += 1
    return Found(found.day, end)


def _before_paying(sheet: Sheet, at: int) -> Found | None:
    """Reads "jutro ma zapłacić", "pojutrze zapłaci"."""
    found = day_at(sheet, at, ahead=True)
    end = found.end if found else at
    while sheet.at(end).is_word("ma", "maja", "mi", "on", "klient", "za", "to"):
        end += 1
    return Found(found.day, end + 1) if found and sheet.at(end).folded in _PAYS else None


def _after_preposition(sheet: Sheet, at: int) -> Found | None:
    """Reads "na jutro", "za tydzień", "na koniec miesiąca", "w ciągu 7 dni"."""
    if sheet.tokens[at].folded not in {"na", "za", "z", "w"}:
        return None
    pair = sheet.folded(at, at + 2)
    if pair[0] in {"na", "za"} and pair[-1] in {"jutro", "pojutrze", "dzis", "tydzien"}:
        return day_at(sheet, at + 1, ahead=True) or span_at(sheet, at + 1)
    if pair in {("na", "koniec"), ("z", "koncem")}:
        return day_at(sheet, at + 1, ahead=True)
    return span_at(sheet, at + 2) if pair == ("w", "ciagu") else None


def _after_payment(sheet: Sheet, at: int) -> Found | None:
    """Reads "przelew 14 dni", "przelewem do 30.11"."""
    end = at + 1
    while end < at + _MOST_LINKS and _follows_payment(sheet.at(end)):
        end += 1
    found = span_at(sheet, end) or (day_at(sheet, end, ahead=True) if end > at + 1 else None)
    found = found or _usual_days(sheet, at, end)
    if found:
        sheet.facts.payment_method = PAYMENT[sheet.tokens[at].folded]
    return found


def _follows_payment(token: Token) -> bool:
    """Reads "przelew na 14 dni", "kredyt kupiecki 30 dni"."""
    return token.folded in _LINKS or token.folded in PAYMENT_ADJECTIVES or token.is_sign("(")


def _ends_price(token: Token) -> bool:
    return token.kind is Kind.NUMBER or token.folded in CURRENCIES


def _usual_days(sheet: Sheet, at: int, start: int) -> Found | None:
    """Reads "przelew 7" at the end of what is said, once a price was said: days, and no second price."""
    number, after = sheet.at(start), sheet.at(start + 1)
    days = number.kind is Kind.NUMBER and number.text.isdecimal() and int(number.text[:5]) in USUAL
    ends = after.kind in {Kind.GAP, Kind.BREAK} or after.is_sign(",;.")
    priced = any(token.folded in PRICE_ENDS or token.folded in CURRENCIES for token in sheet.tokens[: at + 1])
    return (
        Found(sheet.today + timedelta(days=int(number.text[:5])), start + 1)
        if days and ends and priced
        else None
    )


def _after_lead(sheet: Sheet, at: int) -> Found | None:
    start, method = at + 1, None
    while start < at + _MOST_LINKS and _leads_on(sheet.at(start), sheet.at(start + 1)):
        method = PAYMENT.get(sheet.at(start).folded, method)
        start += 1
    found = (
        span_at(sheet, start)
        or day_at(sheet, start, ahead=True)
        or day_of_month(sheet, start)
        or _slashed(sheet, start)
        or _at_once(sheet, start)
        or _bare_days(sheet, at, start)
    )
    if found and method:
        sheet.facts.payment_method = method
    return found


def _leads_on(token: Token, after: Token) -> bool:
    if token.kind is not Kind.WORD:
        return token.is_sign(":-=–(") or (token.is_sign(",") and after.folded in _LINKS)
    return token.folded in _LINKS or token.folded in PAYMENT


def _slashed(sheet: Sheet, at: int) -> Found | None:
    """Reads "do 10/12" is a day and a month."""
    day, month = sheet.at(at), sheet.at(at + 2)
    parts = day.kind is Kind.NUMBER and month.kind is Kind.NUMBER and sheet.at(at + 1).is_sign("/")
    if not parts or not month.glued or not all(_DAY_SLASH_MONTH.fullmatch(one.text) for one in (day, month)):
        return None
    if _is_either(sheet, at, int(day.text), int(month.text)):
        return Found(None, at + 3)
    try:
        this = date(sheet.today.year, int(month.text), int(day.text))
    except ValueError:
        return Found(None, at + 3)
    return Found(this if this >= sheet.today else this.replace(year=this.year + 1), at + 3)


def _is_either(sheet: Sheet, at: int, first: int, second: int) -> bool:
    """Reads "due 12/05": of the fifth of December or the twelfth of May, as the writer is British or American."""
    english = any(sheet.at(before).text.lower() in _ENGLISH for before in (at - 1, at - 2))
    return english and first != second and max(first, second) <= _MONTHS


def _at_once(sheet: Sheet, at: int) -> Found | None:
    """Reads "płatne natychmiast", "płatne od ręki"."""
    if sheet.at(at).folded in _AT_ONCE or sheet.folded(at - 1, at + 1) in _AT_ONCE_PAIRS:
        return Found(sheet.today, at + 1)
    return None


def _bare_days(sheet: Sheet, at: int, start: int) -> Found | None:
    token = sheet.at(start)
    if not sheet.tokens[at].folded.startswith("termin") or token.kind is not Kind.NUMBER:
        return None
    if sheet.at(start + 1).is_sign("-+") and sheet.at(start + 1).glued:
        return None
    if not token.text.isdecimal() or int(token.text[:5]) > _LONGEST:
        return None
    return Found(sheet.today + timedelta(days=int(token.text)), start + 1)


def note_due(sheet: Sheet, day: date | None, said: str) -> None:
    """The term, or the doubt about it."""
    if day is None:
        sheet.facts.doubt("date_format", said)
    elif day < sheet.today:
        sheet.facts.doubt("date_past", said)
    elif sheet.facts.due_date not in {None, day}:
        sheet.facts.doubt("due_date_several", said)
    else:
        sheet.facts.due_date = day
