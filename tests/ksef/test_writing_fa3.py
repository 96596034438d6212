"""What we write: accepted by the schema, by our rules, and the same every time (golden files)."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from invoicing.model.advance import Order
from invoicing.model.errors import InvalidDocument
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address
from invoicing.model.vat import VatRate
from ksef.fa3.reader import read_document
from ksef.fa3.validator import validate
from ksef.fa3.writer import Fa3Writer
from tests.ksef.fa3_invoices.advances import ADVANCES
from tests.ksef.fa3_invoices.corrections import CORRECTIONS
from tests.ksef.fa3_invoices.told import GERMAN, line
from tests.ksef.fa3_invoices.variants import VARIANTS

GOLDEN = Path(__file__).parents[1] / "golden" / "fa3"  # made anew by: make golden


@pytest.fixture(params=VARIANTS)
def variant(request, invoice):
    return request.param, replace(invoice, **VARIANTS[request.param])


def test_golden_documents_stay_as_they_were_reviewed(variant, clock):
    name, invoice = variant
    file = GOLDEN / f"{name}.xml"
    written = Fa3Writer()(invoice, clock.now())

    if os.environ.get("LATARNIK_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(written)

    assert written.replace(b"><", b">\n<") == file.read_bytes().replace(b"><", b">\n<")


def test_what_we_write_has_no_problem_at_all(variant, clock):
    _, invoice = variant

    assert validate(Fa3Writer()(invoice, clock.now()), clock.today()) == []


def test_the_same_invoice_gives_the_same_bytes(invoice, clock):
    assert Fa3Writer()(invoice, clock.now()) == Fa3Writer()(invoice, clock.now())


def test_a_supply_on_the_day_of_issue_is_not_repeated(invoice, clock):
    xml = Fa3Writer()(replace(invoice, supply_date=invoice.issue_date), clock.now())

    assert b"<P_6>" not in xml


def test_a_greek_number_begins_with_el(invoice, clock):
    greek = replace(GERMAN, eu_vat_number="EL 123-456-789")

    xml = Fa3Writer()(replace(invoice, buyer=greek), clock.now())

    assert b"<KodUE>EL</KodUE><NrVatUE>123456789</NrVatUE>" in xml


def test_a_long_note_is_cut_between_words_and_loses_none(invoice, clock):
    note = "słowo " * 200

    view = read_document(Fa3Writer()(replace(invoice, note=note), clock.now()))

    assert " ".join(each.value for each in view.notes) == note.strip()
    assert all(len(each.value) <= 256 for each in view.notes)


def test_blanks_are_collapsed_as_the_schema_would(invoice, clock):
    buyer = replace(invoice.buyer, address=Address("ul. Polna 2  30-001 Kraków"))

    view = read_document(Fa3Writer()(replace(invoice, buyer=buyer), clock.now()))

    assert view.buyer.address.line_1 == "ul. Polna 2 30-001 Kraków"


@pytest.mark.parametrize(
    ("change", "problem", "place"),
    [
        ({"kind": InvoiceKind.PRO_FORMA}, "kind-unsupported", "Faktura/Fa/RodzajFaktury"),
        ({"lines": (line(rate=VatRate.EXEMPT),)}, "exemption-missing", "Faktura/Fa/Adnotacje/Zwolnienie"),
        ({"currency": "EUR"}, "vat-in-pln-missing", "Faktura/Fa/KodWaluty"),
        (ADVANCES["advance"] | {"currency": "EUR"}, "vat-in-pln-missing", "Faktura/Fa/KodWaluty"),
        (
            ADVANCES["advance"] | {"order": Order((line("szkolenie", price="99999", rate=VatRate.EXEMPT),))},
            "exemption-missing",
            "Faktura/Fa/Adnotacje/Zwolnienie",
        ),
        (
            CORRECTIONS["correction-of-an-exempt-sale"] | {"exemption": None},
            "exemption-missing",
            "Faktura/Fa/Adnotacje/Zwolnienie",
        ),
        (
            {"currency": "ZWG", "lines": (line(rate=VatRate.ZERO_EXPORT),)},
            "schema-value",
            "Faktura/Fa/KodWaluty",
        ),
        ({"issue_date": date(2051, 1, 1)}, "schema-value", "Faktura/Fa/P_1"),
        ({"extra": (("uwaga", "x" * 257),)}, "schema-length", "Faktura/Fa/DodatkowyOpis/Wartosc"),
        ({"extra": (("uwaga", "za\x00kres"),)}, "character", "Faktura"),
        ({"lines": (line(name="za\ufdd0kres"),)}, "character", "Faktura/Fa/FaWiersz/P_7"),
        (
            {"bank_account": "96 9990 0012 0000 0000 0000 0002"},
            "account-checksum",
            "Faktura/Fa/Platnosc/RachunekBankowy/NrRB",
        ),
        (
            {"lines": (line(rate=VatRate.ZERO_INTRA_EU),)},
            "eu-vat-number-missing",
            "Faktura/Podmiot2/DaneIdentyfikacyjne",
        ),
    ],
)
def test_what_must_not_go_out_is_refused_with_its_place(invoice, clock, change, problem, place):
    with pytest.raises(InvalidDocument) as refusal:
        Fa3Writer()(replace(invoice, **change), clock.now())

    assert (refusal.value.details["problem"], refusal.value.details["place"]) == (problem, place)


def test_a_buyer_without_an_address_is_refused(invoice, clock):
    with pytest.raises(InvalidDocument, match="buyer-address-missing"):
        Fa3Writer()(replace(invoice, buyer=replace(invoice.buyer, address=None)), clock.now())


def test_a_file_above_a_megabyte_is_refused_here_and_not_by_ksef(invoice, clock):
    rows = tuple(line(name="x" * 500) for _ in range(2000))

    with pytest.raises(InvalidDocument, match="too-large"):
        Fa3Writer()(replace(invoice, lines=rows), clock.now())
