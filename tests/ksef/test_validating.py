"""What is wrong with a document: codes and places, errors apart from warnings."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from invoicing.model.invoice import Line
from invoicing.model.vat import VatRate
from ksef.fa3.problems import MOST, Severity
from ksef.fa3.validator import validate
from ksef.fa3.writer import Fa3Writer

ROW = "Faktura/Fa/FaWiersz"


def codes(xml: bytes) -> list[str]:
    return [problem.code for problem in validate(xml)]


def test_a_sound_invoice_has_no_problems(xml):
    assert validate(xml) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<NIP>5260250274<", "<NIP>5260250275<", ("nip-checksum", "Faktura/Podmiot2/DaneIdentyfikacyjne/NIP", "error")),
        ("<P_15>492.00<", "<P_15>492.01<", ("gross-sum", "Faktura/Fa/P_15", "warning")),
        ("<P_13_1>400.00<", "<P_13_1>401.00<", ("sum-net", "Faktura/Fa/P_13_1", "warning")),
        ("<P_14_1>92.00<", "<P_14_1>82.00<", ("tax-amount", "Faktura/Fa/P_14_1", "warning")),
        ("<P_11>400.00<", "<P_11>410.00<", ("line-value", f"{ROW}/P_11", "warning")),
        ("<P_12>23<", "<P_12>zw<", ("exemption-missing", "Faktura/Fa/Adnotacje/Zwolnienie", "error")),
        ("<P_19N>1</P_19N>", "<P_19>1</P_19><P_19A>art. 113</P_19A>", ("exemption-idle", "Faktura/Fa/Adnotacje/Zwolnienie/P_19", "warning")),
        ("<P_12>23<", "<P_12>oo<", ("reverse-charge-missing", "Faktura/Fa/Adnotacje/P_18", "warning")),
        ("<JST>2<", "<JST>1<", ("unit-missing", "Faktura/Podmiot2/JST", "warning")),
        ("<GV>2<", "<GV>1<", ("group-member-missing", "Faktura/Podmiot2/GV", "warning")),
        ("<NrRB>96", "<NrRB>95", ("account-checksum", "Faktura/Fa/Platnosc/RachunekBankowy/NrRB", "warning")),
        ("<Termin>2026-12-04<", "<Termin>2026-11-04<", ("due-before-issue", "Faktura/Fa/Platnosc/TerminPlatnosci/Termin", "warning")),
        ("<KodWaluty>PLN<", "<KodWaluty>EUR<", ("vat-in-pln-missing", "Faktura/Fa/P_14_1", "warning")),
        ("<P_14_1>92.00</P_14_1>", "<P_14_1>92.00</P_14_1><P_14_1W>92.00</P_14_1W>", ("vat-in-pln-idle", "Faktura/Fa/P_14_1W", "warning")),
        ("<RodzajFaktury>VAT<", "<RodzajFaktury>KOR<", ("corrected-invoice-missing", "Faktura/Fa", "error")),
        ("<Nazwa>Klient &amp; Synowie &lt;S.A.&gt;</Nazwa>", "", ("buyer-name-missing", "Faktura/Podmiot2/DaneIdentyfikacyjne", "warning")),
        ("<NIP>5260250274<", "<KodUE>PL</KodUE><NrVatUE>5260250274<", ("buyer-nip-misplaced", "Faktura/Podmiot2/DaneIdentyfikacyjne", "warning")),
        ("<P_8B>2<", "<P_8B>dwa<", ("schema-value", f"{ROW}/P_8B", "error")),
        ("<P_15>492.00</P_15>", "", ("schema-structure", "Faktura/Fa/Adnotacje", "error")),
        ("<P_7>konsultacje<", f"<P_7>{'x' * 513}<", ("schema-length", f"{ROW}/P_7", "error")),
        ("<P_7>kons", "<P_7>\ufdd0kons", ("character", f"{ROW}/P_7", "error")),
        ("<P_7>kons", "<P_7>&#x7f;kons", ("character", f"{ROW}/P_7", "error")),
        ("<Naglowek>", "<?stylesheet x?><Naglowek>", ("processing-instruction", "2:1", "error")),
    ],
)  # fmt: skip
def test_each_fault_has_its_code_and_its_place(xml, old, new, fault):
    broken = xml.decode().replace(old, new, 1)
    assert broken != xml.decode()
    broken = broken.replace("/NIP><Nazwa>Kl", "/NrVatUE><Nazwa>Kl") if "KodUE" in new else broken

    problems = validate(broken.encode())

    assert fault in {(each.code, each.place, each.severity) for each in problems}


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda xml: b"\xef\xbb\xbf" + xml, "bom"),
        (lambda xml: xml.replace(b"UTF-8", b"windows-1250"), "encoding"),
        (lambda xml: xml.decode().encode("utf-16"), "encoding"),
        (lambda xml: xml.replace("ń".encode(), b"\xf1"), "encoding"),
        (lambda xml: xml.replace(b"<Faktura", b'<!DOCTYPE x [<!ENTITY a "b">]><Faktura'), "doctype"),
        (lambda xml: xml.replace(b"<Faktura", b"<!-- x --> <?p?>\n<!DOCTYPE x><Faktura"), "doctype"),
        (lambda xml: xml[:-9], "not-xml"),
        (lambda xml: b"%PDF-1.7", "not-xml"),
        (lambda xml: b"", "empty"),
        (lambda xml: b" \n", "empty"),
        (lambda xml: xml.replace(b"1.0", b"1.1", 1), "xml-version"),
        (lambda xml: xml.decode("utf-8").encode("ascii", "ignore").decode().encode("utf-16-le"), "encoding"),
        (lambda xml: xml.replace(b"<Naglowek>", b"<!-- \x7f --><Naglowek>"), "character"),
        (lambda xml: b"<Faktura xmlns='http://crd.gov.pl/wzor/2023/06/29/12648/'/>", "not-fa3"),
        (lambda xml: b"<x>" + b"a" * 3_000_001, "too-large"),
        (lambda xml: xml.replace(b"konsultacje", b"x" * 1_000_000), "too-large"),
    ],
)
def test_a_file_that_ksef_refuses_as_such_is_named(xml, break_it, code):
    assert code in codes(break_it(xml))


def test_an_invoice_dated_tomorrow_is_refused_today(xml, clock):
    assert validate(xml, clock.today()) == []

    [problem] = validate(xml, clock.today() - timedelta(days=1))
    assert (problem.code, problem.place, problem.severity) == (
        "date-future",
        "Faktura/Fa/P_1",
        Severity.ERROR,
    )


def test_places_count_rows_from_one(invoice, clock):
    row = invoice.lines[0]
    xml = Fa3Writer()(replace(invoice, lines=(row, row, row)), clock.now())
    second = xml.replace(b"<P_11>400.00", b"<P_11>1.00", 2).replace(b"<P_11>1.00", b"<P_11>400.00", 1)

    places = [problem.place for problem in validate(second)]

    assert "Faktura/Fa/FaWiersz[2]/P_11" in places


def test_two_rows_of_one_number_are_noticed(invoice, clock):
    row = invoice.lines[0]
    xml = Fa3Writer()(replace(invoice, lines=(row, replace(row, name="dojazd"))), clock.now())

    assert codes(xml.replace(b"<NrWierszaFa>2<", b"<NrWierszaFa>1<")) == ["duplicate-row"]


def test_a_discount_may_be_meant_for_the_piece_or_for_the_row(xml):
    for value, net, tax, gross in (
        ("390.00",) * 2 + ("89.70", "479.70"),
        ("380.00",) * 2 + ("87.40", "467.40"),
    ):
        discounted = (
            xml.decode()
            .replace("</P_9A><P_11>400.00", f"</P_9A><P_10>10</P_10><P_11>{value}")
            .replace("<P_13_1>400.00", f"<P_13_1>{net}")
            .replace("<P_14_1>92.00", f"<P_14_1>{tax}")
            .replace("<P_15>492.00", f"<P_15>{gross}")
        )
        assert codes(discounted.encode()) == []


def test_tax_may_be_the_sum_of_the_rows(invoice, clock):
    rows = tuple(Line(name, Decimal(1), "m", Decimal("6.46"), VatRate.STANDARD) for name in ("kabel", "wtyk"))
    xml = Fa3Writer()(replace(invoice, lines=rows), clock.now())  # 12.92 * 23 % = 2.97, per row 2 * 1.49

    assert codes(xml.replace(b"2.97", b"2.98").replace(b"15.89", b"15.90")) == []
    assert codes(xml.replace(b"2.97", b"2.96").replace(b"15.89", b"15.88")) == ["tax-amount"]


def test_nobody_reads_ten_thousand_problems(invoice, clock):
    rows = (invoice.lines[0],) * 300
    xml = Fa3Writer()(replace(invoice, lines=rows), clock.now())

    for many in (
        xml.replace(b"<P_11>400.00", b"<P_11>1.00"),
        xml.replace(b"<P_12>23", b"<P_12>24"),
        xml.replace(b"<FaWiersz>", b"<?a?><FaWiersz>"),
        xml.replace(b"konsultacje", "kons\u0080ultacje".encode()),
    ):
        assert 1 <= len(validate(many)) <= MOST


def test_an_error_is_never_lost_behind_warnings(invoice, clock):
    rows = (invoice.lines[0],) * 300
    xml = Fa3Writer()(replace(invoice, lines=rows), clock.now())
    wrong = xml.replace(b"<P_11>400.00", b"<P_11>1.00").replace(b"<P_12>23", b"<P_12>zw", 1)

    problems = validate(wrong.replace(b"<NrRB>96", b"<NrRB>95"))

    assert (problems[0].code, problems[0].severity) == ("exemption-missing", Severity.ERROR)
    assert {"line-value", "identical-rows", "account-checksum"} <= {problem.code for problem in problems}


def test_an_attachment_may_have_three_megabytes(xml):
    attached = xml.replace(
        b"</Fa>",
        b"</Fa><Zalacznik><BlokDanych>"
        b"<MetaDane><ZKlucz>a</ZKlucz><ZWartosc>b</ZWartosc></MetaDane></BlokDanych></Zalacznik>",
    )
    padded = attached + b" " * (1_500_000 - len(attached))

    assert codes(padded) == ["attachment-by-batch"]
    assert codes(xml + b" " * (1_500_000 - len(xml))) == ["too-large"]


@pytest.mark.parametrize(
    ("namespace", "form"),
    [
        ("http://crd.gov.pl/wzor/2023/06/29/12648/", "FA(2)"),
        ("urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "PEF"),
        ("http://example.com/", ""),
    ],
)
def test_another_form_is_called_by_its_name(namespace, form):
    [problem] = validate(f"<Faktura xmlns='{namespace}'/>".encode())

    assert (problem.code, problem.details["form"]) == ("not-fa3", form)


def test_a_comment_inside_a_value_does_not_hide_it(xml):
    assert codes(xml.replace(b"<P_15>492.00", b"<P_15>492<!-- zloty -->.00")) == []
    assert codes(xml.replace(b"<P_15>492.00", b"<P_15>492<!-- zloty -->.01")) == ["gross-sum"]
    assert codes(xml.replace(b"<NrRB>95", b"<NrRB>96").replace(b"<NrRB>96", b"<NrRB>9<!-- x -->5")) == [
        "account-checksum"
    ]
