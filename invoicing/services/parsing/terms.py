"""Readers of how it is paid, of a discount and of a note."""

from __future__ import annotations

from decimal import Decimal

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.dates import day_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, PAYMENT, PAYMENT_ADJECTIVES, words

_PAID = frozenset(
    words(
        "zapłacono zapłacone zapłacona zapłacony zapłacił zapłaciła zapłacili zapłaciło opłacono opłacone opłacona"
        " opłacony opłacił opłaciła opłacili uregulowano uregulowane uregulowana uregulował uregulowali"
        " paid prepaid сплачено оплачено сплатив оплатив"
    )
)
_UNPAID = frozenset(
    words("niezapłacone niezapłacona niezapłacony nieopłacone nieopłacona nieopłacony nieuregulowana unpaid")
)
_SAYING = frozenset(PAYMENT) | _PAID | _UNPAID
_PAYERS = ("klient", "klientka", "kontrahent", "nabywca", "kupujacy")
_THINGS = ("bon", "bony", "voucher", "vouchery", "karta", "karte", "karty")
_DESCRIBING = ("owy", "owe", "owa", "ny", "ne", "na", "czy", "cza", "cze")
_OF_BANKS = frozenset(words("płatnicza kredytowa debetowa bankowa"))
_NOT = ("nie", "not", "не")
_PAYMENT_LEADS = frozenset(
    words(
        "zapłaci zapłacą płaci płacą płatność płatności płatne płatna płatny zapłata zapłaty zapłatą zapłacić forma formą sposób metoda metodą już"
        " w nie jeszcze został zostało została pay by payment method via not is was оплата"
    )
)
_AFTER_PAID = frozenset(words("już całości całość w góry z od razu tak całkowicie ją go on yet"))
_DISCOUNT_LINKS = frozenset(words("w wysokości wys na to of o udziel daj dać"))
_DISCOUNT_NOUNS = frozenset(
    words(
        "rabat rabatu rabatem rabacik rabacikiem rabaty zniżka zniżki zniżkę zniżką upust upustu"
        " upustem discount taniej знижка знижки знижку знижкою"
    )
)
_PERCENT = ("proc", "procent", "procentow", "percent", "procentowy", "procentowym", "відсотків")
_LEAST_PRICE = 100
_LONGEST_PART = 5  # tokens of "z czego 500 zł już"
_RATES = frozenset({Decimal(23), Decimal(8), Decimal(5), Decimal(0)})


def read_discount(sheet: Sheet) -> None:
    """A discount in percent: rabat 10%, 10% rabatu, -10%."""
    for at, token in enumerate(sheet.tokens):
        said = token.kind is Kind.WORD and token.folded in _DISCOUNT_NOUNS
        found = _percent_near(sheet, at) if said else _percent_off(sheet, at)
        if found is None:
            continue
        start, value, end = found
        if value is not None and 0 < value < 100:
            sheet.facts.discount_percent = value
        else:
            sheet.facts.doubt("discount", sheet.words(start, end))
        while sheet.at(start - 1).is_word("z", "ze", "daj", "udziel", "dac", "minus"):
            start -= 1
        sheet.take(start, end)
        return


def _percent_near(sheet: Sheet, at: int) -> tuple[int, Decimal | None, int] | None:
    """The percentage after or before the word; an amount of money is none, and a discount all the same."""
    start = at + 1
    while sheet.at(start).folded in _DISCOUNT_LINKS or sheet.at(start).is_sign(":=-.–"):
        start += 1
    after = number_at(sheet.tokens, start) if start < len(sheet.tokens) else None
    if after and _is_percent(sheet.at(after.end)):
        return at, after.value, _beyond_dot(sheet, after.end + 1)
    if after and sheet.at(after.end).folded in CURRENCIES:
        return at, None, after.end + 1
    if after and after.value is not None and after.value < _LEAST_PRICE and _closes(sheet.at(after.end)):
        return at, None, after.end  # "rabat 10": of what, nobody said
    before = at - 1
    while _is_percent(sheet.at(before)) and before > at - 3:
        before -= 1
    number = number_at(sheet.tokens, before) if 0 <= before < at - 1 else None
    return (before, number.value, at + 1) if number else None


def _closes(token: Token) -> bool:
    return token.kind in {Kind.GAP, Kind.BREAK} or token.is_sign(",;.")


def _percent_off(sheet: Sheet, at: int) -> tuple[int, Decimal | None, int] | None:
    """Reads "-10%", "minus 10%"; "- 23%" is a rate behind a dash."""
    token, number = sheet.tokens[at], sheet.at(at + 1)
    minus = token.is_word("minus") or (token.is_sign("-–−") and number.glued)
    read = number_at(sheet.tokens, at + 1) if minus and number.kind is Kind.NUMBER else None
    if read is None or read.value is None or not _is_percent(sheet.at(read.end)):
        return None
    return None if read.value in _RATES else (at, read.value, read.end + 1)


def _is_percent(token: Token) -> bool:
    return token.is_sign("%") or token.is_word(*_PERCENT)


def _beyond_dot(sheet: Sheet, end: int) -> int:
    return end + 1 if sheet.at(end).is_sign(".") and sheet.at(end - 1).is_word("proc") else end


def read_payment(sheet: Sheet) -> None:
    """By what, and whether it has been paid: przelewem, zaplacono karta, nie zaplacono."""
    at = 0
    while at < len(sheet.tokens):
        token = sheet.tokens[at]
        if token.kind is Kind.WORD and token.folded in _SAYING and not _is_sold(sheet, at):
            at = _payment_at(sheet, at)
        elif token.folded == "na" and sheet.at(at + 1).folded == "konto":
            sheet.facts.payment_method = PAYMENT["przelew"]
            at = sheet.take(at, at + 2)
        else:
            at += 1


def _is_sold(sheet: Sheet, at: int) -> bool:
    """Reads "aplikacja mobilna", "bon podarunkowy 200 zł": nobody pays by it, unless paying was spoken of."""
    token, before = sheet.tokens[at], sheet.at(at - 1)
    if before.folded in _PAYMENT_LEADS | _PAID or before.is_sign(":"):
        return False
    opens = before.kind in {Kind.GAP, Kind.BREAK} or before.is_word("za") or before.kind is Kind.NUMBER
    described = (
        sheet.at(at + 1).folded.endswith(_DESCRIBING)
        and sheet.at(at + 1).folded not in _OF_BANKS | _PAID | _UNPAID
    )
    return token.folded.startswith("mobiln") or (token.is_word(*_THINGS) and opens and described)


def _labels(sheet: Sheet, at: int) -> bool:
    return sheet.at(at).is_sign(":-") and sheet.at(at - 1).folded in _PAYMENT_LEADS


def _payment_at(sheet: Sheet, at: int) -> int:
    facts, start, end = sheet.facts, at, at
    while sheet.at(start - 1).folded in _PAYMENT_LEADS or _labels(sheet, start - 1):
        start -= 1
    instead = sheet.at(start - 1).is_word("zamiast", "nie") and sheet.at(at).folded not in _PAID
    while _goes_on(sheet, start, end):
        word = sheet.at(end).folded
        if word in PAYMENT:
            facts.payment_method = facts.payment_method if instead else PAYMENT[word]
        elif word in _PAID | _UNPAID:
            facts.paid = word in _PAID and not set(_NOT) & set(sheet.folded(start, at))
        end += 1
    if facts.paid:
        start, end = _day_of_payment(sheet, start, end)
        start = _part_paid(sheet, start)
    while sheet.at(start - 1).is_word(*_PAYERS) and start and (facts.paid or start < at):
        start -= 1
    return sheet.take(start, end)


def _part_paid(sheet: Sheet, start: int) -> int:
    """Reads "z czego 500 zł zapłacone": only a part is paid, which a draft cannot say."""
    for first in range(max(start - _LONGEST_PART, 0), start):
        if sheet.at(first).is_word("czego") and any(
            token.kind is Kind.NUMBER for token in sheet.tokens[first:start]
        ):
            sheet.facts.paid = False
            sheet.facts.doubt("amount_unclear", sheet.words(first, start))
            return first - 1 if sheet.at(first - 1).is_word("z") else first
    return start


def _day_of_payment(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    """The day it was paid on is no day of supply: zapłacono wczoraj, wczoraj zapłacił, zapłacono 18.11."""
    after = end
    while sheet.at(after).is_word("w", "dnia", "dniu", "juz"):
        after += 1
    found = day_at(sheet, after, ahead=False)
    if found:
        end = found.end
        while sheet.at(end).kind is Kind.WORD and sheet.at(end).folded in PAYMENT:
            sheet.facts.payment_method = PAYMENT[sheet.at(end).folded]
            end += 1
    if sheet.at(start - 1).is_word("wczoraj", "dzis", "dzisiaj", "przedwczoraj"):
        start -= 1
    return start, end


def _goes_on(sheet: Sheet, start: int, end: int) -> bool:
    token, after = sheet.at(end), sheet.at(end + 1).folded
    if token.kind is not Kind.WORD:
        return False
    if token.folded in PAYMENT or token.folded in _PAID | _UNPAID:
        return True
    if end > start and token.folded in PAYMENT_ADJECTIVES | _AFTER_PAID:
        return token.folded not in {"w", "z", "od", "on"} or after in _AFTER_PAID
    return token.is_word("by", "w", "za", "pomoca", "formie") and (
        after in PAYMENT or after in {"pomoca", "formie"}
    )
