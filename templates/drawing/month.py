"""A month of a company on paper: sums by currency, how the invoices are marked in the JPK, and every invoice."""

from __future__ import annotations

from typing import Any

from invoicing.services.papers.jpk_list import Marked
from invoicing.services.papers.month import Month
from templates.drawing.blocks import Block, Column, facts, table
from templates.drawing.page import creation_day
from templates.sheet import Sheet, heading_size, line
from templates.values import clean, grouped_nip

_AMOUNTS = ("net", "vat", "gross")


def month_sheet(month: Month, sheet: Sheet) -> dict[str, Any]:
    """Everything on the sheet."""
    seller = month.company.profile.seller
    when = f"{month.first:%m.%Y}"
    words = sheet.field("month")
    return {
        "sheet": "report.typ",
        "language": sheet.languages[0],
        "title": f"{words} {when}, {clean(seller.name)}",
        "author": clean(seller.name),
        "description": words,
        "kind": words,
        "number": when,
        "number-size": heading_size(when),
        "facts": [
            [sheet.words("seller"), line(seller.name)],
            [sheet.words("nip"), grouped_nip(seller.nip.digits)],
            [sheet.field("as_of"), sheet.day(month.on.isoformat())],
        ],
        "notice": [] if month.found else sheet.every_field("month_empty"),
        "date": creation_day(month.on.isoformat()),
        "blocks": [*_sums(month, sheet), *_markers(month, sheet), *_invoices(month, sheet)],
        "foot": words,
        "page": sheet.words("page"),
        "attachment": None,
        "substituted": None,
        "substituted-words": sheet.words("substituted_bare"),
        "look": {
            "accent": month.look.accent,
            "logo": list(month.look.logo) if month.look.logo else None,
        },
    }


def _sums(month: Month, sheet: Sheet) -> list[Block]:
    columns = (
        Column(sheet.field("currency"), wide=True),
        *(Column(sheet.words(name), right=True) for name in _AMOUNTS),
    )
    rows = (
        (currency, *(sheet.number(str(getattr(sums, name))) for name in _AMOUNTS))
        for currency, sums in month.sums.items()
    )
    return table(sheet.words("sum"), columns, rows)


def _markers(month: Month, sheet: Sheet) -> list[Block]:
    return facts(
        sheet.field("jpk"),
        [(sheet.code("Jpk", code), str(count)) for code, count in sorted(month.counts.items())],
    )


def _invoices(month: Month, sheet: Sheet) -> list[Block]:
    columns = (
        Column(sheet.words("number")),
        Column(sheet.words("issue_date")),
        Column(sheet.words("buyer"), wide=True),
        Column(sheet.words("net"), right=True),
        Column(sheet.words("vat"), right=True),
        Column(sheet.words("gross"), right=True),
        Column(sheet.field("currency")),
        Column(sheet.field("jpk")),
    )
    kept = ((line(each.stored.invoice.number), str(each.stored.ksef_number or "")) for each in month.found)
    numbers = table(
        sheet.words("ksef_number"),
        (Column(sheet.words("number"), wide=True), Column(sheet.words("ksef_number"))),
        [row for row in kept if row[1]],
    )
    return [
        *table(sheet.field("month_invoices"), columns, (_row(each, sheet) for each in month.found)),
        *numbers,
    ]


def _row(each: Marked, sheet: Sheet) -> tuple[str, ...]:
    invoice = each.stored.invoice
    return (
        line(invoice.number),
        sheet.day(invoice.issue_date.isoformat()),
        line(invoice.buyer.name or ""),
        *(sheet.number(str(getattr(invoice.totals, name))) for name in _AMOUNTS),
        clean(invoice.currency),
        sheet.code("JpkShort", each.marker),
    )
