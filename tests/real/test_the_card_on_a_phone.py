"""A card that is put right, on a phone: what the newcomer sees of the edit menus; it makes their picture."""

import pytest
from playwright.sync_api import Page, expect

from tests.real.conftest import PICTURES
from tests.real.test_the_walk_in_a_browser import message, say, tap

SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, dojazd 50 zł"


@pytest.fixture
def phone(browser, world):
    context = browser.new_context(viewport={"width": 375, "height": 812}, locale="pl-PL", has_touch=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(world.page)
    yield page
    context.close()


def pictured(page: Page, name: str) -> None:
    """The picture of what is at the end of the chat, which must not be wider than the phone."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0
    page.screenshot(path=PICTURES / f"{name}.png")


def test_a_card_is_put_right_on_a_phone(phone):
    say(phone, SENTENCE)
    card = message(phone, "553,50")
    expect(card).to_be_visible()
    tap(phone, card, "Popraw")
    board = message(phone, "Co poprawić?")
    expect(board).to_be_visible()
    board.scroll_into_view_if_needed()
    pictured(phone, "popraw")

    tap(phone, board, "Stawka VAT")
    menu = message(phone, "Jaka stawka VAT?")
    expect(menu).to_be_visible()
    tap(phone, menu, "8%")
    expect(message(phone, "486,00")).to_be_visible()

    say(phone, "cena 250")
    question = message(phone, "Której pozycji to dotyczy?")
    expect(question).to_be_visible()
    question.scroll_into_view_if_needed()
    pictured(phone, "ktorej-pozycji")
    tap(phone, question, "2. dojazd")
    expect(message(phone, "702,00")).to_be_visible()

    say(phone, "/szkice")
    listed = message(phone, "Szkice", "702,00")
    expect(listed).to_be_visible()
    listed.scroll_into_view_if_needed()
    pictured(phone, "szkice")
