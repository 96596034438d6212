"""Letters as a browser draws them, in light and dark, on a desk and on a phone; it makes the pictures of the docs.

Each picture has four views: desk and phone in light above, the same in dark below.
"""

import base64
import io
import re

import pytest
from PIL import Image

from invoicing.model.look import Look
from templates.letters import LetterWording
from tests.real.conftest import PICTURES
from tests.templates.every_letter import LETTERS, about

DESK, PHONE = 720, 375  # CSS pixels
WIDTH, GAP = 640, 8  # of a picture
COLOURS = 96
MOST = 200_000  # bytes of a picture


def logo() -> bytes:
    """A company's logo: two bars of its colours."""
    made = io.BytesIO()
    picture = Image.new("RGB", (360, 96), "white")
    picture.paste("#7a1f2b", (0, 16, 64, 80))
    picture.paste("#c98a2b", (80, 40, 344, 56))
    picture.save(made, "PNG")
    return made.getvalue()


def own_look(language: str) -> tuple[str, str, str]:
    return LetterWording().invoice(about(look=Look("#7a1f2b", logo())), language)


PICTURED = {name: LETTERS[name] for name in LETTERS if name != "command-correction"} | {"own-look": own_look}


@pytest.fixture
def drawn(browser):
    """Draws HTML as a reader of mail would: no script runs, nothing is fetched; returns the picture and the page's say."""
    contexts = []

    def draw(html: str, width: int, scheme: str) -> tuple[Image.Image, dict]:
        asked: list[str] = []
        context = browser.new_context(
            viewport={"width": width, "height": 200}, color_scheme=scheme, java_script_enabled=False
        )
        contexts.append(context)
        context.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
        page = context.new_page()
        page.set_content(with_logo(html))
        size = page.evaluate(
            "({wide: document.documentElement.scrollWidth, ground: getComputedStyle(document.body).backgroundColor})"
        )
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        return picture, size | {"asked": asked}

    yield draw
    for context in contexts:
        context.close()


def with_logo(html: str) -> str:
    """A browser knows no cid: address, so the picture goes into the page itself."""
    return html.replace("cid:logo", "data:image/png;base64," + base64.b64encode(logo()).decode())


def together(views: dict[tuple[int, str], Image.Image]) -> Image.Image:
    """Four views on one sheet of the width of the docs."""
    share = (WIDTH - GAP) / (DESK + PHONE)
    small = {
        key: view.resize((round(view.width * share), round(view.height * share)), Image.Resampling.LANCZOS)
        for key, view in views.items()
    }
    rows = [[small[DESK, scheme], small[PHONE, scheme]] for scheme in ("light", "dark")]
    heights = [max(view.height for view in row) for row in rows]
    sheet = Image.new("RGB", (WIDTH, sum(heights) + GAP), "#8a949d")
    top = 0
    for row, height in zip(rows, heights, strict=True):
        sheet.paste(row[0], (0, top))
        sheet.paste(row[1], (WIDTH - row[1].width, top))
        top += height + GAP
    return sheet


def small(sheet: Image.Image) -> Image.Image:
    """The sheet in its commonest colours, so that those of the design stay what they are."""
    common = [colour for _, colour in sorted(sheet.getcolors(sheet.width * sheet.height), reverse=True)]
    chosen = Image.new("P", (1, 1))
    chosen.putpalette([part for colour in common[:COLOURS] for part in colour])
    return sheet.quantize(palette=chosen, dither=Image.Dither.NONE)


@pytest.mark.parametrize("name", PICTURED)
def test_a_letter_fits_every_screen_and_follows_the_reader_s_light(name, drawn):
    html = PICTURED[name]("pl")[2]
    views = {}
    for scheme, ground in (("light", "rgb(244, 247, 249)"), ("dark", "rgb(17, 23, 29)")):
        for width in (DESK, PHONE):
            views[width, scheme], said = drawn(html, width, scheme)
            assert said == {"wide": width, "ground": ground, "asked": []}

    picture = PICTURES / f"letters-{name}.png"
    small(together(views)).save(picture, optimize=True)
    assert picture.stat().st_size < MOST


@pytest.mark.parametrize("name", ["invoice", "confirmation"])
@pytest.mark.parametrize("width", [320, PHONE])
def test_without_style_sheets_a_phone_still_shows_every_word(name, width, drawn):
    """Some readers take every sheet away and leave the elements their own styles."""
    html = re.sub(r"<style.*?</style>", "", LETTERS[name]("uk")[2], flags=re.DOTALL)

    assert drawn(html, width, "light")[1]["wide"] == width
