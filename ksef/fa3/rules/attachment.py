"""Rules about Zalacznik."""

from __future__ import annotations

from ksef.fa3.rules.branches import local
from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Findings, found
from ksef.fa3.tree import Element, place


def attachment_goes_by_batch(document: Document) -> Findings:
    """KSeF takes attachments in batch sessions only, from sellers who gave notice in e-Urząd Skarbowy."""
    if document.all_parts("Zalacznik"):
        yield found("attachment-by-batch", "Faktura/Zalacznik")


def cells_have_columns(document: Document) -> Findings:
    """No row of a table is longer than its heading."""
    for attachment in document.all_parts("Zalacznik"):
        for table in (each for block in attachment for each in block if local(each) == "Tabela"):
            yield from _long_rows(table)


def _long_rows(table: Element) -> Findings:
    columns = 0
    for part in table:
        name, cells = local(part), sum(1 for each in part if local(each))
        if name == "TNaglowek":
            columns = cells
        elif name in {"Wiersz", "Suma"} and cells > columns:
            yield found("cells-beyond-columns", place(part), stated=cells, limit=columns)
