from __future__ import annotations

import asyncio
from datetime import timedelta

from storage.message_queue import PARK_INBOX_AFTER

MINUTE = timedelta(minutes=1)


async def put(database, *received) -> list[bool]:
    async with database.units() as work:
        return [await work.inbox.put(each) for each in received]


async def finish(database, key: str) -> bool:
    async with database.units() as work:
        return await work.inbox.finish(key)


async def waiting(database, now, limit: int = 16) -> list[str]:
    return [each.key for each in await database.queue.waiting_inbox(now, limit)]


async def test_what_came_in_is_kept_to_the_byte(database, update, noon):
    raw = bytes(range(256))

    assert await put(database, update("1", raw=raw)) == [True]

    (received,) = await database.queue.waiting_inbox(noon, 16)
    assert received == update("1", raw=raw)


async def test_the_same_update_twice_is_one(database, update, noon):
    assert await put(database, update("1"), update("1", raw=b"again")) == [True, False]
    assert await put(database, update("1")) == [False]

    assert await waiting(database, noon) == ["1"]


async def test_a_message_is_handled_once_also_by_two_processes(database, other, update, noon):
    await put(database, update("1"))

    assert sorted(await asyncio.gather(finish(database, "1"), finish(other, "1"))) == [False, True]

    assert await waiting(database, noon) == []
    assert await put(database, update("1")) == [False]
    assert not await finish(database, "unknown")


async def test_a_chat_is_served_in_order_and_chats_side_by_side(database, update, noon):
    await put(
        database, update("1"), update("2"), update("3", lane="telegram:2"), update("4", lane="telegram:2")
    )

    assert await waiting(database, noon) == ["1", "3"]
    await finish(database, "1")
    assert await waiting(database, noon) == ["2", "3"]
    assert await waiting(database, noon, 1) == ["2"]


async def test_a_chat_waits_for_a_message_that_is_tried_again(database, update, noon):
    await put(database, update("1"), update("2"), update("3", lane="telegram:2"))

    await database.queue.postpone_inbox("1", noon + MINUTE, "ValueError()")

    assert await waiting(database, noon) == ["3"]
    assert await waiting(database, noon + MINUTE) == ["1", "3"]


async def test_a_poisoned_message_is_parked_and_its_chat_goes_on(database, update, noon):
    await put(database, update("poison"), update("2"))
    for _ in range(PARK_INBOX_AFTER):
        assert await waiting(database, noon) == ["poison"]
        await database.queue.postpone_inbox("poison", noon, "ValueError()")

    assert await waiting(database, noon + MINUTE) == ["2"]
    assert await finish(database, "2")
    assert await waiting(database, noon + MINUTE) == []


async def test_a_handled_message_is_not_postponed_any_more(database, update, noon):
    await put(database, update("1"))
    await finish(database, "1")

    await database.queue.postpone_inbox("1", noon, "too late to say")

    assert await waiting(database, noon + MINUTE) == []


async def test_a_message_wakes_the_worker_and_so_does_the_end_of_the_one_before(database, update):
    await put(database, update("1"), update("2"))
    assert await database.queue.wait_for_inbox(0)
    assert not await database.queue.wait_for_inbox(0)

    await finish(database, "1")

    assert await database.queue.wait_for_inbox(0)
    assert not await database.queue.wait_for_jobs(0)


async def test_what_holds_a_code_is_emptied_once_it_is_handled(database, update, noon, by_hand):
    await put(database, update("1", raw=b"/start code"), update("2", lane="telegram:2", raw=b"a sentence"))

    async with database.units() as work:
        assert await work.inbox.finish("1", forget=True)
        assert await work.inbox.finish("2")
        assert not await work.inbox.finish("1", forget=True)

    assert [bytes(raw) for (raw,) in by_hand("SELECT raw FROM inbox ORDER BY key")] == [b"", b"a sentence"]
