"""A buyer prints the papers and holds the codes before a phone: both lead to pages of KSeF that know them."""

import cv2
import httpx
import numpy as np
import pypdfium2
import pytest

BUYER = "ksiegowosc@klient.example"
PRINTED = 150  # dots an inch: a coarse printer
ISSUER_IS_KNOWN = (
    "Certyfikat istnieje",
    "Certyfikat jest aktywny",
    "Podpis wystawcy jest prawid",
    "Wystawca posiada uprawnienia",
)


def printed_codes(world, count):
    """What OpenCV reads from the paper in the newest letter: KOD I, and KOD II where there is one."""
    letter = world.letter(BUYER, count)
    (row, *_) = world.letters(BUYER)[::-1]
    name = next(each["name"] for each in letter["attachments"] if each["name"].endswith(".pdf"))
    pdf = world.http.get(f"/api/mailboxes/{BUYER}/{row['id']}/attachments/{name}")
    assert pdf.status_code == 200
    found = []
    with pypdfium2.PdfDocument(pdf.content) as document:
        for page in document:
            seen = page.render(scale=PRINTED / 72, grayscale=True).to_numpy().squeeze()
            _, texts, *_ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(np.ascontiguousarray(seen))
            found += [text for text in texts if text.startswith("http")]
    return sorted(found, key=lambda link: "/invoice/" not in link)


def behind(link):
    with httpx.Client(timeout=60, trust_env=False) as browser:
        answer = browser.get(link)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("state", ["failure", "maintenance"], ids=["D4: the invoice", "D3: a confirmation"])
def test_the_codes_of_a_paper_lead_to_pages_that_know_the_invoice_and_its_issuer(world, state):
    world.ksef(state=state, lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    invoice, issuer = printed_codes(world, 1)

    world.ksef(state="up", lighthouse="follow")
    world.hear("FV/2026/11/1 przyjęta")
    (numbered,) = printed_codes(world, 2)

    assert numbered == invoice
    page = behind(invoice)
    assert "Faktura znajduje się w KSeF" in page
    assert world.invoice("FV/2026/11/1")["ksef_number"] in page
    assert all(words in behind(issuer) for words in ISSUER_IS_KNOWN)


def test_a_code_that_somebody_changed_is_known_to_nobody(world):
    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    invoice, issuer = printed_codes(world, 1)
    world.ksef(state="up", lighthouse="follow")
    world.hear("FV/2026/11/1 przyjęta")

    head, digest = invoice.rsplit("/", 1)
    forged = f"{head}/{'A' if digest[0] != 'A' else 'B'}{digest[1:]}"
    assert "Faktura nie znajduje się w KSeF" in behind(forged)
    head, signature = issuer.rsplit("/", 1)
    forged = f"{head}/{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    assert "Podpis wystawcy jest prawid" not in behind(forged)
