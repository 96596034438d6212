"""What the bot learns, in which order, and what it loses."""

import asyncio

import pytest
from aiogram.exceptions import TelegramConflictError

OLA = 1001


async def test_updates_rise_by_one_and_stay_until_confirmed(bot, telegram, chat):
    await telegram.user_sends_text(OLA, "druga")

    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    nothing = await bot.get_updates(offset=first[1].update_id + 1)

    assert [update.message.text for update in first] == ["/start", "druga"]
    assert first[1].update_id == first[0].update_id + 1
    assert [update.update_id for update in rest] == [first[1].update_id]
    assert again[0].update_id == first[0].update_id
    assert nothing == []


async def test_a_negative_offset_keeps_only_the_last_ones(bot, telegram, chat):
    for text in ("a", "b", "c"):
        await telegram.user_sends_text(OLA, text)

    kept = await bot.get_updates(offset=-2)
    later = await bot.get_updates(offset=kept[0].update_id)

    assert [update.message.text for update in kept] == ["b", "c"]
    assert [update.message.text for update in later] == ["b", "c"]


async def test_limit_is_clamped(bot, telegram, chat):
    for number in range(120):
        await telegram.user_sends_text(OLA, str(number))

    assert len(await bot.get_updates(limit=5)) == 5
    assert len(await bot.get_updates(offset=-121, limit=900)) == 100
    assert len(await bot.get_updates(offset=-120, limit=-3)) == 1


async def test_a_repeated_poll_within_half_a_second_gets_one_update(bot, telegram, chat):
    await telegram.user_sends_text(OLA, "druga")

    full, hurried = await bot.get_updates(), await bot.get_updates()

    assert (len(full), len(hurried)) == (2, 1)


async def test_a_long_poll_ends_with_the_first_message(bot, telegram, until):
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await until(lambda: telegram.state.updates.polling)

    await telegram.user_sends_text(OLA, "cześć")

    (update,) = await poll
    message = update.message
    assert message.text == "cześć"
    assert (message.chat.id, message.chat.type, message.from_user.is_bot) == (OLA, "private", False)
    assert message.from_user.language_code == "pl"


async def test_a_second_poller_ends_the_first_with_409(bot, telegram, until):
    first = asyncio.create_task(bot.get_updates(timeout=50))
    await until(lambda: telegram.state.updates.polling)
    second = asyncio.create_task(bot.get_updates(timeout=50))

    with pytest.raises(TelegramConflictError) as refusal:
        await first
    await telegram.user_sends_text(OLA, "cześć")

    assert (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        in str(refusal.value)
    )
    assert len(await second) == 1


async def test_conflict_answers_are_kept_apart(bot, telegram, until):
    polls = []
    for _ in range(3):
        last = telegram.state.updates.polling
        polls.append(asyncio.create_task(bot.get_updates(timeout=50)))
        await until(lambda last=last: telegram.state.updates.polling not in {None, last})

    done, _ = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)

    assert done == {polls[0]}
    with pytest.raises(TelegramConflictError):
        await polls[0]
    await telegram.user_sends_text(OLA, "cześć")
    assert len(await polls[2]) == 1
    with pytest.raises(TelegramConflictError):
        await polls[1]


async def test_a_tap_nobody_fetched_is_lost_after_150_seconds(bot, telegram, chat, world):
    sent = await bot.send_message(
        chat, "Faktura", reply_markup={"inline_keyboard": [[{"text": "Wystaw", "callback_data": "1"}]]}
    )
    await telegram.user_taps(OLA, sent.message_id, "Wystaw", wait=0)
    world.clock.advance(149)
    before = await bot.get_updates()

    world.clock.advance(2)

    assert [update.event_type for update in before] == ["message", "callback_query"]
    assert [update.event_type for update in await bot.get_updates(limit=99)] == ["message"]
    assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_a_message_nobody_fetched_is_lost_after_a_day(bot, telegram, chat, world):
    world.clock.advance(24 * 3600 + 1)
    await telegram.user_sends_text(OLA, "nowa")

    (only,) = await bot.get_updates()

    assert only.message.text == "nowa"


async def test_kinds_not_asked_for_are_not_born(bot, telegram, chat):
    await bot.get_updates(allowed_updates=["callback_query"])
    await telegram.user_sends_text(OLA, "tego bot nie chce")
    await bot.get_updates(offset=-1)
    await telegram.user_sends_text(OLA, "tego dalej nie chce")

    await bot.get_updates(allowed_updates=[])
    await telegram.user_sends_text(OLA, "to znowu chce")

    assert [update.message.text for update in await bot.get_updates(limit=9, offset=-9)] == [
        "/start",
        "to znowu chce",
    ]


async def test_an_update_keeps_the_message_as_it_was_born(bot, telegram, chat):
    message_id = await telegram.user_sends_text(OLA, "pierwsza wersja")
    await telegram.user_edits_text(OLA, message_id, "druga wersja")

    _, born, edited = await bot.get_updates()

    assert born.message.text == "pierwsza wersja"
    assert (edited.edited_message.text, edited.edited_message.message_id) == ("druga wersja", message_id)
    assert edited.edited_message.edit_date


async def test_a_restart_of_the_server_ends_the_poll(call, telegram, until):
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await until(lambda: telegram.state.updates.polling)

    telegram.restart_poll()

    status, answer = await poll
    assert (status, answer["description"]) == (500, "Internal Server Error: restart")


async def test_a_hurried_empty_poll_waits_by_itself(bot, telegram, until):
    telegram.state.updates.repeat_pause = 50.0
    assert await bot.get_updates(timeout=0) == []

    hurried = asyncio.create_task(bot.get_updates(timeout=0))
    await until(lambda: telegram.state.updates.polling)
    await telegram.user_sends_text(OLA, "cześć")

    assert len(await hurried) == 1
