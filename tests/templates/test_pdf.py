"""The PDF says what the document says, carries the XML, and is the same every time."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pypdf
import pytest
import zxingcpp
from PIL import Image

from invoicing.model.document import (
    AccountView,
    AddressView,
    AnnotationsView,
    BuyerView,
    ContactView,
    DocumentView,
    DueView,
    ExemptionView,
    FooterView,
    LineView,
    Mark,
    Marks,
    NoteView,
    PaymentView,
    PeriodView,
    RateGroup,
    RateTotalView,
    SellerView,
)
from templates.papers import file_name
from templates.pdf import draw_pages, draw_pdf

KSEF_NUMBER = "9990001137-20261120-010080DD2B5E-26"
LINK = (
    "https://qr-test.ksef.mf.gov.pl/invoice/9990001137/20-11-2026/UtQp9Gpc51y-u3xApZjIjgkpZ01js-J8KflSPW8WzIE"
)
MARKS = Marks(Mark(LINK, KSEF_NUMBER))
XML = "<?xml version='1.0' encoding='utf-8'?>\r\n<Faktura>Zażółć gęślą jaźń & 日本\t</Faktura>\n".encode()
LANGUAGES = ["pl", "en", "uk", "pl-en"]


def line(ordinal: int, **changes) -> LineView:
    values = {
        "ordinal": str(ordinal), "name": f"konsultacje, część {ordinal}", "unit": "godz.", "quantity": "2", "unit_net_price": "1200.5",
        "net": "2401.00", "vat_rate": "23",
    }  # fmt: skip
    return LineView(**(values | changes))


def document(**changes) -> DocumentView:
    values = {
        "kind": "VAT",
        "number": "FV/2026/11/1",
        "issue_date": "2026-11-20",
        "place": "Gdynia",
        "supply_date": "2026-11-19",
        "currency": "PLN",
        "seller": SellerView("Latarnia Morska sp. z o.o.", nip="9990001137", address=AddressView("PL", "ul. Portowa 7/3", "81-350 Gdynia"), contacts=(ContactView("biuro@latarnia.example"),)),
        "buyer": BuyerView("Klient Doskonały S.A.", nip="5260250274", customer_number="K-77", address=AddressView("PL", "ul. Szamocka 3", "01-748 Warszawa")),
        "lines": (line(1), line(2, vat_rate="8", name="książka „Łódź”", quantity="1.5", unit="szt.")),
        "totals": (RateTotalView(RateGroup.STANDARD, "2401.00", "552.23"), RateTotalView(RateGroup.REDUCED, "2401.00", "192.08")),
        "gross": "5546.31",
        "annotations": AnnotationsView(split_payment="1"),
        "payment": PaymentView(method="6", due=(DueView("2026-12-04"),), accounts=(AccountView("96999000120000000000000001", bank="Bank Portowy S.A."),)),
        "notes": (NoteView("", "Nr zamówienia", "ZAM/2026/77"),),
        "footer": FooterView(("KRS 0000000000\nkapitał zakładowy 50 000 zł",)),
    }  # fmt: skip
    return DocumentView(**(values | changes))


def text_of(pdf: bytes) -> str:
    """What a reader can copy: no-break blanks as blanks, line breaks as blanks."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u200b", ""))


def codes_of(page: bytes) -> list[str]:
    return sorted(code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page))))


def test_every_value_of_the_document_stands_in_the_text():
    text = text_of(draw_pdf(document(), MARKS, XML))

    for expected in (
        "Faktura", "FV/2026/11/1", "20.11.2026", "19.11.2026", "Gdynia", KSEF_NUMBER,
        "Latarnia Morska sp. z o.o.", "ul. Portowa 7/3", "81-350 Gdynia", "NIP 999-000-11-37", "biuro@latarnia.example",
        "Klient Doskonały S.A.", "ul. Szamocka 3", "01-748 Warszawa", "NIP 526-025-02-74", "Numer klienta K-77",
        "1 konsultacje, część 1 2 godz. 1 200,50 2 401,00 23%", "2 książka „Łódź” 1,5 szt. 1 200,50 2 401,00 8%", "Cena netto",
        "23% 2 401,00 552,23 2 953,23", "8% 2 401,00 192,08 2 593,08", "Razem 4 802,00 744,31 5 546,31", "Do zapłaty 5 546,31 PLN",
        "przelew", "04.12.2026", "96 9990 0012 0000 0000 0000 0001", "Bank Portowy S.A.", "Mechanizm podzielonej płatności",
        "Nr zamówienia ZAM/2026/77", "KRS 0000000000", "kapitał zakładowy 50 000 zł", "strona 1 z 1",
    ):  # fmt: skip
        assert expected in text
    assert LINK in text.replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_reads_at_150_dpi_and_its_label_stands_under_it(language):
    pages = draw_pages(document(), MARKS, XML, language, dpi=150)

    assert codes_of(pages[0]) == [LINK]
    assert KSEF_NUMBER in text_of(draw_pdf(document(), MARKS, XML, language))


def test_before_the_number_two_codes_are_read_with_the_labels_of_the_law():
    issuer = LINK.replace("/invoice/", "/certificate/Nip/9990001137/") + "/01F20A5D352AE590/" + "a" * 86
    marks = Marks(Mark(LINK, "OFFLINE"), Mark(issuer, "CERTYFIKAT"))

    text = text_of(draw_pdf(document(), marks, XML))

    pages = draw_pages(document(), marks, XML)
    assert sorted(code for page in pages for code in codes_of(page)) == sorted([LINK, issuer])
    assert "OFFLINE" in text
    assert "CERTYFIKAT" in text
    assert "Numer KSeF" not in text


def test_the_link_can_be_clicked():
    reader = pypdf.PdfReader(io.BytesIO(draw_pdf(document(), MARKS, XML)))
    targets = {note.get_object()["/A"]["/URI"] for note in reader.pages[0]["/Annots"]}

    assert targets == {LINK}


@pytest.mark.parametrize("xml", [XML, b"\xef\xbb\xbf<a/>", "<a>ż</a>".encode("cp1250"), bytes(range(256))])
def test_the_xml_comes_out_as_it_went_in(xml):
    with pikepdf.open(io.BytesIO(draw_pdf(document(), MARKS, xml))) as pdf:
        attached = pdf.attachments["FV-2026-11-1.xml"]

        assert attached.get_file().read_bytes() == xml
        assert pdf.Root.AF[0].AFRelationship == pikepdf.Name.Source


def test_shrinking_keeps_what_makes_it_an_archival_accessible_document():
    with pikepdf.open(io.BytesIO(draw_pdf(document(), MARKS, XML))) as pdf:
        with pdf.open_metadata() as metadata:
            claims = {name: metadata[name] for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")}

        assert claims == {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
        assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
        assert pdf.Root.MarkInfo.Marked
        assert "/K" in pdf.Root.StructTreeRoot
        assert pdf.Root.Lang == pikepdf.String("pl")
        assert len(pdf.Root.AF) == 1


def test_the_same_document_is_the_same_file_and_a_small_one():
    first, second = draw_pdf(document(), MARKS, XML), draw_pdf(document(), MARKS, XML)

    assert first == second
    assert len(first) <= 60_000


def test_the_file_bears_the_day_of_issue():
    information = pypdf.PdfReader(io.BytesIO(draw_pdf(document(), MARKS, XML))).metadata

    assert information.creation_date.date().isoformat() == "2026-11-20"
    assert information.title == "Faktura FV/2026/11/1"


def test_many_lines_run_over_pages_under_a_repeated_head():
    lines = tuple(line(ordinal) for ordinal in range(1, 121))
    reader = pypdf.PdfReader(io.BytesIO(draw_pdf(document(lines=lines), MARKS, XML)))
    pages = [page.extract_text() for page in reader.pages]

    assert len(pages) > 2
    assert all("Nazwa towaru lub usługi" in page for page in pages[:-1])
    assert all(f"strona {at} z {len(pages)}" in page for at, page in enumerate(pages, start=1))
    for ordinal in range(1, 121):
        assert sum(f"konsultacje, część {ordinal} " in page for page in pages) == 1


def test_gross_prices_are_named_gross_and_a_paid_invoice_paid():
    paid = PaymentView(method="2", paid="1", paid_on="2026-11-20")
    gross = line(1, unit_net_price="", net="", unit_gross_price="1200.5", gross="2401.00")
    text = text_of(draw_pdf(document(lines=(gross,), payment=paid), MARKS, XML))

    assert "Cena brutto Wartość brutto" in text
    assert "Zapłacono 20.11.2026" in text
    assert "Do zapłaty" not in text


def test_an_exempt_invoice_shows_its_basis_and_no_tax():
    view = document(
        lines=(line(1, vat_rate="zw"),),
        totals=(RateTotalView(RateGroup.EXEMPT, "2401.00"),),
        gross="2401.00",
        annotations=AnnotationsView(exemption=ExemptionView("1", act="art. 113 ust. 1 ustawy o VAT")),
    )
    text = text_of(draw_pdf(view, MARKS, XML))

    assert "Zwolnienie z VAT: art. 113 ust. 1 ustawy o VAT" in text
    assert "zw. 2 401,00 – 2 401,00" in text
    assert "Mechanizm" not in text
    assert "P_19" not in text


def test_what_does_not_apply_is_not_mentioned():
    text = text_of(
        draw_pdf(
            document(annotations=AnnotationsView(), notes=(), footer=FooterView(), payment=None), MARKS, XML
        )
    )

    for word in ("Mechanizm", "metoda kasowa", "Informacje dodatkowe", "Płatność", "Zwolnienie"):
        assert word not in text


def test_two_languages_stand_side_by_side():
    text = text_of(draw_pdf(document(), MARKS, XML, "pl-en"))

    assert "Faktura / Invoice" in text
    assert "Sprzedawca / Seller" in text
    assert "przelew / bank transfer" in text


def test_a_character_no_font_has_is_replaced_and_marked():
    buyer = BuyerView(
        "日本商事 株式会社 😀 Ελλάδα",
        foreign_country="JP",
        foreign_id="123",
        address=AddressView("JP", "Київ", "שלום"),
    )
    text = text_of(draw_pdf(document(buyer=buyer), MARKS, XML))

    assert "□□□□ □□□□ □ Ελλάδα" in text
    assert "Київ" in text
    assert "Pełna treść jest w pliku XML" in text


def test_every_character_of_the_first_plane_gives_a_document():
    strange = "".join(chr(code) for code in range(0x20, 0x3000, 7))
    text = text_of(draw_pdf(document(footer=FooterView((strange,))), MARKS, XML))

    assert "FV/2026/11/1" in text


@pytest.mark.parametrize(
    "text",
    ["\x00\x01\x1f\x7f", "\u202eodwrócony", "#import \"x\" $x$ *b* _i_ `c` <label> @ref \\ //", "{{ 7*7 }}{% x %}", "\ud800", "\ufffe\uffff", "W" * 512, "a\u0301" * 60],
)  # fmt: skip
def test_no_text_breaks_the_drawing_or_is_taken_for_a_command(text):
    hostile = replace(
        document().buyer, name=f"Firma {text}", address=AddressView("PL", text), contacts=(ContactView(text),)
    )
    view = document(
        buyer=hostile,
        lines=(line(1, name=text, unit=text[:20]),),
        notes=(NoteView("", text, text),),
        footer=FooterView((text,)),
    )

    drawn = text_of(draw_pdf(view, MARKS, XML))

    assert "Firma" in drawn
    assert "49" not in re.findall(r"Firma \{\{ (\d+)", drawn)
    assert "\u202e" not in drawn


def test_a_document_that_breaks_the_schema_shows_what_it_has():
    view = document(number="", issue_date="kiedyś", supply_date="", period=PeriodView("2026-11-01", "2026-11-30"), place="", currency="", seller=SellerView(),
        buyer=BuyerView(), lines=(line(1, quantity="", unit_net_price="dużo", net="", vat_rate=""),), totals=(RateTotalView(RateGroup.MARGIN, "x"),), gross="")  # fmt: skip

    text = text_of(draw_pdf(view, Marks(), XML))

    assert "kiedyś" in text
    assert "dużo" in text
    assert "01.11.2026 – 30.11.2026" in text


def test_an_absurd_number_stands_as_it_is_written():
    text = text_of(draw_pdf(document(gross="1e999999999"), MARKS, XML))

    assert "1e999999999 PLN" in text


def test_file_names_suit_every_file_system():
    assert file_name("FV/2026/11/1", "pdf") == "FV-2026-11-1.pdf"
    assert file_name("../../etc/passwd", "xml") == "etc-passwd.xml"
    assert file_name("///", "pdf") == "faktura.pdf"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bank_reads_what_to_pay_from_the_page(language):
    view = document(annotations=AnnotationsView())

    (page,) = draw_pages(view, MARKS, XML, language)

    assert "9990001137|PL|96999000120000000000000001|554631|Latarnia Morska sp.|FV/2026/11/1|||" in codes_of(
        page
    )
    assert LINK in codes_of(page)


def test_a_paid_invoice_has_no_code_for_a_bank():
    view = document(
        annotations=AnnotationsView(), payment=PaymentView(method="6", paid="1", paid_on="2026-11-20")
    )

    (page,) = draw_pages(view, MARKS, XML)

    assert codes_of(page) == [LINK]


def test_the_sum_so_far_is_carried_from_page_to_page():
    view = document(lines=tuple(line(at) for at in range(1, 101)))

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(draw_pdf(view, MARKS, XML))).pages]

    carried = [re.findall(r"(Do przeniesienia|Z przeniesienia):\s*([\d\s]+,\d\d)", page) for page in pages]
    assert len(pages) > 2
    assert [words for words, _ in carried[0]] == ["Do przeniesienia"]
    assert carried[-1] == [] or [words for words, _ in carried[-1]] == ["Z przeniesienia"]
    for before, after in pairwise(carried):
        forward = [amount for words, amount in before if words == "Do przeniesienia"]
        assert forward == [amount for words, amount in after if words == "Z przeniesienia"]
    first = pages[0].count("konsultacje, część")
    assert re.sub(r"\s", "", carried[0][0][1]) == f"{first * 2401},00"


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        (
            "https://pay.example/p?IPKSeF=123abcDEF4567&x=1",
            ["https://pay.example/p?IPKSeF=123abcDEF4567&x=1"],
        ),
        ("javascript:alert(1)", []),
        ("https://pay.example/p zapłać tutaj", []),
    ],
)
def test_a_payment_link_can_be_opened_and_only_an_address_is_one(said, opens):
    drawn = draw_pdf(document(payment=PaymentView(method="6", link=said)), MARKS, XML)

    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        found = [str(each.A.URI) for page in pdf.pages for each in page.get("/Annots", [])]
    assert sorted(set(found)) == sorted({LINK, *opens})
