"""Books of the release before, with rows in every table, go up, down and up again, and lose nothing both know."""

from __future__ import annotations

from storage.copies import contents
from storage.database import migrate
from storage.schema import HEAD
from tests.storage.older_books import take_down
from tests.twins.rich_books import fill

BEFORE = "0028"
"""The last schema before drafts could be agreed to by choices; it keeps no question that is about no draft."""
NARROWER = {"agreements"}


async def test_books_with_rows_go_up_down_and_up(url):
    await fill(url)
    newest = await contents(url)

    await take_down(url, BEFORE)
    before = await contents(url)
    await migrate(url)
    up = await contents(url)
    await take_down(url, BEFORE)
    down = await contents(url)
    await migrate(url)

    assert before.schema == BEFORE
    assert down == before
    assert await contents(url) == up
    assert up.schema == HEAD
    assert up.head == newest.head
    lost = {name for name, rows in newest.rows.items() if up.rows[name] != rows and name in before.rows}
    assert lost <= NARROWER
