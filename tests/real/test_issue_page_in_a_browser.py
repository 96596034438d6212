"""The page behind the link of a letter in a real browser, on a desk and on a phone: looked at, and then pressed."""

import json
import re

import pytest
from playwright.sync_api import expect

from sandbox.demo import NIP
from tests.real.conftest import keep_picture
from tests.stories.terminal import Terminal
from tests.stories.world import SENTENCE, World

JAN = "jan@latarnia.example"
SIZES = {"": (1280, 900), "-telefon": (360, 740)}
SMALLEST_FINGER = 44
"""Least height in pixels of what a finger hits (WCAG 2.2, 2.5.5)."""


@pytest.fixture
def link(world: World) -> str:
    """Jan has ordered an invoice by letter; the answer offers a link."""
    words = ("invite", "--company", NIP, "--role", "issuer", "--email", JAN, "--by-mail")
    secret_address = json.loads(Terminal(world).latarnik(*words))["write_to"]
    letter = {"from": f"Jan <{JAN}>", "to": secret_address, "subject": "Zlecenie", "text": SENTENCE}
    world.post("/api/mail", **letter, authentic=False, signed_by="latarnia.example")
    return re.search(r"http://127\.0\.0\.1:\d+/zgoda/[\w-]+", world.letter(JAN)["text"])[0]


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_somebody_without_telegram_looks_at_the_card_and_issues(browser, world: World, link, size):
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="pl-PL", java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for _ in range(2):  # a scanner, and then Jan
        page.goto(link)
    expect(page.get_by_role("main")).to_contain_text("492,00")
    assert world.invoices() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    button = page.get_by_role("button")
    assert button.bounding_box()["height"] >= SMALLEST_FINGER
    keep_picture(page.screenshot(full_page=True), f"zgoda{size}")

    button.click()

    expect(page.get_by_role("status")).to_contain_text("FV/")
    expect(page.get_by_role("button")).to_have_count(0)
    world.letter("ksiegowosc@klient.example")
    assert len(world.invoices()) == 1
    page.reload()
    assert len(world.invoices()) == 1
    keep_picture(page.screenshot(full_page=True), f"zgoda-zalatwiona{size}")
    assert {url for url in asked if not url.endswith("/favicon.ico")} == {link}
    assert context.cookies() == []
    context.close()
