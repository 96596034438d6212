"""Rules about dates and the number of the invoice."""

from __future__ import annotations

from datetime import date, timedelta

from invoicing.model.errors import InvalidKsefNumber
from invoicing.model.ksef_number import KsefNumber
from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Findings, found

_AHEAD = timedelta(days=60)  # art. 106i ust. 7 VATA
_YEAR = timedelta(days=366)
_KSEF_NUMBER_LENGTH = 35
_ISSUED = "Faktura/Fa/P_1"


def issued_ahead(document: Document) -> Findings:
    """KSeF refuses a date of issue after the day it gets the invoice."""
    issued = document.fields["P_1"]
    if document.today is not None and day(issued) > document.today:
        yield found("date-future", _ISSUED, issue_date=issued, today=document.today.isoformat())


def supply(document: Document) -> Findings:
    """The day of supply is at most 60 days after the invoice, and a year before it is mostly a slip."""
    issued = day(document.fields["P_1"])
    dates = [("Faktura/Fa/P_6", document.fields.get("P_6"))]
    dates += [(row.place("P_6A"), row.fields["P_6A"]) for row in document.rows if "P_6A" in row.fields]
    for where, said in dates:
        if not said:
            continue
        if day(said) > issued + _AHEAD:
            yield found("supply-far-ahead", where, date=said, issue_date=issued)
        if day(said) < issued - _YEAR:
            yield found("supply-long-ago", where, date=said, issue_date=issued)


def one_supply_date(document: Document) -> Findings:
    """P_6 is the day of all rows, P_6A of one; the two may not differ."""
    common = document.fields.get("P_6")
    for row in document.rows if common else ():
        own = row.fields.get("P_6A", common)
        if own != common:
            yield found("supply-date-twice", row.place("P_6A"), date=own, stated=common)


def period(document: Document) -> Findings:
    """A period ends after it began."""
    period = document.inside("OkresFa")
    begun, ended = period.text("P_6_Od"), period.text("P_6_Do")
    if begun and ended and ended < begun:
        yield found("period-reversed", period.place("P_6_Do"), begun=begun, ended=ended)


def created(document: Document) -> Findings:
    """The file is made about when the invoice is dated."""
    said = document.header.text("DataWytworzeniaFa")
    if abs(day(said[:10]) - day(document.fields["P_1"])) > _YEAR:
        yield found(
            "created-far-from-issue",
            document.header.place("DataWytworzeniaFa"),
            date=said[:10],
            issue_date=document.fields["P_1"],
        )


def number(document: Document) -> Findings:
    """P_2 is the seller's own number; KSeF gives another."""
    said = document.fields["P_2"]
    if _is_ksef_number(said):
        yield found("number-is-ksef-number", "Faktura/Fa/P_2", number=said)
    elif not any(each.isdigit() for each in said):
        yield found("number-odd", "Faktura/Fa/P_2", number=said)


def day(said: str) -> date:
    """A date that fits the schema."""
    return date.fromisoformat(said)


def _is_ksef_number(said: str) -> bool:
    if len(said) != _KSEF_NUMBER_LENGTH:
        return False
    try:
        KsefNumber.parse(said)
    except InvalidKsefNumber:
        return False
    return True
