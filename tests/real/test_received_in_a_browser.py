"""Another firm invoices the sandbox's company at a click; the chat tells of it, in a real browser."""

from playwright.sync_api import Page, expect

from tests.real.conftest import keep_picture


def test_a_click_lets_another_firm_invoice_us(page: Page, world):
    page.get_by_test_id("invoice-us").click()
    page.get_by_test_id("invoice-us").click()
    expect(page.locator("#ksef-invoices li")).to_have_count(2)
    world.clock(advance=15 * 60)

    news = page.locator('[data-testid="message"][data-from="bot"]').filter(has_text="Przyszły 2 faktury").last
    expect(news).to_contain_text("Bosman sp. z o.o.", timeout=60_000)
    expect(news).to_contain_text("sprzedawca, którego jeszcze u Ciebie nie było")
    news.get_by_test_id("inline-button").filter(has_text="1").first.click()
    card = page.locator('[data-testid="message"][data-from="bot"]').filter(has_text="Otrzymana").last
    card.get_by_test_id("inline-button").filter(has_text="PDF").click()

    expect(page.locator('[data-testid="document"][data-name$=".pdf"]')).to_be_visible(timeout=60_000)
    keep_picture(page.screenshot(), "faktury-otrzymane")
