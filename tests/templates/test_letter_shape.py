"""The shape of letters: both parts say the same, every word can be read in any light, nothing comes from the net."""

import colorsys
import io
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from invoicing.model.look import Look
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from templates.colours import READABLE, contrast, palette
from templates.letters import LetterWording
from templates.render import render_mail_reply
from tests.templates.every_letter import INVOICES, LETTERS, LINK, about, correction, invoice, sample
from tests.templates.letter_reader import Page, dark_rules

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "letters"
MAIL = ROOT / "templates" / "mail"
LANGUAGES = ["pl", "en", "uk"]
IN_CHAT = {"said-in-chat", "issued-by-letter", "list"}
"""Letters without words of their own."""
MOST = 60_000  # bytes; Gmail cuts a letter off at 102 kB
every_letter = pytest.mark.parametrize("name", LETTERS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def lines_of(page: Page) -> list[str]:
    """What the HTML part says below its heading, as the text part would write it, line by line."""
    said = []
    for element in page.elements:
        if element.tag == "p" and not element.classes & {"from", "sum-label", "sum-amount"}:
            said.append(element.words)
        elif "sum-label" in element.classes:
            said.append(f"{element.words}: {page.of_class('sum-amount')[0].words}")
        elif element.tag == "a":
            said += [f"{element.words}:", element.attributes["href"]]
        elif element.tag == "li":
            said.append(f"- {element.words}")
    offered = page.of_class("choice")
    said += [f"{place}. {each.words}" for place, each in enumerate(offered, 1)]
    files = [each.words for each in page.named("h2")][-1:] if page.of_class("file") or offered else []
    foot = [each.words for each in page.of_class("foot")]
    return [*said, *page.facts(), *(f"{each}:" for each in files), *foot, "--"]


@every_language
@pytest.mark.parametrize("name", [name for name in LETTERS if name not in IN_CHAT])
def test_both_parts_of_a_letter_say_the_same_line_by_line(name, language):
    _, text, html = LETTERS[name](language)

    assert sorted(line for line in text.split("\n") if line) == sorted(lines_of(Page(html)))


@every_language
@pytest.mark.parametrize("name", ["said-in-chat", "issued-by-letter"])
def test_what_was_said_in_a_chat_is_said_by_mail_in_the_same_words(name, language):
    _, text, html = LETTERS[name](language)
    words = [each.words for each in Page(html).elements if each.tag == "h1" or "loose" in each.classes]

    assert " ".join(text.split()) == " ".join(" ".join(words).replace("\x00", " ").split())


@every_language
@every_letter
def test_a_letter_reads_as_it_was_approved(name, language):
    subject, text, _ = LETTERS[name](language)
    golden = GOLDEN / language / f"{name}.txt"
    now = f"{subject}\n\n{text}"
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(now, encoding="utf-8")

    assert now == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["invoice", "confirmation", "command"])
def test_the_html_is_the_one_that_was_looked_at(name):
    _, _, html = LETTERS[name]("pl")
    golden = GOLDEN / "pl" / f"{name}.html"
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        golden.write_text(html, encoding="utf-8")

    assert html == golden.read_text(encoding="utf-8")


@every_language
@every_letter
def test_every_word_can_be_read_in_light_and_in_dark(name, language):
    page = Page(LETTERS[name](language)[2])
    rules = dark_rules(page.sheet)

    for way in (list(page.painted()), list(page.painted(rules))):
        assert len(way) > 3
        for words, colour, ground in way:
            assert contrast(colour, ground) >= READABLE, f"{words}: {colour} on {ground}"


@every_letter
def test_every_word_can_be_read_when_a_reader_inverts_the_colours_itself(name):
    for words, colour, ground in Page(LETTERS[name]("pl")[2]).painted():
        for inverted in (negative, other_lightness):
            assert contrast(inverted(colour), inverted(ground)) >= READABLE, words


def negative(colour: str) -> str:
    return "#" + "".join(f"{255 - int(colour[at : at + 2], 16):02x}" for at in (1, 3, 5))


def other_lightness(colour: str) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(
        *(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    )
    return "#" + "".join(
        f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, 1 - lightness, saturation)
    )


@pytest.mark.parametrize(
    "accent", ["#ffee00", "#ffffff", "#000000", "#ff0000", "#00ff00", "#7a1f2b", "#808080"]
)
def test_a_company_s_own_colour_is_made_readable(accent):
    _, _, html = LetterWording().invoice(about(look=Look(accent)), "pl")
    page = Page(html)

    assert palette(accent).accent in html
    for way in (page.painted(), page.painted(dark_rules(page.sheet))):
        for words, colour, ground in way:
            assert contrast(colour, ground) >= READABLE, f"{words}: {colour} on {ground}"


def png(width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("size", "shown"), [((480, 100), (200, 42)), ((40, 128), (18, 56)), ((90, 30), (90, 30))]
)
def test_a_logo_stands_for_the_name_in_a_size_that_word_is_told(size, shown):
    page = Page(LetterWording().invoice(about(look=Look(None, png(*size))), "pl")[2])
    [logo] = page.named("img")

    assert logo.attributes["src"] == "cid:logo"
    assert logo.attributes["alt"] == "Latarnia Morska sp. z o.o."
    assert (logo.attributes["width"], logo.attributes["height"]) == tuple(map(str, shown))
    assert not page.of_class("from")


@pytest.mark.parametrize("picture", [b"", b"picture", b"\x89PNG\r\n\x1a\n", png(1, 1)[:20]])
def test_a_logo_that_is_no_picture_leaves_the_name_in_words(picture):
    page = Page(LetterWording().invoice(about(look=Look(None, picture)), "pl")[2])

    assert not page.named("img")
    assert page.of_class("from")[0].words == "Latarnia Morska sp. z o.o."


def test_a_wish_that_is_no_colour_is_left_aside():
    assert palette("red; } body { display: none") == palette()


@every_language
@every_letter
def test_no_class_is_left_without_its_style(name, language):
    page = Page(LETTERS[name](language)[2])
    styled = set(re.findall(r"\.([a-z][a-z-]*)", (MAIL / "style.css.j2").read_text(encoding="utf-8")))

    for element in page.elements:
        assert element.classes <= styled, element.classes
        assert not element.classes or element.style
    assert set(re.findall(r"\.([a-z][a-z-]*)[ ,]", page.sheet)) <= styled
    assert len(page.named("style")) == 1


@every_language
@every_letter
def test_a_letter_needs_nothing_from_the_net_and_leads_to_ksef_or_nowhere(name, language):
    html = LETTERS[name](language)[2]
    page = Page(html)
    links = [each.attributes["href"] for each in page.elements if "href" in each.attributes]

    assert set(links) <= {LINK}
    assert not [
        each for each in page.elements if each.attributes.keys() & {"src", "background", "srcset", "action"}
    ]
    assert not page.named("script", "link", "iframe", "form", "object", "img", "svg", "base")
    assert not re.search(r"url\(|@import|javascript:|expression\(", html)


@pytest.mark.parametrize(
    ("name", "led"), [("invoice", 1), ("early", 1), ("reminder", 1), ("plain", 0), ("command", 0)]
)
def test_what_bears_a_code_has_its_link_as_a_button(name, led):
    assert len(Page(LETTERS[name]("pl")[2]).named("a")) == led


@every_language
@every_letter
def test_a_letter_can_be_heard(name, language):
    page = Page(LETTERS[name](language)[2])
    layout = [each for each in page.named("table") if each.attributes.get("role") == "presentation"]

    assert [each.attributes["lang"] for each in page.elements if "lang" in each.attributes] == [language] * 2
    assert len(page.named("h1")) == 1
    assert page.named("title")[0].words
    for table in page.named("table"):
        labelled = [each for each in table.all() if each.tag == "th"]
        assert table in layout or labelled
    assert all(each.attributes["scope"] == "row" for each in page.named("th"))


@every_language
@every_letter
def test_a_list_of_letters_shows_more_than_the_subject(name, language):
    subject, _, html = LETTERS[name](language)
    [preheader] = Page(html).of_class("preheader")

    assert preheader.style["display"] == "none"
    assert len(preheader.words.replace("\u2007", "").replace("\u034f", "").strip()) > 20
    assert not preheader.words.startswith(subject)


@every_letter
def test_word_which_draws_letters_for_outlook_finds_its_tables_and_colours(name):
    html = LETTERS[name]("pl")[2]

    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 3
    assert 'width="600"' in html
    for element in Page(html).elements:
        if element.tag in {"td", "table"} and "background-color" in element.style and element.tag != "body":
            assert element.attributes.get("bgcolor") == element.style["background-color"]


HOSTILE = "<img src=x onerror=alert(1)> \"Zły\" & 'Syn' </td></table><style>*{} {{ 7*7 }} \u05e9\u05dc\u05d5\u05dd \U0001f9fe"


def hostile_letters():
    seller = Seller(Nip("9990001137"), HOSTILE, Address("x"), "biuro@latarnia.example")
    buyer = Buyer(BuyerKind.CONSUMER, HOSTILE + "W" * 300, Address("x"))
    parts = {"seller": seller, "buyer": buyer}
    for name, letter in INVOICES.items():
        of = correction("1", HOSTILE, **parts) if name == "correction" else invoice(number=HOSTILE, **parts)
        yield name, replace(letter, invoice=of, files=(HOSTILE + ".pdf",))


@every_language
def test_nothing_that_people_write_becomes_markup(language):
    for name, letter in hostile_letters():
        _, text, html = LetterWording().invoice(letter, language)
        tame, read = Page(LETTERS[name](language)[2]), Page(html)

        kinds = {each.tag for each in read.elements}
        assert kinds - {"strong"} <= {each.tag for each in tame.elements}
        assert {key for each in read.elements for key in each.attributes} == {
            key for each in tame.elements for key in each.attributes
        }
        assert "<img src=x onerror=alert(1)>" in text
        assert "{{ 7*7 }}" in text
        assert "<img src=x onerror=alert(1)>" in read.named("article", "div")[-1].words
        assert len(html.encode()) < MOST


@every_language
def test_a_name_from_right_to_left_turns_nothing_round_and_no_line_is_forged(language):
    seller = Seller(Nip("9990001137"), "\u05e9\u05dc\u05d5\u05dd", Address("x"))
    subject, text, html = LetterWording().invoice(about(of=invoice(seller=seller)), language)

    for part in (subject, text, html):
        assert "\u2068\u05e9\u05dc\u05d5\u05dd\u2069" in part
    _, drilled, _ = LETTERS["drill"](language)
    assert "\u202e" not in drilled


@every_language
@every_letter
def test_a_letter_is_small(name, language):
    assert len(LETTERS[name](language)[2].encode()) < MOST


@every_language
def test_an_answer_with_all_that_fits_a_chat_is_small_too(language, samples, hostile):
    for code, variants in samples.items():
        for data in variants.values():
            assert len(render_mail_reply(code, hostile(data), language)[2].encode()) < MOST


@every_language
def test_no_letter_speaks_of_what_is_not_there(language):
    draft = sample("mail-draft", "incomplete") | {"buyer": None, "lines": [], "due_date": None}
    for _, text, html in (
        *(write(language) for write in LETTERS.values()),
        render_mail_reply("mail-draft", draft, language),
    ):
        for part in (text, html):
            assert not re.search(r"\bNone\b|\{\{|\{%|Undefined", part)
