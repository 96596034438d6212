"""What a correcting invoice says of the invoices it corrects."""

from __future__ import annotations

from collections.abc import Iterator

from invoicing.model.document import CorrectionView, DocumentView, OriginalView
from templates.drawing.blocks import Block, Column, cards, facts, table
from templates.drawing.parties import party
from templates.sheet import Sheet, line


def correction(view: DocumentView, sheet: Sheet) -> list[Block]:
    """Why and what; the invoices; the parties as they were before."""
    if view.correction is None:
        return []
    return [
        *facts(sheet.field("correction"), _facts(view.correction, sheet)),
        *_originals(view.correction, sheet),
        *cards(_before(view.correction, sheet)),
    ]


def _facts(view: CorrectionView, sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield sheet.field("correction_reason"), line(view.reason)
    yield sheet.field("correction_effect"), sheet.code("TypKorekty", view.effect)
    yield sheet.field("corrected_period"), line(view.period)
    yield sheet.field("right_number"), line(view.right_number)
    yield sheet.field("gross_before"), sheet.number(view.gross_before)
    yield sheet.field("exchange_rate_before"), sheet.number(view.exchange_rate_before, 4)


def _originals(view: CorrectionView, sheet: Sheet) -> list[Block]:
    columns = (
        Column(sheet.words("number"), wide=True),
        Column(sheet.words("issue_date")),
        Column(sheet.words("ksef_number")),
        Column(sheet.field("in_ksef")),
    )
    rows = (
        (line(each.number), sheet.day(each.issue_date), line(each.ksef_number), _where(each, sheet))
        for each in view.originals
    )
    return table(sheet.field("originals"), columns, rows)


def _where(original: OriginalView, sheet: Sheet) -> str:
    if original.outside_ksef:
        return sheet.field("outside_ksef")
    return sheet.words("yes") if original.in_ksef else ""


def _before(view: CorrectionView, sheet: Sheet) -> Iterator[Block]:
    if view.seller_before is not None:
        yield party(view.seller_before, sheet.field("seller_before"), sheet)
    for each in view.buyers_before:
        yield party(each, sheet.field("buyer_before"), sheet)
