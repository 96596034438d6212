"""Taps on buttons: answered once, soon, and by the newest keyboard."""

import asyncio

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InaccessibleMessage

from sandbox.telegram import UserError

OLA = 1001
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Wystaw", "callback_data": "issue:1"}, {"text": "Nie teraz", "disabled": {}}],
        [{"text": "Strona", "url": "https://a.example/1"}, {"text": "Konto", "copy_text": {"text": "96"}}],
    ]
}


@pytest.fixture
async def card(bot, chat):
    return await bot.send_message(chat, "Faktura", reply_markup=KEYBOARD)


async def fetched(bot):
    return (await bot.get_updates(offset=-1, timeout=20))[-1].callback_query


async def test_a_tap_reaches_the_bot_and_its_answer_the_person(bot, telegram, card):
    tap = asyncio.create_task(telegram.user_taps(OLA, card.message_id, "Wystaw"))
    await asyncio.sleep(0)
    query = await fetched(bot)

    await query.answer("Wystawiam", show_alert=True)

    assert (query.data, query.from_user.id, query.message.message_id) == ("issue:1", OLA, card.message_id)
    assert query.message.reply_markup.inline_keyboard[0][0].callback_data == "issue:1"
    assert -(1 << 63) <= int(query.id) < 1 << 63
    assert int(query.chat_instance)
    assert await tap == {"answered": True, "alert": "Wystawiam", "show_alert": True, "url": None}


async def test_an_answer_without_words_shows_nothing(bot, telegram, card):
    tap = asyncio.create_task(telegram.user_taps(OLA, card.message_id, "Wystaw"))
    await asyncio.sleep(0)

    await (await fetched(bot)).answer()

    assert (await tap)["alert"] is None
    assert (await tap)["answered"]


async def test_an_unanswered_tap_says_so(telegram, card):
    assert await telegram.user_taps(OLA, card.message_id, "Wystaw", wait=0.01) == {
        "answered": False,
        "alert": None,
    }


async def test_a_second_answer_is_refused(bot, telegram, card):
    await telegram.user_taps(OLA, card.message_id, "Wystaw", wait=0)
    query = await fetched(bot)
    await query.answer()

    with pytest.raises(TelegramBadRequest, match=TOO_OLD):
        await query.answer()


async def test_a_late_answer_is_refused(bot, telegram, card, world):
    await telegram.user_taps(OLA, card.message_id, "Wystaw", wait=0)
    query = await fetched(bot)
    world.clock.advance(61)

    with pytest.raises(TelegramBadRequest, match=TOO_OLD):
        await query.answer()


async def test_a_keyboard_taken_away_cannot_be_tapped(bot, telegram, card):
    await bot.edit_message_text("Wystawiona", chat_id=OLA, message_id=card.message_id)

    with pytest.raises(UserError, match="no button 'Wystaw'"):
        await telegram.user_taps(OLA, card.message_id, "Wystaw")


async def test_links_and_copies_ask_the_bot_nothing(bot, telegram, card):
    assert (await telegram.user_taps(OLA, card.message_id, "Strona"))["url"] == "https://a.example/1"
    assert (await telegram.user_taps(OLA, card.message_id, "Konto"))["copy"] == "96"
    assert not (await telegram.user_taps(OLA, card.message_id, "Nie teraz"))["answered"]
    assert [update.event_type for update in await bot.get_updates()] == ["message"]


async def test_a_stale_or_forged_tap_arrives_with_its_data(bot, telegram, card):
    await bot.edit_message_text("Wystawiona", chat_id=OLA, message_id=card.message_id)
    await telegram.user_taps_data(OLA, card.message_id, "issue:1", wait=0)

    query = await fetched(bot)

    assert (query.data, query.message.text) == ("issue:1", "Wystawiona")


async def test_a_tap_under_a_deleted_message_has_no_content(bot, telegram, card):
    await bot.delete_message(OLA, card.message_id)
    await telegram.user_taps_data(OLA, card.message_id, "issue:1", wait=0)

    query = await fetched(bot)

    assert isinstance(query.message, InaccessibleMessage)
    assert (query.message.message_id, query.message.date) == (card.message_id, 0)


async def test_who_blocked_the_bot_taps_and_writes_nothing(telegram, card):
    telegram.block(OLA)

    with pytest.raises(UserError):
        await telegram.user_taps(OLA, card.message_id, "Wystaw")
    with pytest.raises(UserError):
        await telegram.user_sends_text(OLA, "halo")
