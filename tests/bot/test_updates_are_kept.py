"""What people do in Telegram is in our database before Telegram may forget it."""

import json

import pytest
from aiogram.exceptions import ClientDecodeError

from bot.updates import to_incoming
from invoicing.services.messages import Channel, Choice

OLA = 1001


async def test_an_update_is_stored_once_even_when_it_comes_again(telegram, poller, inbox, bot, database):
    await telegram.user_sends_text(OLA, "faktura dla NIP 5260250274")
    await poller.once(0)
    again = type(poller)(bot, database.units, poller._clock)  # a new process knows no offset

    await again.once(0)

    assert len(await inbox()) == 1


async def test_nothing_is_confirmed_before_it_is_stored(telegram, poller, bot, database):
    class Crash:
        def __call__(self):
            raise OSError("disk full")

    await telegram.user_sends_text(OLA, "pierwsza")
    broken = type(poller)(bot, Crash(), poller._clock)
    with pytest.raises(OSError, match="disk full"):
        await broken.once(0)

    assert await poller.once(0) == 1


async def test_a_sentence_becomes_what_a_person_said(telegram, poller, inbox):
    await telegram.user_sends_text(OLA, "faktura dla NIP 5260250274, 2 h po 200 zł")
    await poller.once(0)

    (row,) = await inbox()
    incoming = to_incoming(row)

    assert incoming.text == "faktura dla NIP 5260250274, 2 h po 200 zł"
    assert (incoming.sender.channel, incoming.sender.address) == (Channel.TELEGRAM, str(OLA))
    assert incoming.private
    assert incoming.media is None


@pytest.mark.parametrize("command", ["/start", "/start@latarnik_bot"])
async def test_an_invitation_link_brings_its_code(telegram, poller, inbox, command):
    await telegram.user_sends_text(OLA, f"{command} abc-DEF_123")
    await poller.once(0)

    assert to_incoming((await inbox())[0]).start == "abc-DEF_123"


async def test_a_sticker_is_no_sentence(telegram, poller, inbox):
    await telegram.user_sends_sticker(OLA)
    await poller.once(0)

    incoming = to_incoming((await inbox())[0])

    assert (incoming.text, incoming.media) == ("", "sticker")


async def test_a_message_of_somebody_else_is_known_as_forwarded(telegram, poller, inbox):
    telegram.add_user(7, "Ewa")
    await telegram.user_sends_text(OLA, "faktura dla NIP 5260250274, 2 h po 200 zł", forwarded_from=7)
    await poller.once(0)

    assert to_incoming((await inbox())[0]).forwarded


async def test_a_tap_brings_its_choice_and_the_message_it_stood_on(telegram, poller, bot, inbox):
    await telegram.user_sends_text(OLA, "/start")
    await poller.once(0)
    message = await bot.send_message(OLA, "karta", reply_markup=keyboard(Choice("issue", version=3)))
    await telegram.user_taps(OLA, message.message_id, "Wystaw", wait=0)
    await poller.once(0)
    tapped = next(row for row in await everything(inbox, poller) if b"callback_query" in row.raw)

    incoming = to_incoming(tapped)

    assert incoming.choice == Choice("issue", version=3)
    assert incoming.tapped_message == str(message.message_id)
    assert incoming.callback


async def test_made_up_callback_data_is_no_choice(telegram, poller, bot, inbox):
    await telegram.user_sends_text(OLA, "/start")
    await poller.once(0)
    message = await bot.send_message(OLA, "karta", reply_markup=raw_keyboard("drop table; --"))
    await telegram.user_taps(OLA, message.message_id, "Wystaw", wait=0)
    await poller.once(0)
    tapped = next(row for row in await everything(inbox, poller) if b"callback_query" in row.raw)

    assert to_incoming(tapped).choice is None


async def test_an_update_newer_than_our_models_is_kept_as_it_came(answered, inbox):
    update = {"update_id": 7, "message": {"message_id": 1, "date": "some day", "novelty": True}}
    poller = await answered(json={"ok": True, "result": [update]})

    assert await poller.once(0) == 1

    (row,) = await inbox()
    assert json.loads(row.raw) == update


@pytest.mark.parametrize("text", ["<html>502</html>", "[]", '{"ok": true, "result": [{}]}'])
async def test_somebody_else_s_answer_is_telegrams_absence(answered, inbox, text):
    poller = await answered(text=text)

    with pytest.raises(ClientDecodeError):
        await poller.once(0)

    assert await inbox() == []


async def everything(inbox, poller):
    """All stored updates: a chat shows its oldest until that is handled."""
    rows = []
    while found := await inbox():
        rows += found
        async with poller._units() as work:
            for row in found:
                await work.inbox.finish(row.key)
    return rows


def keyboard(choice: Choice):
    return raw_keyboard(choice.encode())


def raw_keyboard(data: str):
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Wystaw", callback_data=data)]])
