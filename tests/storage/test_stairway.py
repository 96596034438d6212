"""Books of the release before, with rows in every table, go up, down and up again, and no value both know is lost."""

from __future__ import annotations

from storage.copies import contents
from storage.database import migrate
from storage.schema import HEAD
from tests.storage.older_books import take_down
from tests.twins.rich_books import fill
from tests.twins.values import changed, values_of

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


async def test_every_value_that_both_schemas_know_is_the_same_after_each_step(url):
    await fill(url)
    newest = await values_of(url)

    await take_down(url, BEFORE)
    before = await values_of(url)
    await migrate(url)
    up = await values_of(url)
    await take_down(url, BEFORE)
    down = await values_of(url)

    assert changed(newest, before).keys() <= NARROWER
    assert changed(before, up) == {}
    assert changed(up, down) == {}
