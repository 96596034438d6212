"""The one-time page in a real browser, on a desk and on a phone: nothing but this page is fetched, nothing runs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo import Folder
from tests.real.conftest import PICTURES
from tests.stories.world import World

SIZES = {"": (1280, 900), "-telefon": (360, 740)}
SMALLEST_FINGER = 44
"""Least height in pixels of what a finger hits (WCAG 2.2, 2.5.5)."""


@pytest.fixture(params=SIZES, ids=["desk", "phone"])
def size(request) -> str:
    return request.param


@pytest.fixture
def sheet(browser, world, size) -> Iterator[Page]:
    """The page behind a fresh link, in a browser that tells what it asks for and what was refused to it."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="pl-PL", java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text))
    link = link_of(world)
    page.goto(link)
    yield page
    assert {url for url in asked if not url.endswith("/favicon.ico")} == {link}
    assert [text for text in refused if "Content Security Policy" in text] == []
    assert context.cookies() == []
    context.close()


def link_of(world: World) -> str:
    said = world.say("/dostep")
    page = world.hear("Bezpieczna strona", after=said)
    return page["buttons"][0][0]["url"]


def test_a_certificate_is_handed_in_after_a_slip(sheet: Page, world: World, size):
    files = Folder(world.books().app.parent)
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Dostęp do KSeF")
    assert sheet.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for box in sheet.locator("input:not([type=hidden]), button").all():
        assert box.bounding_box()["height"] >= SMALLEST_FINGER
    sheet.screenshot(path=PICTURES / f"jednorazowa-strona{size}.png", full_page=True)

    sheet.get_by_label("Plik certyfikatu").set_input_files(files.key)
    sheet.get_by_label("Plik klucza prywatnego").set_input_files(files.key)
    sheet.get_by_role("button", name="Przekaż certyfikat").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Zostały jeszcze 4 próby")
    sheet.screenshot(path=PICTURES / f"jednorazowa-strona-pomylka{size}.png", full_page=True)

    sheet.get_by_label("Plik certyfikatu").set_input_files(files.certificate)
    sheet.get_by_label("Plik klucza prywatnego").set_input_files(files.key)
    sheet.get_by_role("button", name="Przekaż certyfikat").click()
    expect(sheet.get_by_role("status")).to_contain_text("Mam certyfikat do logowania")
    sheet.screenshot(path=PICTURES / f"jednorazowa-strona-gotowe{size}.png", full_page=True)

    world.hear("mam certyfikat do logowania")
    sheet.reload()
    expect(sheet.get_by_role("alert")).to_contain_text("działa tylko raz")
