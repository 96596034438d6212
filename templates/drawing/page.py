"""The whole sheet: head, parties, rows, sums, and the blocks of everything else in the order people look for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from invoicing.model.document import DocumentView
from templates.drawing.attachment import attachment
from templates.drawing.correcting import correction
from templates.drawing.parties import buyer, others, seller
from templates.drawing.paying import payment, settlement
from templates.drawing.remarks import foot, notes, remarks, source, vehicles
from templates.drawing.rows import order, rows
from templates.drawing.scanning import scan_to_pay
from templates.drawing.sums import gross_words, totals
from templates.drawing.terms import terms
from templates.sheet import Sheet, heading_size, line
from templates.values import NO_BREAK, clean

_NONE = "–"


def content(view: DocumentView, sheet: Sheet, ksef_number: str | None) -> dict[str, Any]:
    """Everything on the sheet but the codes."""
    return {
        **_head(view, sheet, ksef_number),
        "seller": seller(view.seller, sheet),
        "buyer": buyer(view.buyer, sheet),
        "others": others(view, sheet),
        "before-rows": correction(view, sheet),
        "rows": rows(view, sheet),
        "payment": payment(view.payment, sheet),
        "transfer": scan_to_pay(view, sheet),
        "totals": totals(view, sheet),
        "gross-label": gross_words(view, sheet),
        "gross": f"{sheet.number(view.gross)}{NO_BREAK}{clean(view.currency)}",
        "remarks": remarks(view, sheet),
        "after": [
            *settlement(view, sheet),
            *vehicles(view, sheet),
            *notes(view, sheet),
            *terms(view.terms, sheet),
            *order(view.order, sheet),
            *attachment(view.attachment, sheet),
        ],
        "footer": foot(view),
        "source": source(view, sheet),
        "foot": sheet.words("foot"),
        "substituted": None,
        "substituted-words": sheet.words("substituted"),
        "page": sheet.words("page"),
    }


def _head(view: DocumentView, sheet: Sheet, ksef_number: str | None) -> dict[str, Any]:
    return {
        "language": sheet.languages[0],
        "title": f"{sheet.words(view.kind, 'kinds')} {clean(view.number)}",
        "author": clean(view.seller.name),
        "description": sheet.words("foot"),
        "kind": sheet.words(view.kind, "kinds"),
        "number": line(view.number) or _NONE,
        "number-size": heading_size(view.number),
        "notice": [],
        "date": creation_day(view.issue_date),
        "facts": _facts(view, sheet, ksef_number),
    }


def creation_day(issue_date: str) -> dict[str, int]:
    """The file's own date: the day of issue, so that the same invoice always gives the same file."""
    try:
        read = date.fromisoformat(issue_date)
    except ValueError:
        read = date(1970, 1, 1)
    return {"year": read.year, "month": read.month, "day": read.day}


def _facts(view: DocumentView, sheet: Sheet, ksef_number: str | None) -> list[list[str]]:
    rows_ = [
        (sheet.words("issue_date"), sheet.day(view.issue_date)),
        (sheet.words("supply_date"), sheet.day(view.supply_date)),
        (sheet.words("supply_period"), _period(view, sheet)),
        (sheet.words("place"), line(view.place)),
        (sheet.field("exchange_rate"), sheet.number(view.exchange_rate, 4)),
        (sheet.words("ksef_number"), ksef_number or ""),
    ]
    return [[words, clean(value)] for words, value in rows_ if value]


def _period(view: DocumentView, sheet: Sheet) -> str:
    return (
        " – ".join(sheet.day(day) for day in (view.period.start, view.period.end) if day)
        if view.period
        else ""
    )
