"""The duplicate of an invoice outside KSeF says what it is and when it was made (art. 106l ust. 2 VATA)."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.rendering import DocumentRenderer
from invoicing.model.kinds import InvoiceKind
from invoicing.model.papers import Paper
from ksef.fa3.writer import Fa3Writer
from tests.app.test_pro_forma_paper import CONTENT, MOMENT

XML = Fa3Writer()(replace(CONTENT, kind=InvoiceKind.VAT, number="FV/2026/11/1"), MOMENT)


@pytest.mark.parametrize(("language", "mark"), [("pl", "DUPLIKAT"), ("en", "DUPLICATE"), ("uk", "ДУБЛІКАТ")])
async def test_it_is_marked_and_dated_and_bears_nothing_of_ksef(language, mark):
    draw = DocumentRenderer("https://qr.example")
    text = read(await draw(XML, None, language, paper=Paper.PLAIN_INVOICE, duplicate=date(2026, 11, 23)))

    assert mark in text
    assert "23.11.2026" in text or "23 Nov 2026" in text
    assert "FV/2026/11/1" in text
    assert "KSeF" not in text


async def test_the_invoice_itself_is_no_duplicate():
    draw = DocumentRenderer("https://qr.example")
    assert "DUPLIKAT" not in read(await draw(XML, None, "pl", paper=Paper.PLAIN_INVOICE))


def read(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()).replace("\u00a0", " ")
