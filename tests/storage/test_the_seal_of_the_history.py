"""Who can write to the database but has not got the key cannot make a history that the key vouches for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from invoicing.services.records import Event
from storage.database import migrate
from storage.events import START, line_hash
from storage.head import Seal
from storage.history_seal import mark_of
from storage.keyring import KeyRing
from storage.secrets import SecretBox, new_key
from storage.traffic import events
from tests.storage.older_books import take_down

LINES = 6
BEFORE = "0032"


@pytest.fixture
async def written(database, noon):
    """A history of some lines."""
    await write(database, noon)
    return database


@pytest.fixture
def forge(written, by_hand):
    """Writes the history anew with another word in one line and every hash right; the seal is all that is left."""

    async def run(line: int, *, lines: int = LINES) -> None:
        last, statements = START, []
        for row in await rows(written):
            if row["seq"] > lines:
                break
            row["what"] = "forged" if row["seq"] == line else row["what"]
            last = line_hash(last, row)
            statements.append(
                f"UPDATE events SET what = '{row['what']}', hash = {by_hand.octets(last)} WHERE seq = {row['seq']}"
            )
        by_hand.unguarded(
            "events",
            *statements,
            f"DELETE FROM events WHERE seq > {lines}",
            f"UPDATE chain SET length = {lines}, hash = {by_hand.octets(last)}",
        )

    return run


async def write(database, noon, count: int = LINES) -> None:
    for number in range(count):
        async with database.units() as work:
            await work.events.add(Event("issued", noon, "telegram:1", evidence={"number": number}))


async def rows(database) -> list[dict[str, Any]]:
    async with database.units.reading() as work:
        found = await work.transaction.rows(select(events).order_by(events.c.seq))
    return [dict(row._mapping) for row in found]


async def test_a_history_is_sealed_from_its_first_line(written):
    history = await written.history()

    assert history.holds
    assert (history.length, history.vouched_after) == (LINES, 0)


@pytest.mark.parametrize("line", [1, 3, LINES])
async def test_a_history_written_anew_with_right_hashes_is_betrayed_by_its_seal(written, forge, line):
    await forge(line)

    history = await written.history()
    assert history.broken == ()
    assert history.seal is Seal.BROKEN
    assert await written.check() == ["history-broken"]


async def test_an_end_that_was_cut_off_with_the_head_set_back_is_betrayed_too(written, forge):
    await forge(0, lines=LINES - 2)

    history = await written.history()
    assert (history.broken, history.length, history.seal) == ((), LINES - 2, Seal.BROKEN)


async def test_what_is_written_after_a_forgery_does_not_make_it_good(written, other, forge, noon):
    await forge(2)

    await write(written, noon)
    await write(other, noon)

    history = await written.history()
    assert (history.broken, history.length, history.seal) == ((), 3 * LINES, Seal.BROKEN)


async def test_a_seal_that_was_taken_off_is_missed_whatever_comes_after(written, forge, by_hand, noon):
    await forge(2)
    by_hand("UPDATE chain SET seal = NULL")
    await write(written, noon)

    assert (await written.history()).seal is Seal.MISSING
    assert await written.check() == ["history-unsealed"]


async def test_nobody_can_say_without_the_key_that_lines_are_older_than_the_seal(written, by_hand):
    by_hand(f"UPDATE chain SET vouched_after = {LINES}")

    assert (await written.history()).seal is Seal.BROKEN


async def test_a_seal_by_a_key_that_is_not_here_is_no_seal_of_ours(written, opens):
    stranger = opens(new_key())

    assert (await stranger.history()).seal is Seal.OTHER_KEY
    assert await stranger.check() == ["secret-key-other"]


async def test_whoever_puts_back_an_older_state_seal_and_all_is_betrayed_by_the_noted_mark_alone(
    written, forge, by_hand, noon
):
    """What no seal in the same database can tell; KSeF and a backup know of what came after."""
    ((seal,),) = by_hand("SELECT seal FROM chain")
    noted = mark_of((await written.history()).head)
    await write(written, noon, 3)
    later = mark_of((await written.history()).head)

    await forge(0, lines=LINES)
    by_hand(f"UPDATE chain SET seal = {by_hand.octets(seal)}")

    history = await written.history()
    assert history.holds
    assert mark_of(history.head) == noted != later


async def test_a_new_key_seals_the_history_and_the_former_one_is_not_needed_any_more(
    written, opens, key, noon
):
    ring = KeyRing(key).rotated()

    assert await opens(SecretBox.of(ring)).seal_history_anew()

    new_alone = opens(SecretBox(ring.current))
    assert (await new_alone.history()).holds
    running = opens(SecretBox(key, again=lambda: ring))
    await write(running, noon)
    assert (await new_alone.history()).holds


async def test_a_new_key_does_not_seal_what_the_former_one_did_not(written, opens, key, forge):
    await forge(2)
    rotating = opens(SecretBox.of(KeyRing(key).rotated()))

    assert not await rotating.seal_history_anew()

    assert (await rotating.history()).seal is Seal.BROKEN


async def test_books_from_before_there_were_seals_are_sealed_as_they_come_up(url, database, key, noon):
    await write(database, noon)
    await take_down(url, BEFORE)

    await migrate(url, SecretBox(key))
    await write(database, noon, 2)

    history = await database.history()
    assert history.holds
    assert (history.length, history.vouched_after) == (LINES + 2, LINES)


async def test_books_that_come_up_without_a_key_wait_for_somebody_who_compares_them(
    url, database, opens, noon
):
    await write(database, noon)
    await take_down(url, BEFORE)
    await migrate(url)
    assert await database.check() == ["history-unsealed"]
    mark = mark_of((await database.history()).head)

    assert not await database.accept_history("0" * len(mark), noon)
    assert await database.check() == ["history-unsealed"]
    assert await database.accept_history(mark, noon + timedelta(hours=1))

    history = await database.history()
    assert history.holds
    assert (history.length, history.vouched_after) == (LINES + 1, LINES)
    assert (await rows(database))[-1]["what"] == "history-accepted"


async def test_a_history_whose_lines_do_not_hold_is_never_accepted(written, by_hand, noon):
    mark = mark_of((await written.history()).head)
    by_hand.unguarded("events", "UPDATE events SET what = 'forged' WHERE seq = 3")

    assert not await written.accept_history(mark, noon)
