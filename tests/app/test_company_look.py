"""A company's papers bear its colour and its logo, and still say the same."""

import io

import pikepdf
import pypdf
import pytest
from PIL import Image

from app.rendering import DocumentRenderer
from invoicing.model.errors import InvalidValue
from invoicing.model.look import Look, checked_accent
from invoicing.model.party import Nip
from ksef.fa3.reader import read_document
from ksef.fa3.stated import stated_values
from templates.colours import contrast
from templates.completeness.check import dropped
from templates.logo import fitting_logo
from tests.app.test_rendering import NUMBER, XML

SELLER = Nip.parse("5265877635")


def picture(form: str = "PNG", size: tuple[int, int] = (900, 300), mode: str = "RGBA") -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, (122, 31, 43, 90)[: len(mode)]).save(made, form)
    return made.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_becomes_small_and_opaque_whatever_it_was(form):
    logo = Image.open(io.BytesIO(fitting_logo(picture(form, mode="RGB"))))

    assert (logo.format, logo.mode) == ("PNG", "RGB")
    assert logo.width <= 480
    assert logo.height <= 128


@pytest.mark.parametrize("colour", ["#ffffff", "#f5e663", "#7a1f2b", "#000000"])
def test_a_logo_is_seen_on_its_own_ground_whatever_lies_around_it(colour):
    """White letters without a ground, made for a dark page, would be lost on paper; dark ones by night."""
    drawn = Image.new("RGBA", (400, 100), (0, 0, 0, 0))
    drawn.paste(colour, (100, 25, 300, 75))
    made = io.BytesIO()
    drawn.save(made, "PNG")

    logo = Image.open(io.BytesIO(fitting_logo(made.getvalue()))).convert("RGB")
    ground, letters = (
        "#{:02x}{:02x}{:02x}".format(*logo.getpixel(at))
        for at in ((5, 5), (logo.width // 2, logo.height // 2))
    )
    assert contrast(ground, letters) > 4.5


@pytest.mark.parametrize(
    ("bytes_", "reason"),
    [
        (b"", "logo-unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo-unreadable"),
        (picture()[:60], "logo-unreadable"),
        (b"x" * 2_000_001, "logo-too-large"),
        (picture(size=(9000, 9000), mode="L"), "logo-too-large"),
    ],
    ids=["nothing", "svg", "cut", "bytes", "pixels"],
)
def test_a_logo_that_is_none_is_refused_with_a_reason(bytes_, reason):
    with pytest.raises(InvalidValue) as refused:
        fitting_logo(bytes_)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [("red", "accent-format"), ("#12345", "accent-format"), ("#ffe680", "accent-too-light")],
)
def test_a_colour_must_be_one_and_be_legible(text, reason):
    with pytest.raises(InvalidValue) as refused:
        checked_accent(text)

    assert refused.value.reason == reason


async def test_a_company_gets_its_look_by_a_command_and_a_wrong_one_changes_nothing(aside, company, tmp_path):
    (tmp_path / "logo.png").write_bytes(picture())

    done = await aside(
        "company", "look", "--nip", "9990001137", "--accent", "#7a1f2b", "--logo", tmp_path / "logo.png"
    )
    light = await aside("company", "look", "--nip", "9990001137", "--accent", "#ffe680")
    nobody = await aside("company", "look", "--nip", "5260250274", "--accent", "#7a1f2b")

    assert (done.status, "#7a1f2b, a logo" in done.err) == (0, True)
    assert (light.status, "za jasny" in light.err) == (1, True)
    assert (nobody.status, "no company" in nobody.err) == (1, True)


async def test_a_page_with_a_logo_says_the_same_and_stays_what_it_is_made_to():
    async def looks(nip):
        return Look("#7a1f2b", fitting_logo(picture())) if nip == SELLER else Look()

    plain = await DocumentRenderer("https://qr.example")(XML, NUMBER, "pl")
    own = await DocumentRenderer("https://qr.example", looks=looks)(XML, NUMBER, "pl")

    assert text_of(own) == text_of(plain)
    assert own != plain
    assert dropped(stated_values(XML), own) == []
    with pikepdf.open(io.BytesIO(own)) as document:
        assert {"/MarkInfo", "/StructTreeRoot", "/AF", "/OutputIntents"} <= set(document.Root.keys())
    assert len(own) < 60_000
    assert read_document(XML).seller.nip == SELLER.digits


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
