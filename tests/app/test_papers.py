"""Papers for buyers: what each says, what it must not say, and which codes it bears."""

import io
import re
from base64 import urlsafe_b64encode
from datetime import date
from hashlib import sha256
from pathlib import Path

import pikepdf
import pypdf
import pytest
import zxingcpp
from PIL import Image

from app.rendering import DocumentRenderer
from invoicing.model.document import Mark, Marks
from invoicing.model.errors import Refused
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from ksef.fa3.reader import read_document
from ksef.qr import verification_link
from templates.pdf import draw_pages

XML = (Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml").read_bytes()
NUMBER = KsefNumber.parse("5265877635-20250826-0100001AF629-AF")
DIGEST = urlsafe_b64encode(sha256(XML).digest()).rstrip(b"=").decode()
INVOICE_LINK = f"https://qr.example/invoice/5265877635/20-11-2026/{DIGEST}"
ISSUER_LINK = f"https://qr.example/certificate/Nip/5265877635/5265877635/01F20A5D352AE590/{DIGEST}/{'a' * 86}"
LANGUAGES = ("pl", "en", "uk", "pl-en")
CONFIRMATION, PLAIN = Paper.TRANSACTION_CONFIRMATION, Paper.PLAIN_INVOICE
NO_INVOICE = {
    "pl": (
        "Dokument nie jest fakturą i nie uprawnia do odliczenia VAT. Faktura zostanie udostępniona w KSeF.",
    ),
    "en": (
        "This document is not an invoice and gives no right to deduct VAT. The invoice will be made available in KSeF.",
    ),
    "uk": ("Цей документ не є фактурою і не дає права на відрахування ПДВ. Фактуру буде надано в KSeF.",),
}
NO_INVOICE["pl-en"] = NO_INVOICE["pl"] + NO_INVOICE["en"]
TITLES = {
    "pl": "Potwierdzenie transakcji",
    "en": "Transaction confirmation",
    "uk": "Підтвердження операції",
    "pl-en": "Potwierdzenie transakcji / Transaction confirmation",
}
COURTESY = {
    "pl": f"Wizualizacja faktury wystawionej w KSeF nr {NUMBER}",
    "en": f"Visualisation of the invoice issued in KSeF, no. {NUMBER}",
    "uk": f"Візуалізація фактури, виставленої в KSeF, № {NUMBER}",
    "pl-en": f"Wizualizacja faktury wystawionej w KSeF nr {NUMBER} Visualisation of the invoice issued in KSeF, no. {NUMBER}",
}
INVOICE = re.compile("faktur|фактур|invoice", re.IGNORECASE)


@pytest.fixture
def render():
    return DocumentRenderer("https://qr.example")


def text_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u200b", ""))


def metadata_of(pdf: bytes) -> str:
    """Everything the file says of itself, in both places where a PDF says it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        said = [str(metadata[name]) for name in metadata] + [str(value) for value in opened.docinfo.values()]
    return " ".join(said)


def attached(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name: file.get_file().read_bytes() for name, file in opened.attachments.items()}


def links_of(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        notes = [note for page in opened.pages for note in page.get("/Annots", [])]
        return {str(note.A.URI) for note in notes if "/A" in note}


def changed(*changes: tuple[str, str]) -> bytes:
    text = XML.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_visualisation_with_its_number_has_one_code_and_says_what_it_is_a_copy_of(render, language):
    pdf = await render(XML, NUMBER, language, issuer_link=ISSUER_LINK)

    assert COURTESY[language] in text_of(pdf)
    assert links_of(pdf) == {INVOICE_LINK}
    assert "CERTYFIKAT" not in text_of(pdf)
    assert "OFFLINE" not in text_of(pdf)
    assert list(attached(pdf).values()) == [XML]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_visualisation_before_its_number_has_two_codes_and_names_no_number(render, language):
    pdf = await render(XML, None, language, issuer_link=ISSUER_LINK)

    text = text_of(pdf)
    assert links_of(pdf) == {INVOICE_LINK, ISSUER_LINK}
    assert text.index("OFFLINE") < text.index("CERTYFIKAT")
    assert "wystawionej w KSeF" not in text
    assert "issued in KSeF" not in text
    assert list(attached(pdf).values()) == [XML]


@pytest.mark.parametrize("paper", [Paper.VISUALISATION, Paper.EARLY_VISUALISATION, CONFIRMATION])
async def test_without_an_offline_certificate_nothing_is_drawn_for_a_buyer_before_the_number(render, paper):
    with pytest.raises(Refused, match="offline-certificate-needed"):
        await render(XML, None, "pl", paper=paper)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_confirmation_says_first_that_it_is_no_invoice(render, language):
    pdf = await render(XML, None, language, paper=CONFIRMATION, issuer_link=ISSUER_LINK)

    text = text_of(pdf)
    assert text.startswith(TITLES[language])
    for sentence in NO_INVOICE[language]:
        assert text.count(sentence) == 1
        text = text.replace(sentence, "")
    assert not INVOICE.search(text.replace(INVOICE_LINK, "").replace("/invoice/", ""))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_confirmation_bears_two_codes_and_the_invoice_is_not_inside(render, language):
    pdf = await render(XML, None, language, paper=CONFIRMATION, issuer_link=ISSUER_LINK)

    assert links_of(pdf) == {INVOICE_LINK, ISSUER_LINK}
    assert "OFFLINE" in text_of(pdf)
    assert "CERTYFIKAT" in text_of(pdf)
    assert attached(pdf) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", ["FV/2026/11/7", "Faktura 7/2026"])
async def test_no_title_of_a_confirmation_says_invoice(render, language, number):
    xml = changed(("FV/2026/11/7", number))

    pdf = await render(xml, None, language, paper=CONFIRMATION, issuer_link=ISSUER_LINK)

    assert TITLES[language] in metadata_of(pdf)
    assert not INVOICE.search(metadata_of(pdf))
    assert number in text_of(pdf)


async def test_a_confirmation_says_who_what_and_how_much(render):
    pdf = await render(XML, None, "pl", paper=CONFIRMATION, issuer_link=ISSUER_LINK)

    text = text_of(pdf)
    for said in (
        "Numer FV/2026/11/7",
        "20.11.2026",
        "Latarnia Morska",
        "NIP 526-025-02-74",
        "konsultacje",
        "492,00 PLN",
    ):
        assert said in text


async def test_a_confirmation_leaves_out_remarks_that_would_name_it_an_invoice(render):
    xml = changed(("<P_16>2</P_16>", "<P_16>1</P_16>"), ("<P_23>2</P_23>", "<P_23>1</P_23>"))

    confirmation = text_of(await render(xml, None, "pl", paper=CONFIRMATION, issuer_link=ISSUER_LINK))
    invoice = text_of(await render(xml, NUMBER, "pl"))

    assert "VAT: Faktura WE uproszczona" in invoice
    assert "VAT: Faktura WE uproszczona" not in confirmation
    assert "Metoda kasowa" in confirmation


async def test_a_confirmation_stays_one_when_the_number_has_come_meanwhile(render):
    pdf = await render(XML, NUMBER, "pl", paper=CONFIRMATION, issuer_link=ISSUER_LINK)

    assert str(NUMBER) not in text_of(pdf)
    assert links_of(pdf) == {INVOICE_LINK, ISSUER_LINK}


@pytest.mark.parametrize("number", [None, NUMBER])
def test_nobody_draws_a_confirmation_without_the_code_of_the_issuer(render, number):
    with pytest.raises(Refused, match="offline-certificate-needed"):
        render.draw(XML, number, "pl", paper=CONFIRMATION)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [None, NUMBER])
async def test_a_plain_invoice_has_nothing_to_do_with_ksef(render, language, number):
    pdf = await render(XML, number, language, paper=PLAIN, issuer_link=ISSUER_LINK)

    assert INVOICE.search(text_of(pdf))
    assert "FV/2026/11/7" in text_of(pdf)
    for forbidden in ("KSeF", "XML", "FA(3)", "OFFLINE", "CERTYFIKAT", str(NUMBER)):
        assert forbidden not in text_of(pdf) + metadata_of(pdf)
    assert (links_of(pdf), attached(pdf)) == (set(), {})


@pytest.mark.parametrize("paper", [PLAIN, CONFIRMATION])
async def test_a_paper_without_the_file_does_not_point_at_it_for_missing_characters(render, paper):
    xml = changed(("konsultacje", "konsultacje \U0001f9ff"))

    text = text_of(await render(xml, None, "pl", paper=paper, issuer_link=ISSUER_LINK))

    assert "Znak □ zastępuje" in text
    assert "XML" not in text


@pytest.mark.parametrize("paper", [PLAIN, CONFIRMATION, Paper.VISUALISATION])
async def test_every_paper_is_archival_and_the_same_every_time(render, paper):
    first = await render(XML, None, "pl", paper=paper, issuer_link=ISSUER_LINK)

    with pikepdf.open(io.BytesIO(first)) as opened, opened.open_metadata() as metadata:
        claims = (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"])
    assert claims == ("3", "A", "1")
    assert first == await render(XML, None, "pl", paper=paper, issuer_link=ISSUER_LINK)


@pytest.mark.parametrize("dpi", [90, 100, 120, 150, 200, 300])
@pytest.mark.parametrize("signature", [86, 342], ids=["P-256", "RSA-2048"])
@pytest.mark.parametrize("paper", [Paper.VISUALISATION, CONFIRMATION])
def test_the_codes_read_from_the_picture_of_the_page(paper, signature, dpi):
    view = read_document(XML)
    nip = view.seller.nip
    issuer = ISSUER_LINK.removesuffix("a" * 86) + "b" * signature
    link = verification_link("https://qr.example", nip, date(2026, 11, 20), sha256(XML).digest())
    marks = Marks(Mark(link, "OFFLINE"), Mark(issuer, "CERTYFIKAT"), paper)

    pages = draw_pages(view, marks, XML, "pl", dpi)

    read = [code.text for page in pages for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))]
    read = [text for text in read if text.startswith("https")]  # the third code is for banks
    assert sorted(read) == sorted([INVOICE_LINK, issuer])
