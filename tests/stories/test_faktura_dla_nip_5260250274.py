"""faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"""

from io import BytesIO

import pytest
from pypdf import PdfReader

PROVIDERS = ("own-domain", "gmail-like", "portal-like")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_sentence_and_one_tap_make_an_invoice_in_ksef_and_a_letter(world, provider):
    world.post("/api/mailserver", character=provider)
    card = world.card()

    assert "400,00" in card["text"]
    assert "92,00" in card["text"]
    assert "492,00" in card["text"]

    world.tap(card, "Wystaw")
    accepted = world.hear("FV/2026/11/1 przyjęta, numer KSeF")
    in_ksef = world.invoice("FV/2026/11/1")
    letter = world.letter("ksiegowosc@klient.example")

    for label in ("XML", "UPO", "PDF"):
        world.tap(accepted, label)
    files = world.wait(lambda: len(found := world.documents()) == 4 and found, "four files in the chat")

    assert [each["name"] for each in files] == [
        "FV-2026-11-1.xml",
        "UPO-FV-2026-11-1.xml",
        "UPO-FV-2026-11-1.pdf",
        "FV-2026-11-1.pdf",
    ]
    assert in_ksef["ksef_number"] in accepted["text"]
    assert in_ksef["ksef_number"] in letter["text"]
    assert sorted(a["type"] for a in letter["attachments"]) == ["application/pdf", "application/xml"]


def test_the_pdf_in_the_letter_bears_the_number_and_a_code_that_leads_to_the_invoice(world):
    world.tap(world.card(), "Wystaw")
    number = world.invoice("FV/2026/11/1")["ksef_number"]
    letter = world.letter("ksiegowosc@klient.example")
    (pdf,) = [a["name"] for a in letter["attachments"] if a["type"] == "application/pdf"]

    path = f"/api/mailboxes/ksiegowosc@klient.example/{letter['id']}/attachments/{pdf}"
    pages = PdfReader(BytesIO(world.http.get(path).content)).pages
    text = "".join(page.extract_text() for page in pages)
    links = {
        a.get_object()["/A"]["/URI"]
        for page in pages
        for a in page.get("/Annots", [])
        if "/A" in a.get_object()
    }

    (code,) = [link for link in links if "/invoice/9990001137/20-11-2026/" in link]
    assert number in text
    assert "492,00" in text
    assert number in world.http.get(code).text  # KSeF's page behind KOD I knows the invoice
