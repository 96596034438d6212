"""What a newcomer does after `make sandbox`, clicked in a real browser; it makes the README's picture."""

from playwright.sync_api import Page, expect

from tests.real.conftest import keep_picture
from tests.stories.world import SENTENCE

BUYER = "ksiegowosc@klient.example"


def say(page: Page, text: str) -> None:
    page.get_by_test_id("chat-input").fill(text)
    page.get_by_test_id("chat-send").click()


def message(page: Page, *words: str):
    """The newest message of the bot with these words."""
    found = page.locator('[data-testid="message"][data-from="bot"]')
    for word in words:
        found = found.filter(has_text=word)
    return found.last


def tap(page: Page, within, label: str) -> None:
    within.get_by_test_id("inline-button").filter(has_text=label).click()


def test_a_sentence_a_tap_a_letter_an_outage_and_the_way_home(page, world):
    say(page, SENTENCE)
    card = message(page, "492,00")
    expect(card).to_be_visible()
    tap(page, card, "Wystaw")

    accepted = message(page, "FV/2026/11/1 przyjęta, numer KSeF")
    expect(accepted).to_be_visible()
    tap(page, accepted, "XML")
    expect(page.locator('[data-testid="document"][data-name="FV-2026-11-1.xml"]')).to_be_visible()
    tap(page, accepted, "UPO")
    for ending in ("xml", "pdf"):  # as KSeF made it, and as people read it
        receipt = page.locator(f'[data-testid="document"][data-name^="UPO"][data-name$=".{ending}"]')
        expect(receipt).to_be_visible()

    page.get_by_test_id("mailbox-address").fill(BUYER)
    page.get_by_test_id("mailbox-address").press("Enter")
    page.get_by_test_id("letter").first.click()
    view = page.get_by_test_id("letter-view")
    expect(view).to_contain_text("FV/2026/11/1")
    expect(view.get_by_test_id("attachment")).to_have_count(2)
    expect(page.locator('[data-testid="ksef-invoice"][data-number="FV/2026/11/1"]')).to_be_visible()
    keep_picture(page.screenshot(), "walk")

    page.get_by_test_id("ksef-state-failure").check(force=True)
    world.hear_of_outage()
    say(page, "faktura dla NIP 5260250274, 1 h konsultacji po 300 zł")
    second = message(page, "369,00")
    expect(second).to_be_visible()
    tap(page, second, "Wystaw")
    waiting = message(page, "FV/2026/11/2", "czeka na KSeF")
    expect(waiting).to_contain_text("7 dni roboczych")
    waiting.scroll_into_view_if_needed()
    keep_picture(page.screenshot(), "outage")

    page.get_by_test_id("ksef-state-up").check(force=True)
    expect(message(page, "FV/2026/11/2 przyjęta, numer KSeF")).to_be_visible()
    assert {row["number"] for row in world.invoices()} == {"FV/2026/11/1", "FV/2026/11/2"}


def test_the_page_fits_a_phone(browser, world):
    context = browser.new_context(viewport={"width": 375, "height": 812}, locale="pl-PL", has_touch=True)
    page = context.new_page()
    page.goto(world.page)
    say(page, SENTENCE)
    expect(message(page, "492,00")).to_be_visible()

    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    keep_picture(page.screenshot(), "phone")
    for tab in ("mailbox", "ksef", "chat"):
        page.get_by_test_id(f"tab-{tab}").click()
    expect(page.get_by_test_id("chat-input")).to_be_visible()
    context.close()
    assert wider == 0


def test_a_stranger_s_name_in_markup_stays_text(page, world):
    say(page, "<img src=x onerror=alert(1)> <b>faktura</b>")

    own = page.locator('[data-testid="message"][data-from="user"]').filter(has_text="onerror").last
    expect(own).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator('[data-testid="message"] img').count() == 0
