"""Documents of strangers: read safely, shown as they stand."""

from dataclasses import replace

import pytest

from invoicing.model.document import PAYMENT_METHODS, AccountView, AddressView, ContactView, DueView
from invoicing.model.errors import InvalidDocument
from invoicing.model.payment import PaymentMethod
from ksef.fa3.reader import read_document

BOMB = b"""<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


def changed(xml: bytes, *changes: tuple[str, str]) -> bytes:
    text = xml.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def test_an_invoice_is_shown_as_it_stands(xml):
    view = read_document(xml)

    assert (view.kind, view.number, view.issue_date, view.currency) == (
        "VAT",
        "FV/2026/11/7",
        "2026-11-20",
        "PLN",
    )
    assert view.seller.identifiers == (("nip", "5265877635"),)
    assert view.seller.contacts == (ContactView("biuro@latarnia.example", "+48 500 600 700"),)
    assert view.buyer.name == "Klient & Synowie <S.A.>"
    assert view.buyer.address == AddressView("PL", "ul. Polna 2", "30-001 Kraków")
    [line] = view.lines
    assert (line.name, line.quantity, line.unit, line.unit_price, line.value) == (
        "konsultacje",
        "2",
        "godz.",
        "200.00",
        "400.00",
    )
    [total] = view.totals
    assert (total.rate, total.net, total.vat, total.gross) == ("23", "400.00", "92.00", "492.00")
    assert view.payment is not None
    assert (PAYMENT_METHODS[view.payment.method], view.payment.due) == (
        PaymentMethod.TRANSFER,
        (DueView("2026-12-04"),),
    )
    assert view.payment.accounts == (AccountView("96999000120000000000000001"),)


def test_amounts_stay_strings_of_the_document(xml):
    view = read_document(changed(xml, ("<P_11>400.00<", "<P_11>400<"), ("<P_15>492.00<", "<P_15>492<")))

    assert (view.lines[0].value, view.gross) == ("400", "492")


def test_a_period_is_two_dates(xml):
    period = "<OkresFa><P_6_Od>2026-10-01</P_6_Od><P_6_Do>2026-10-31</P_6_Do></OkresFa><P_13_1>"

    assert read_document(changed(xml, ("<P_13_1>", period))).supplied == "2026-10-01/2026-10-31"


def test_a_foreign_identifier_keeps_its_country(xml):
    foreign = changed(xml, ("<NIP>5260250274</NIP>", "<KodKraju>US</KodKraju><NrID>99-1234567</NrID>"))

    assert read_document(foreign).buyer.identifiers == (("foreign_id", "US 99-1234567"),)


def test_a_seller_into_the_union_shows_both_numbers(xml):
    union = changed(xml, ("<Podmiot1>", "<Podmiot1><PrefiksPodatnika>PL</PrefiksPodatnika>"))

    assert read_document(union).seller.identifiers == (
        ("nip", "5265877635"),
        ("eu_vat_number", "PL5265877635"),
    )


def test_what_applies_is_listed_and_what_does_not_is_silent(xml):
    marked = changed(
        xml,
        ("<P_16>2<", "<P_16>1<"),
        ("<P_PMarzyN>1</P_PMarzyN>", "<P_PMarzy>1</P_PMarzy><P_PMarzy_3_1>1</P_PMarzy_3_1>"),
        ("<FaWiersz>", "<TP>1</TP><FaWiersz>"),
    )

    assert read_document(marked).marked == ("P_16", "P_PMarzy", "P_PMarzy_3_1", "TP")
    assert read_document(xml).marked == ()


def test_the_basis_of_an_exemption_is_quoted(xml):
    exempt = changed(xml, ("<P_19N>1</P_19N>", "<P_19>1</P_19><P_19C>inna podstawa</P_19C>"))

    view = read_document(exempt)
    assert (view.annotations.exemption.basis, "P_19" in view.marked) == ("inna podstawa", True)


def test_parts_that_make_up_the_whole_mean_paid(xml):
    parts = "".join(
        f"<ZaplataCzesciowa><KwotaZaplatyCzesciowej>246</KwotaZaplatyCzesciowej>"
        f"<DataZaplatyCzesciowej>{day}</DataZaplatyCzesciowej></ZaplataCzesciowa>"
        for day in ("2026-11-01", "2026-11-10")
    )
    whole = changed(
        xml, ("<Platnosc>", f"<Platnosc><ZnacznikZaplatyCzesciowej>2</ZnacznikZaplatyCzesciowej>{parts}")
    )
    some = changed(whole, ("Czesciowej>2<", "Czesciowej>1<"))

    paid = read_document(whole).payment
    assert paid is not None
    assert (paid.is_settled, paid.settled_on) == (True, "2026-11-10")
    unpaid = read_document(some).payment
    assert unpaid is not None
    assert (unpaid.is_settled, unpaid.settled_on) == (False, "")


def test_a_footer_and_registers_are_kept(xml):
    footer = (
        "<Stopka><Informacje><StopkaFaktury>Kapitał 5 000 zł</StopkaFaktury></Informacje>"
        "<Rejestry><KRS>0000099999</KRS></Rejestry></Stopka></Faktura>"
    )

    assert read_document(changed(xml, ("</Faktura>", footer))).footer.lines == (
        "Kapitał 5 000 zł",
        "KRS 0000099999",
    )


def test_comments_inside_do_not_matter(xml):
    assert read_document(
        changed(xml, ("<P_2>", "<!-- x --><P_2>"), ("<P_7>", "<!-- y --><P_7>"))
    ) == read_document(xml)


@pytest.mark.parametrize(
    ("xml_of", "problem"),
    [
        (lambda xml: xml.replace(b"<Faktura", BOMB + b"<Faktura"), "doctype"),
        (lambda xml: b"x" * 10_000_000, "too-large"),
        (lambda xml: b"nothing", "not-xml"),
        (lambda xml: b"<Inna/>", "not-fa3"),
        (lambda xml: xml.decode().encode("utf-16"), "encoding"),
        (lambda xml: b"<a>" * 100_000, "not-xml"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_a_code(xml, xml_of, problem):
    with pytest.raises(InvalidDocument) as refusal:
        read_document(xml_of(xml))

    assert (refusal.value.reason, refusal.value.details["problem"]) == ("document-invalid", problem)


def test_a_file_of_the_disk_is_never_pulled_in(xml, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hasło")
    hungry = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]><Faktura'.encode()

    with pytest.raises(InvalidDocument, match="doctype"):
        read_document(xml.replace(b"<Faktura", hungry).replace(b"konsultacje", b"&s;"))


def test_reading_survives_what_the_schema_would_refuse(xml, invoice):
    poor = changed(xml, ("<P_15>492.00</P_15>", ""), ("<P_13_1>400.00<", "<P_13_1>czterysta<"))

    view = read_document(poor)

    assert (view.gross, view.totals[0].net) == ("", "czterysta")
    assert view.number == replace(invoice).number
