"""The PDF that the app hands out: KOD I with the number KSeF gave, or OFFLINE while there is none."""

import hashlib
import io
from base64 import urlsafe_b64encode
from pathlib import Path

import pikepdf
import pypdf
import pytest

from app.rendering import DocumentRenderer
from invoicing.model.errors import LatarnikError
from invoicing.model.ksef_number import KsefNumber

XML = (Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml").read_bytes()
NUMBER = KsefNumber.parse("5265877635-20250826-0100001AF629-AF")


@pytest.fixture
def render():
    return DocumentRenderer("https://qr.example")


def words(pdf: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [line for page in pages for line in page.extract_text().splitlines()]


async def test_the_number_stands_under_the_code(render):
    pdf = await render(XML, NUMBER, "pl")

    assert str(NUMBER) in words(pdf)
    assert "OFFLINE" not in words(pdf)


async def test_the_code_leads_to_these_very_bytes(render):
    pdf = await render(XML, NUMBER, "pl")

    digest = urlsafe_b64encode(hashlib.sha256(XML).digest()).rstrip(b"=").decode()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        links = {str(note.A.URI) for note in opened.pages[0].get("/Annots", []) if "/A" in note}
    assert f"https://qr.example/invoice/5265877635/20-11-2026/{digest}" in links


async def test_the_document_itself_lies_in_the_pdf(render):
    pdf = await render(XML, NUMBER, "pl")

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        files = [file.get_file().read_bytes() for file in opened.attachments.values()]
    assert files == [XML]


@pytest.mark.parametrize("language", ["pl", "en", "uk", "pl-en"])
async def test_the_same_document_gives_the_same_pdf_every_time(render, language):
    assert await render(XML, NUMBER, language) == await render(XML, NUMBER, language)


@pytest.mark.parametrize(
    "xml", [b"", b"nonsense", XML.replace(b"Faktura", b"Rachunek"), XML.replace(b"2026-11-20<", b"<")]
)
async def test_what_is_no_invoice_is_refused_with_a_reason(render, xml):
    with pytest.raises(LatarnikError):
        await render(xml, None, "pl")
