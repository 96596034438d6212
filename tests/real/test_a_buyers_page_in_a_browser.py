"""The page of a paper in a real browser, on a desk and on a phone: opened, downloaded and confirmed without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.real.conftest import keep_picture
from tests.stories.world import World

SIZES = {"": (1280, 900), "-telefon": (360, 740)}
SMALLEST_FINGER = 44
"""Least height in pixels of what a finger hits (WCAG 2.2, 2.5.5)."""


@pytest.fixture(params=SIZES, ids=["desk", "phone"])
def size(request) -> str:
    return request.param


@pytest.fixture
def link(world: World) -> str:
    """An invoice is in KSeF, and the seller asked for a link to it."""
    world.tap(world.card(), "Wystaw")
    number = re.search(r"FV/[\d/]+", world.hear("numer KSeF")["text"])[0]
    said = world.say(f"link do {number}")
    text = world.hear("link dla nabywcy", after=said)["text"]
    return re.search(r"http://127\.0\.0\.1:\d+/faktura/[\w-]+", text)[0]


@pytest.fixture
def sheet(browser, link, size) -> Iterator[Page]:
    """The page in a browser that tells what it asks for and what was refused to it."""
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
    page.goto(link)
    yield page
    fetched = {url for url in asked if not url.startswith("data:") and not url.endswith("/favicon.ico")}
    assert fetched == {link}
    assert [text for text in refused if "Content Security Policy" in text] == []
    assert context.cookies() == []
    context.close()


def test_a_buyer_opens_reads_and_confirms(sheet: Page, world: World, size):
    expect(sheet.get_by_role("article")).to_have_count(0)
    keep_picture(sheet.screenshot(full_page=True), f"strona-dokumentu-zamknieta{size}")

    sheet.get_by_role("button", name="Otwieram dokument").click()
    expect(sheet.get_by_role("article")).to_contain_text("Sprzedawca")
    assert sheet.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for target in sheet.locator("button, a.file").all():
        assert target.bounding_box()["height"] >= SMALLEST_FINGER
    for picture in sheet.locator("img").all():
        assert picture.get_attribute("alt")
        assert picture.evaluate("each => each.naturalWidth") > 0
    keep_picture(sheet.screenshot(full_page=True), f"strona-dokumentu{size}")

    sheet.get_by_role("button", name="Potwierdzam odbiór").click()
    expect(sheet.get_by_role("status")).to_contain_text("Odbiór potwierdzony")
    world.hear("potwierdza odbiór")
