"""Readers of when and how to pay, when it was supplied, and what else is said of the whole invoice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.dates import Found, day_at, span_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import PAYMENT, words

_DUE_LEADS = frozenset(
    words(
        "termin terminem terminu platnosc platnosci platne platna platny zaplata zaplaty zaplacic"
        " zaplaci zaplac oplata due"
    )
)
_DUE_LINKS = frozenset(words("platnosci zaplaty do na w ciagu za to terminie po od wystawienia"))
_SUPPLY_LEADS = frozenset(
    words(
        "sprzedazy sprzedaz sprzedano sprzedane wykonania wykonano wykonane wykonana dostawy dostawa"
        " dostarczono uslugi zrealizowano zrealizowane zakonczenia"
    )
)
_SUPPLY_LINKS = frozenset(words("data date dnia z w dniu sprzedazy wykonania dostawy uslugi"))
_YESTERDAY = ("wczorajszy", "wczorajsza", "wczorajsze", "wczorajszego", "wczorajszej", "wczorajszych")
_PAID = frozenset(words("zaplacono zaplacone zaplacona zaplacony oplacono oplacone oplacona oplacony"))
_UNPAID = frozenset(words("niezaplacone niezaplacona nieoplacone nieoplacona"))
_PAYMENT_LEADS = frozenset(
    words("platnosc platne platna platny zaplata zaplacono forma sposob metoda platnosci")
)
_NOTE_LEADS = ("uwaga", "uwagi", "notatka", "dopisek", "adnotacja", "dopisz")
_DISCOUNTS = ("rabat", "rabatu", "rabatem", "znizka", "znizki", "upust", "upustu")
_SUPPLY_PAST = timedelta(days=366)
_SUPPLY_AHEAD = timedelta(days=60)  # art. 106i ust. 7 VATA
_LONGEST_TERM = 365


def read_terms(sheet: Sheet) -> None:
    """Everything that is said of the invoice as a whole, in an order in which no reader takes another's words."""
    for read in (_note, _split_payment, _discount, _supply, _due, _payment, _paid, _lone_span):
        read(sheet)


def _note(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        if token.is_word(*_NOTE_LEADS):
            start = at + 2 if sheet.at(at + 1).is_sign(":") else at + 1
            end = start
            while end < len(sheet.tokens) and sheet.tokens[end].kind is not Kind.BREAK:
                end += 1
            sheet.facts.note = sheet.words(start, end).strip() or None
            sheet.take(at, max(end, start))
            return


def _split_payment(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        pair = sheet.folded(at, at + 2)
        if token.is_word("mpp", "splitpayment"):
            end = at + 1
        elif pair in {("split", "payment"), ("podzielona", "platnosc")}:
            end = at + 2
        elif pair == ("mechanizm", "podzielonej") or pair == ("mechanizmem", "podzielonej"):
            end = at + 3
        else:
            continue
        sheet.facts.split_payment = True
        sheet.take(at, min(end, len(sheet.tokens)))
        return


def _discount(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        number = _percent_near(sheet, at) if token.is_word(*_DISCOUNTS) else None
        if number is None:
            continue
        start, value, end = number
        if 0 < value < 100:
            sheet.facts.discount_percent = value
        else:
            sheet.facts.doubt("discount", sheet.words(start, end))
        sheet.take(start, end)
        return


def _percent_near(sheet: Sheet, at: int) -> tuple[int, Decimal, int] | None:
    after = number_at(sheet.tokens, at + 1) if at + 1 < len(sheet.tokens) else None
    if after and after.value is not None and sheet.at(after.end).is_sign("%"):
        return at, after.value, after.end + 1
    before = number_at(sheet.tokens, at - 2) if at >= 2 and sheet.at(at - 1).is_sign("%") else None
    if before and before.value is not None:
        return at - 2, before.value, at + 1
    return None


def _supply(sheet: Sheet) -> None:
    at = 0
    while at < len(sheet.tokens):
        found = _supply_at(sheet, at)
        if found is None:
            at += 1
            continue
        _note_supply(sheet, found.day, sheet.words(at, found.end))
        at = sheet.take(at, found.end)


def _supply_at(sheet: Sheet, at: int) -> Found | None:
    token = sheet.tokens[at]
    if token.is_word(*_YESTERDAY):
        return Found(sheet.today - timedelta(days=1), at + 1)
    if token.is_word("wczoraj", "przedwczoraj"):
        return day_at(sheet, at, ahead=False)
    if token.kind is not Kind.WORD or not (token.folded in _SUPPLY_LEADS or token.folded in _SUPPLY_LINKS):
        return None
    start = at + 1
    while sheet.at(start).is_sign(":") or sheet.at(start).folded in _SUPPLY_LINKS:
        start += 1
    found = day_at(sheet, start, ahead=False)
    if found and _is_mere_link(sheet, at, start) and sheet.at(start).kind is Kind.NUMBER:
        return found if found.end - start > 1 or token.is_word("z", "dnia") else None
    return found


def _is_mere_link(sheet: Sheet, at: int, start: int) -> bool:
    return not any(word in _SUPPLY_LEADS for word in sheet.folded(at, start))


def _note_supply(sheet: Sheet, day: date | None, said: str) -> None:
    if day is None:
        sheet.facts.doubt("date_format", said)
    elif day < sheet.today - _SUPPLY_PAST:
        sheet.facts.doubt("date_past", said)
    elif day > sheet.today + _SUPPLY_AHEAD:
        sheet.facts.doubt("date_future", said)
    else:
        sheet.facts.supply_date = day


def _due(sheet: Sheet) -> None:
    at = 0
    while at < len(sheet.tokens):
        found = _due_at(sheet, at)
        if found is None:
            at += 1
            continue
        _note_due(sheet, found.day, sheet.words(at, found.end))
        at = sheet.take(at, found.end)


def _due_at(sheet: Sheet, at: int) -> Found | None:
    token = sheet.tokens[at]
    if token.kind is not Kind.WORD:
        return None
    if token.folded in _DUE_LEADS:
        return _after_due_lead(sheet, at)
    if token.is_word("do"):
        return day_at(sheet, at + 1, ahead=True) or _day_of_month(sheet, at + 1)
    if token.is_word("na", "za", "w") and not token.is_word("w"):
        plain = sheet.at(at + 1).is_word("jutro", "pojutrze", "dzis", "tydzien")
        return (day_at(sheet, at + 1, ahead=True) or span_at(sheet, at + 1)) if plain else None
    if sheet.folded(at, at + 2) == ("w", "ciagu"):
        return span_at(sheet, at + 2)
    if token.folded in PAYMENT and sheet.at(at + 1).kind is not Kind.SIGN:
        after = span_at(sheet, at + 1)
        if after:
            sheet.facts.payment_method = PAYMENT[token.folded]
        return after
    return None


def _after_due_lead(sheet: Sheet, at: int) -> Found | None:
    start = at + 1
    while sheet.at(start).is_sign(":-=–") or sheet.at(start).folded in _DUE_LINKS:
        start += 1
    if sheet.at(start).kind is Kind.WORD and sheet.at(start).folded in PAYMENT:
        sheet.facts.payment_method = PAYMENT[sheet.at(start).folded]
        start += 1
        while sheet.at(start).is_word("do", "w", "ciagu", "za", "termin") or sheet.at(start).is_sign(","):
            start += 1
    found = span_at(sheet, start) or day_at(sheet, start, ahead=True) or _day_of_month(sheet, start)
    return found or _bare_days(sheet, at, start)


def _bare_days(sheet: Sheet, at: int, start: int) -> Found | None:
    token = sheet.at(start)
    if not sheet.tokens[at].folded.startswith("termin") or token.kind is not Kind.NUMBER:
        return None
    if sheet.at(start + 1).is_sign("-+") and sheet.at(start + 1).glued:
        return None
    if not token.text.isdecimal() or int(token.text[:5]) > _LONGEST_TERM:
        return None
    return Found(sheet.today + timedelta(days=int(token.text)), start + 1)


def _day_of_month(sheet: Sheet, at: int) -> Found | None:
    """ "do 15-go", "do 15.": the next such day."""
    token = sheet.at(at)
    if token.kind is not Kind.NUMBER or not token.text.isdecimal() or not 1 <= int(token.text[:3]) <= 31:
        return None
    end = at + 1
    if sheet.at(end).is_sign("-") and sheet.at(end).glued:
        end += 1
    if not (sheet.at(end).is_word("go", "tego", "ego") or (end == at + 1 and sheet.at(end).is_sign("."))):
        return None
    day = sheet.today
    for _ in range(62):
        day += timedelta(days=1)
        if day.day == int(token.text):
            return Found(day, end + 1)
    return None


def _note_due(sheet: Sheet, day: date | None, said: str) -> None:
    if day is None:
        sheet.facts.doubt("date_format", said)
    elif day < sheet.today:
        sheet.facts.doubt("date_past", said)
    elif sheet.facts.due_date not in {None, day}:
        sheet.facts.doubt("due_date_several", said)
    else:
        sheet.facts.due_date = day


def _payment(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.WORD or token.folded not in PAYMENT:
            continue
        sheet.facts.payment_method = PAYMENT[token.folded]
        start = at
        while sheet.at(start - 1).kind is Kind.WORD and sheet.at(start - 1).folded in _PAYMENT_LEADS:
            start -= 1
        if any(word in _PAID or word == "zaplacono" for word in sheet.folded(start, at)):
            sheet.facts.paid = True
        end = at + 1
        if sheet.at(end).kind is Kind.WORD and sheet.at(end).folded in _PAID:
            sheet.facts.paid = True
            end += 1
        sheet.take(start, end)
        return


def _paid(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.WORD or token.folded not in _PAID | _UNPAID:
            continue
        denied = sheet.at(at - 1).is_word("nie")
        sheet.facts.paid = not denied and token.folded in _PAID
        end = at + 1
        while sheet.at(end).is_word("gotowka", "karta", "przelewem", "z", "gory", "juz"):
            end += 1
        start = at - 1 if denied or sheet.at(at - 1).is_word("juz") else at
        sheet.take(start, end)
        return


def _lone_span(sheet: Sheet) -> None:
    """ ", 14 dni" with nothing beside it is a term, where none was said otherwise."""
    if sheet.facts.due_date is not None:
        return
    for at in range(len(sheet.tokens)):
        found = span_at(sheet, at) if sheet.tokens[at].kind is Kind.NUMBER else None
        if found and _alone(sheet, at, found.end):
            _note_due(sheet, found.day, sheet.words(at, found.end))
            sheet.take(at, found.end)
            return


def _alone(sheet: Sheet, start: int, end: int) -> bool:
    before, after = sheet.at(start - 1), sheet.at(end)
    opened = before.is_sign(",;") or before.kind in {Kind.GAP, Kind.BREAK}
    closed = after.is_sign(",;.") or after.kind in {Kind.GAP, Kind.BREAK}
    return start > 0 and opened and closed
