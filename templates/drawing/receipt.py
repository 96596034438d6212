"""A receipt of KSeF (UPO) on paper: what was accepted, when, under which number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from invoicing.model.document.receipt import ReceiptEntryView, ReceiptView
from invoicing.model.warsaw import WARSAW
from templates.drawing.blocks import Block, Column, facts, table
from templates.drawing.page import creation_day
from templates.sheet import Sheet, heading_size, line
from templates.values import clean, grouped_nip

_ONE = 1


def receipt(view: ReceiptView, sheet: Sheet, only: str | None = None) -> dict[str, Any]:
    """Everything on the sheet; of one document among several where `only` names it."""
    of_all = len(view.entries)
    part = only is not None and of_all > _ONE
    if part:
        view = replace(view, entries=tuple(each for each in view.entries if each.ksef_number == only)[:_ONE])
    number = view.entries[0].ksef_number if len(view.entries) == _ONE else view.session
    day = view.entries[0].issue_date if view.entries else ""
    words = sheet.field("receipt")
    return {
        "sheet": "report.typ",
        "language": sheet.languages[0],
        "title": f"{words} {clean(number)}",
        "author": clean(view.receiver),
        "description": words,
        "kind": words,
        "number": line(number),
        "number-size": heading_size(number),
        "facts": [],
        "notice": [words.format(of_all) for words in sheet.every_field("receipt_part")] if part else [],
        "date": creation_day(day),
        "blocks": [*_login(view, sheet), *_entries(view, sheet)],
        "foot": words,
        "page": sheet.words("page"),
        "attachment": None if part else "UPO.xml",
        "attachment-description": words,
        "substituted": None,
        "substituted-words": sheet.words("substituted_bare"),
    }


def _login(view: ReceiptView, sheet: Sheet) -> list[Block]:
    rows = [
        (sheet.field("receipt_by"), line(view.receiver)),
        (sheet.field("receipt_session"), line(view.session)),
        *((sheet.code("IdKontekstu", kind), line(value)) for kind, value in view.contexts),
        *((sheet.code("Uwierzytelnienie", kind), line(value)) for kind, value in view.credential),
        (sheet.field("receipt_structure"), line(view.structure)),
        (sheet.field("receipt_form"), line(view.form)),
        *((sheet.code("OpisPotwierdzenia", kind), line(value)) for kind, value in view.pages),
    ]
    return facts("", rows)


def _entries(view: ReceiptView, sheet: Sheet) -> list[Block]:
    """One document in facts; several in tables, by their KSeF numbers."""
    if len(view.entries) == _ONE:
        return facts(sheet.field("receipt_document"), _entry(view.entries[0], sheet))
    number, day = sheet.words("number"), sheet.words("issue_date")
    ksef_number = Column(sheet.words("ksef_number"))
    return [
        *table(
            sheet.field("receipt_documents"),
            (Column(number, wide=True), ksef_number, Column(day)),
            (
                (line(each.number), line(each.ksef_number), sheet.day(each.issue_date))
                for each in view.entries
            ),
        ),
        *table(
            sheet.field("receipt_times"),
            (
                ksef_number,
                *(Column(sheet.field(f"receipt_{name}")) for name in ("received", "numbered", "mode")),
            ),
            (
                (
                    line(each.ksef_number),
                    instant(each.received_at),
                    instant(each.numbered_at),
                    _mode(each, sheet),
                )
                for each in view.entries
            ),
        ),
        *table(
            sheet.field("receipt_digests"),
            (
                ksef_number,
                Column(sheet.field("receipt_digest"), wide=True),
                Column(sheet.field("receipt_seller")),
            ),
            (
                (line(each.ksef_number), line(each.digest), line(grouped_nip(each.seller_nip)))
                for each in view.entries
            ),
        ),
    ]


def instant(value: str) -> str:
    """A time of KSeF to the second, in Warsaw; what is none stays as it is.

    >>> instant("2025-09-16T09:05:40.841Z")
    '16.09.2025, 11:05:40'
    """
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return line(value)
    return f"{read.astimezone(WARSAW) if read.tzinfo else read:%d.%m.%Y, %H:%M:%S}"


def _mode(each: ReceiptEntryView, sheet: Sheet) -> str:
    return sheet.code("TrybWysylki", each.mode)


def _entry(each: ReceiptEntryView, sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield sheet.words("number"), line(each.number)
    yield sheet.words("ksef_number"), line(each.ksef_number)
    yield sheet.words("issue_date"), sheet.day(each.issue_date)
    yield sheet.field("receipt_seller"), line(grouped_nip(each.seller_nip))
    yield sheet.field("receipt_received"), instant(each.received_at)
    yield sheet.field("receipt_numbered"), instant(each.numbered_at)
    yield sheet.field("receipt_mode"), _mode(each, sheet)
    yield sheet.field("receipt_digest"), line(each.digest)
