"""What begins and what ends around the turn of 2026 and 2027: data with its source and the day it was checked.

Where the law in force and an announcement (a draft act, a statement of the Ministry) name different days, both stand
here: `in_force` follows the law alone, and whoever tells people of such a rule names both days and both sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Rule(StrEnum):
    """What begins or ends; beside each, whose Warsaw day decides where it is not the day of issue."""

    SMALL_SALES = "small_sales"  # sales of at most 10 000 zł a month may stay outside KSeF
    TILL_INVOICES = "till_invoices"  # so may invoices of cash registers, and receipts with a NIP up to 450 zł
    TOKEN_LOGIN = "token_login"  # noqa: S105 - logging in to KSeF with a token is lawful (the log-in); no secret
    # fines for not issuing in KSeF or sending late (art. 106ni ust. 1-3 and 5-7): the breach; of invoices of 2026
    # whose term ends in 2027 this is open, and a human decides
    PENALTIES = "penalties"
    # a transfer names the KSeF number or the collective identifier: the payment
    NUMBER_IN_TRANSFER = "number_in_transfer"
    NUMBER_IN_SPLIT_PAYMENT = "number_in_split_payment"  # so does a split payment message: the payment


@dataclass(frozen=True, slots=True)
class Span:
    """When something holds.

    Attributes:
        first, last: both inside; None for no such bound.
        source: the article, or who announced it and when.
    """

    first: date | None
    last: date | None
    source: str

    def covers(self, day: date) -> bool:
        """Whether it holds on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def turns(self) -> tuple[date, ...]:
        """The days on which something is different from the day before."""
        after = self.last + timedelta(days=1) if self.last else None
        return tuple(day for day in (self.first, after) if day)


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule in the calendar.

    Attributes:
        law: by the law in force.
        announced: what is announced and not law; None where nothing else is announced.
        as_of: the day of the newest paper it rests on: said with every answer that rests on it.
    """

    rule: Rule
    law: Span
    as_of: date
    announced: Span | None = None


_END, _START = date(2026, 12, 31), date(2027, 1, 1)
_LATEST = date(2026, 10, 7)  # after it neither Dziennik Ustaw nor the Sejm's papers have been looked at
_PAYMENTS = "art. 17 ustawy z 16.06.2023"

CALENDAR = {
    entry.rule: entry
    for entry in (
        Entry(
            Rule.SMALL_SALES,
            Span(date(2026, 4, 1), _END, "art. 145m ust. 1 VATA"),
            _LATEST,
        ),
        Entry(
            Rule.TILL_INVOICES,
            Span(date(2026, 2, 1), _END, "art. 145n ust. 1 VATA"),
            _LATEST,
        ),
        Entry(
            Rule.TOKEN_LOGIN,
            Span(None, _END, "rozporządzenie Dz.U. 2025 poz. 1815 par. 13 ust. 1 pkt 1"),
            _LATEST,
            Span(None, date(2027, 11, 30), "Ministerstwo Finansów (KSeF API), 10.09.2026"),
        ),
        Entry(
            Rule.PENALTIES,
            Span(_START, None, "art. 106ni ust. 1-3 i 5-7 VATA"),
            _LATEST,
            Span(date(2028, 1, 1), None, "projekt UD477, 22.09.2026"),
        ),
        Entry(
            Rule.NUMBER_IN_TRANSFER,
            Span(_START, None, f"art. 108g ust. 1 VATA, {_PAYMENTS}"),
            _LATEST,
        ),
        Entry(
            Rule.NUMBER_IN_SPLIT_PAYMENT,
            Span(_START, None, f"art. 108a ust. 3 pkt 3 VATA, {_PAYMENTS}"),
            _LATEST,
        ),
    )
}


def in_force(rule: Rule, day: date) -> bool:
    """Whether the rule holds on that Warsaw day by the law in force; `Rule` says which day to ask about.

    >>> in_force(Rule.SMALL_SALES, date(2026, 12, 31)), in_force(Rule.SMALL_SALES, date(2027, 1, 1))
    (True, False)
    """
    return CALENDAR[rule].law.covers(day)


def turning(day: date) -> tuple[Rule, ...]:
    """The rules that are different by law from that day on.

    >>> [rule.value for rule in turning(date(2026, 4, 1))]
    ['small_sales']
    """
    return tuple(rule for rule, entry in CALENDAR.items() if day in entry.law.turns)
