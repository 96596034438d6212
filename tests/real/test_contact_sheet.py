"""One picture of what our papers look like: thirteen kinds, first pages, drawn from documents of our own."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps

from invoicing.model.papers import Paper
from tests.real.conftest import PICTURES
from tests.real.paper_readers import FA3, ISSUER, draw, long_document, pages

SHOWN = [
    ("basic", "pl"),
    ("all-rates", "pl"),
    ("correction-of-a-price", "pl"),
    ("correction-of-an-advance", "pl"),
    ("advance", "pl"),
    ("settlement", "pl"),
    ("correction-of-a-settlement", "pl"),
    ("simplified", "pl"),
    ("margin-of-used-goods", "pl"),
    ("foreign-currency", "pl-en"),
    ("sale-into-the-union", "en"),
    ("everybody", "pl"),
    ("discounts-codes-and-terms", "uk"),
]
COLUMNS, WIDTH, GAP = 5, 380, 14  # of pages; pixels
GROUND = "#8a949d"
COLOURS, MOST = 64, 900_000  # of the picture; bytes


@pytest.fixture(scope="module")
def first_pages(tmp_path_factory) -> list[Image.Image]:
    """As poppler draws them; the last ones are what a buyer gets before the number."""

    def page(xml: bytes, language: str, **more) -> Image.Image:
        return pages(draw(xml, tmp_path_factory.mktemp("paper"), language, **more).pdf, 110, colour=True)[0]

    shown = [page((FA3 / f"{name}.xml").read_bytes(), language) for name, language in SHOWN]
    early = (Paper.VISUALISATION, Paper.TRANSACTION_CONFIRMATION)
    return shown + [
        page(long_document(4), "pl", number=None, paper=each, issuer_link=ISSUER) for each in early
    ]


def test_the_picture_of_all_kinds_shows_every_one_of_them(first_pages):
    small = [
        each.resize((WIDTH, round(each.height * WIDTH / each.width)), Image.Resampling.LANCZOS)
        for each in first_pages
    ]
    height, rows = small[0].height, -(-len(small) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (WIDTH + GAP) + GAP, rows * (height + GAP) + GAP), GROUND)
    for at, each in enumerate(small):
        row, column = divmod(at, COLUMNS)
        sheet.paste(each, (GAP + column * (WIDTH + GAP), GAP + row * (height + GAP)))

    picture: Path = PICTURES / "contact-sheet.png"
    sheet.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    assert picture.stat().st_size < MOST
    assert all(ImageOps.invert(each.convert("L")).getbbox() for each in small)
