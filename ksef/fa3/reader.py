"""Reads any valid basic FA(3) invoice into a `DocumentView`."""

from __future__ import annotations

from invoicing.model.document import DocumentView, LineView, RateTotalView
from ksef.fa3.codes import GROUPS, Group
from ksef.fa3.numbers import money
from ksef.fa3.opening import open_document
from ksef.fa3.reading_parties import read_party
from ksef.fa3.reading_payment import read_payment
from ksef.fa3.rules.document import Document, Row
from ksef.fa3.tree import Element, child, children, local_name, own_text, text

_FLAGS = ("P_16", "P_17", "P_18", "P_18A", "P_23")
_BASES = ("P_19A", "P_19B", "P_19C")


def read_document(xml: bytes) -> DocumentView:
    """What a person sees of an FA(3) document.

    The bytes come from strangers: no entities are resolved, nothing is fetched, size is limited. The schema
    is not asked; a document that breaks it shows what it has.

    Identifiers of parties are pairs of a kind and a value: nip, eu_vat_number, foreign_id, internal_id, eori,
    customer_number. `supply_date` is a date, or two with a slash for a period. `vat_rate` is P_12, `oss`
    totals carry the foreign rates, `margin` totals have no rate.

    Raises:
        InvalidDocument: it cannot be opened, or is no FA(3).
    """
    root = open_document(xml)
    document = Document.of(root)
    fields = document.fields
    return DocumentView(
        kind=document.kind,
        number=fields.get("P_2", ""),
        issue_date=fields.get("P_1", ""),
        place=fields.get("P_1M", ""),
        supply_date=_supply_date(document),
        currency=fields.get("KodWaluty", ""),
        seller=read_party(child(root, "Podmiot1")),
        buyer=read_party(child(root, "Podmiot2")),
        lines=tuple(_line(row) for row in document.rows),
        price_kind="gross" if document.rows and all(row.is_gross for row in document.rows) else "net",
        totals=tuple(_totals(document)),
        gross=fields.get("P_15", ""),
        annotations=tuple(_annotations(document)),
        exemption=next(filter(None, (document.annotation(f"Zwolnienie/{base}") for base in _BASES)), ""),
        payment=read_payment(child(document.content, "Platnosc")),
        notes=tuple(
            (text(each, "Klucz"), text(each, "Wartosc"))
            for each in children(document.content, "DodatkowyOpis")
        ),
        footer=tuple(_footer(root)),
    )


def _supply_date(document: Document) -> str:
    if "P_6" in document.fields:
        return document.fields["P_6"]
    period = child(document.content, "OkresFa")
    if period is not None:
        return f"{text(period, 'P_6_Od')}/{text(period, 'P_6_Do')}"
    days = {row.fields.get("P_6A", "") for row in document.rows}
    return days.pop() if len(days) == 1 else ""


def _line(row: Row) -> LineView:
    fields = row.fields
    return LineView(
        ordinal=fields.get("NrWierszaFa", ""),
        name=fields.get("P_7", ""),
        unit=fields.get("P_8A", ""),
        quantity=fields.get("P_8B", ""),
        unit_price=fields.get("P_9B" if row.is_gross else "P_9A", ""),
        value=fields.get("P_11A" if row.is_gross else "P_11", ""),
        vat_rate=fields.get("P_12") or fields.get("P_12_XII", ""),
    )


def _totals(document: Document) -> list[RateTotalView]:
    return [_total(document, group) for group in GROUPS if group.net in document.fields]


def _total(document: Document, group: Group) -> RateTotalView:
    vat = document.fields.get(group.vat, "") if group.vat else ""
    gross = document.number(group.net) + (document.number(group.vat) if group.vat else 0)
    rates = [rate for rate in group.rates if any(row.fields.get("P_12") == rate for row in document.rows)]
    return RateTotalView(
        rate="/".join(rates) or group.rates[0],
        net=document.fields[group.net],
        vat=vat,
        gross=money(gross),
    )


def _annotations(document: Document) -> list[str]:
    """Codes of what applies, with the kind of margin; a "2" or an "N" needs no word."""
    codes = [flag for flag in _FLAGS if document.annotation(flag) == "1"]
    for group in ("Zwolnienie", "NoweSrodkiTransportu", "PMarzy"):
        for element in children(document.content, f"Adnotacje/{group}/*"):
            name = local_name(element)
            if own_text(element) == "1" and not name.endswith("N"):
                codes.append(name)
    return codes + [flag for flag in ("FP", "TP") if document.fields.get(flag) == "1"]


def _footer(root: Element) -> list[str]:
    lines = [text(each, "StopkaFaktury") for each in children(root, "Stopka/Informacje")]
    for register in children(root, "Stopka/Rejestry"):
        lines += [
            own_text(each) if local_name(each) == "PelnaNazwa" else f"{local_name(each)} {own_text(each)}"
            for each in register
            if local_name(each)
        ]
    return [line for line in lines if line]
