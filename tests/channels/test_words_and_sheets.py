"""What a buyer reads beside the page: the letter with its link, and the sheet with its protocol."""

import io
from datetime import date

import pikepdf
import pytest

from invoicing.model.papers import Paper
from invoicing.services.delivery.letters import InvoiceLetter
from templates.letters import LetterWording
from templates.print_sheet import with_protocol
from tests.templates.every_letter import NUMBER, invoice

PAGE = "https://latarnik.example/faktura/CODE"


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_letter_leads_to_the_page_in_both_its_parts(language):
    subject, text, html = LetterWording().link(InvoiceLetter(invoice(), ksef_number=NUMBER), PAGE, language)

    assert "FV/2026/11/1" in subject
    assert PAGE in text
    assert f'href="{PAGE}"' in html


@pytest.mark.parametrize(("language", "word"), [("pl", "Faktura"), ("en", "Invoice"), ("uk", "Фактура")])
def test_the_letter_to_a_confirmation_does_not_call_it_an_invoice(language, word):
    about = InvoiceLetter(invoice(), Paper.TRANSACTION_CONFIRMATION)

    subject, _, _ = LetterWording().link(about, PAGE, language)

    assert word not in subject


def test_the_protocol_is_the_last_page_behind_an_untouched_paper():
    blank = pikepdf.new()
    blank.add_blank_page()
    paper = io.BytesIO()
    blank.save(paper)

    sheet = with_protocol(
        paper.getvalue(),
        seller="Latarnia Morska",
        buyer="Klient & Syn",
        number="FV/2026/11/1",
        paper="visualisation",
        ksef_number=str(NUMBER),
        sha256="ab" * 32,
        issued=date(2026, 11, 20),
    )

    with pikepdf.open(io.BytesIO(sheet)) as whole:
        assert len(whole.pages) == 2
