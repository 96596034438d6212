"""The codes of every paper, read by a reader that has nothing to do with the library that draws them.

Zxing draws; OpenCV reads the pages of the PDF as pdfium shows them, flat and as somebody holds them before a phone.
Links are of random bytes, seeded, because the pattern of a code and so its luck with a reader depends on them.
"""

import random
from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest

from invoicing.model.document import Mark, Marks
from invoicing.model.papers import Paper
from ksef.fa3.reader import read_document
from templates.pdf import draw_pdf

EC, RSA = 64, 256  # bytes of a signature in the link of KOD II
NUMBER = "5265877635-20250826-0100001AF629-AF"
EARLY = (Paper.VISUALISATION, Paper.TRANSACTION_CONFIRMATION)
XML = (Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml").read_bytes()
DOCUMENT = read_document(XML)
EIGHT_ROWS = replace(
    DOCUMENT, lines=tuple(replace(DOCUMENT.lines[0], ordinal=str(row)) for row in range(1, 9))
)
WAYS = {
    "flat": lambda page: page,
    "held a little askew": lambda page: held(page, degrees=2, blur=0.5),
    "held askew, out of focus": lambda page: held(page, degrees=5, blur=0.7),
    "held the other way": lambda page: held(page, degrees=-3, blur=0.7),
}
SIGHTS = [(100, "flat"), (150, "flat"), *((200, way) for way in WAYS)]
"""A coarse scan lies flat; whoever holds a page before a phone has more pixels than that."""


def links(seed: int, signature: int) -> tuple[str, str]:
    chance = random.Random(seed)

    def part(size):
        return urlsafe_b64encode(chance.randbytes(size)).rstrip(b"=").decode()

    host, digest = "https://qr-test.ksef.mf.gov.pl", part(32)
    issuer = f"/certificate/Nip/5265877635/5265877635/01F20A5D352AE590/{digest}/{part(signature)}"
    return f"{host}/invoice/5265877635/20-11-2026/{digest}", host + issuer


def held(page, degrees, blur):
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.GaussianBlur(cv2.warpAffine(page, turn, (width, height), borderValue=255), (0, 0), blur)


def read(pdf: bytes, dpi: int, way, reader=cv2.QRCodeDetectorAruco) -> list[str]:
    """What OpenCV makes out on the pages, the codes for banks aside."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            seen = page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()
            _, texts, *_ = reader().detectAndDecodeMulti(way(np.ascontiguousarray(seen)))
            found += [text for text in texts if text.startswith("https")]
    return sorted(found)


@pytest.mark.parametrize(("dpi", "way"), SIGHTS)
@pytest.mark.parametrize("signature", [EC, RSA], ids=["P-256", "RSA-2048"])
@pytest.mark.parametrize("paper", EARLY, ids=str)
def test_both_codes_before_the_number_read_with_a_second_reader(paper, signature, dpi, way):
    for seed in range(2):
        invoice, issuer = links(seed, signature)
        marks = Marks(Mark(invoice, "OFFLINE"), Mark(issuer, "CERTYFIKAT"), paper)

        assert read(draw_pdf(DOCUMENT, marks, XML), dpi, WAYS[way]) == sorted([invoice, issuer])


@pytest.mark.parametrize(("dpi", "way"), SIGHTS)
def test_the_code_with_the_number_reads_with_a_second_reader(dpi, way):
    for seed in range(4):
        invoice, _ = links(seed, EC)

        assert read(draw_pdf(DOCUMENT, Marks(Mark(invoice, NUMBER)), XML), dpi, WAYS[way]) == [invoice]


@pytest.mark.parametrize("dpi", [150, 200])
def test_the_first_of_several_codes_reads_with_the_simplest_reader_there_is(dpi):
    """OpenCV's older way of looking, which depends on where on the page a code stands."""
    for seed in range(4):
        invoice, issuer = links(seed, EC)
        marks = Marks(Mark(invoice, "OFFLINE"), Mark(issuer, "CERTYFIKAT"), Paper.TRANSACTION_CONFIRMATION)

        assert invoice in read(draw_pdf(DOCUMENT, marks, XML), dpi, WAYS["flat"], cv2.QRCodeDetector)


@pytest.mark.parametrize("paper", EARLY, ids=str)
def test_eight_rows_and_both_codes_stand_on_one_page(paper):
    invoice, issuer = links(0, EC)
    marks = Marks(Mark(invoice, "OFFLINE"), Mark(issuer, "CERTYFIKAT"), paper)

    with pypdfium2.PdfDocument(draw_pdf(EIGHT_ROWS, marks, XML)) as document:
        assert len(document) == 1


@pytest.mark.parametrize("paper", EARLY, ids=str)
@pytest.mark.parametrize("dpi", [100, 150, 200])
def test_a_full_page_reads_as_well(paper, dpi):
    for seed in range(3):
        invoice, issuer = links(seed, EC)
        marks = Marks(Mark(invoice, "OFFLINE"), Mark(issuer, "CERTYFIKAT"), paper)

        assert read(draw_pdf(EIGHT_ROWS, marks, XML), dpi, WAYS["flat"]) == sorted([invoice, issuer])


def test_a_plain_invoice_has_nothing_to_read():
    drawn = draw_pdf(DOCUMENT, Marks(paper=Paper.PLAIN_INVOICE), XML)

    assert read(drawn, 150, WAYS["flat"]) == []
