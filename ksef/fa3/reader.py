"""Reads any FA(3) document into a `DocumentView`, without loss."""

from __future__ import annotations

from invoicing.model.document import DocumentView
from invoicing.model.party import Nip
from ksef.fa3.opening import open_document
from ksef.fa3.reading_annotations import read_annotations
from ksef.fa3.reading_content import (
    read_advance_invoices,
    read_advance_payments,
    read_correction,
    read_lines,
    read_notes,
    read_order,
    read_period,
    read_settlement,
    read_totals,
)
from ksef.fa3.reading_parties import read_authorized_entity, read_buyer, read_seller, read_third_party
from ksef.fa3.reading_parts import Part
from ksef.fa3.reading_payment import read_payment
from ksef.fa3.reading_remainder import read_attachment, read_footer, read_header
from ksef.fa3.reading_terms import read_terms
from ksef.fa3.tree import text

_CONTENT = {
    "kind": "RodzajFaktury",
    "number": "P_2",
    "issue_date": "P_1",
    "place": "P_1M",
    "currency": "KodWaluty",
    "supply_date": "P_6",
    "gross": "P_15",
    "exchange_rate": "KursWalutyZ",
    "cash_register": "FP",
    "related_parties": "TP",
    "excise_refund": "ZwrotAkcyzy",
}


def read_document(xml: bytes) -> DocumentView:
    """Everything that an FA(3) document says.

    The bytes come from strangers: no entities are resolved, nothing is fetched, size is limited. The schema is
    not asked; a document that breaks it shows what it has, and what is missing is empty.

    Raises:
        InvalidDocument: it cannot be opened, or is no FA(3).
    """
    root = Part(open_document(xml))
    content = root.part("Fa")
    return DocumentView(
        header=read_header(root.part("Naglowek")),
        seller=read_seller(root.part("Podmiot1")),
        buyer=read_buyer(root.part("Podmiot2")),
        third_parties=tuple(map(read_third_party, root.parts("Podmiot3"))),
        authorized_entity=read_authorized_entity(root.part("PodmiotUpowazniony")),
        warehouse_notes=content.values("WZ"),
        period=read_period(content.part("OkresFa")),
        totals=read_totals(content),
        annotations=read_annotations(content.part("Adnotacje")),
        correction=read_correction(content),
        advance_payments=read_advance_payments(content),
        notes=read_notes(content),
        advance_invoices=read_advance_invoices(content),
        lines=read_lines(content),
        settlement=read_settlement(content.part("Rozliczenie")),
        payment=read_payment(content.part("Platnosc")),
        terms=read_terms(content.part("WarunkiTransakcji")),
        order=read_order(content.part("Zamowienie")),
        footer=read_footer(root.part("Stopka")),
        attachment=read_attachment(root.part("Zalacznik")),
        **content.fields(_CONTENT),
    )


def seller_nip(xml: bytes) -> Nip:
    """The NIP of the seller (Podmiot1), without reading the rest into a view.

    Raises:
        InvalidDocument: the bytes cannot be opened, or are no FA(3).
        InvalidNip: the document has none that can be.
    """
    return Nip.parse(text(open_document(xml), "Podmiot1/DaneIdentyfikacyjne/NIP"))
