"""A company is set up in the chat, in a real browser: the questions, the file to be signed, the last word."""

from playwright.sync_api import Page, expect

from tests.real.conftest import keep_picture
from tests.stories.signature import seal_of
from tests.stories.test_pierwsza_firma import end, file_to_sign, founds, nips, sends
from tests.stories.world import STRANGER


def test_from_the_link_to_the_access_by_one_signature(page: Page, world):
    nip = next(nips())
    page.get_by_test_id(f"user-{STRANGER}").check(force=True)
    founds(world, nip)
    expect(page.locator('[data-testid="document"][data-name="AuthTokenRequest.xml"]')).to_be_visible()
    keep_picture(page.screenshot(animations="disabled"), "pierwsza-firma-plik")

    end(world, sends(world, seal_of(nip).signs(file_to_sign(world)[1])))

    last = page.locator('[data-testid="message"][data-from="bot"]').last
    expect(last).to_contain_text("ma dostęp do KSeF", timeout=60_000)
    keep_picture(page.screenshot(animations="disabled"), "pierwsza-firma-gotowe")
