"""What people do in Telegram is in our database before Telegram may forget it."""

import json
from datetime import UTC, datetime

import pytest
from aiogram.exceptions import ClientDecodeError
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.storing import StoreUpdates
from bot.updates import to_incoming
from invoicing.services.messages import Channel, Choice
from invoicing.services.records import Received
from tests.bot.conftest import StoppedClock

OLA = 1001


async def test_an_update_is_stored_once_even_when_it_comes_again(telegram, poller, inbox, bot, database):
    await telegram.user_sends_text(OLA, "faktura dla NIP 5260250274")
    await poller.once(0)
    again = type(poller)(
        bot, StoreUpdates(bot.id, database.units, StoppedClock())
    )  # a new process knows no offset

    await again.once(0)

    assert len(await inbox()) == 1


async def test_nothing_is_confirmed_before_it_is_stored(telegram, poller, bot, database):
    class Crash:
        def __call__(self):
            raise OSError("disk full")

    await telegram.user_sends_text(OLA, "pierwsza")
    broken = type(poller)(bot, StoreUpdates(bot.id, Crash(), StoppedClock()))
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


async def test_an_edited_message_is_heard_of_and_its_words_are_no_sentence(telegram, poller, inbox, database):
    message = await telegram.user_sends_text(OLA, "faktura dla NIP 5260250274, 2 h po 200 zł")
    await telegram.user_edits_text(OLA, message, "faktura dla NIP 5260250274, 3 h po 200 zł")
    await poller.once(0)
    first, edited = await everything(inbox, database)

    incoming = to_incoming(edited)
    assert (incoming.text, incoming.media) == ("", "edited")
    assert first.lane == edited.lane  # after the message itself


async def test_a_key_that_was_added_by_an_edit_is_not_stored(telegram, poller, inbox, database):
    message = await telegram.user_sends_text(OLA, "oto klucz:")
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    await telegram.user_edits_text(OLA, message, f"oto klucz: {key.decode()}")
    await poller.once(0)
    _, edited = await everything(inbox, database)

    assert b"PRIVATE KEY" not in edited.raw
    assert to_incoming(edited).withheld is not None


@pytest.mark.parametrize(
    "content",
    [
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False}},
        {"dice": {"emoji": "🎲", "value": 6}},
        {"location": {"latitude": 54.3, "longitude": 18.6}},
        {"story": {"id": 1, "chat": {"id": 5, "type": "private"}}},
    ],
)  # fmt: skip
def test_whatever_else_can_be_sent_is_no_sentence(content):
    incoming = to_incoming(update_of({"message": message_with(content)}))

    assert incoming.text == ""
    assert incoming.media in {*content, "other"}


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}}},
        {"message": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}},
        {"edited_message": {"location": {"latitude": 54.3, "longitude": 18.6, "live_period": 900}}},
        {"edited_message": {"text": "faktura", "chat": {"id": -5, "type": "group", "title": "My"}}},
    ],
)
def test_what_nobody_said_to_us_is_not_answered(update):
    ((kind, content),) = update.items()

    assert to_incoming(update_of({kind: message_with(content)})) is None


def message_with(content):
    base = {"message_id": 2, "date": 1700000000, "chat": {"id": 5, "type": "private"}}
    return base | {"from": {"id": 5, "is_bot": False, "first_name": "Ola"}} | content


def update_of(what):
    raw = json.dumps({"update_id": 9} | what).encode()
    return Received("telegram:1:9", Channel.TELEGRAM, "telegram:5", raw, datetime.now(UTC))


async def test_a_message_of_somebody_else_is_known_as_forwarded(telegram, poller, inbox):
    telegram.add_user(7, "Ewa")
    await telegram.user_sends_text(OLA, "faktura dla NIP 5260250274, 2 h po 200 zł", forwarded_from=7)
    await poller.once(0)

    assert to_incoming((await inbox())[0]).forwarded


async def test_a_tap_brings_its_choice_and_the_message_it_stood_on(telegram, poller, bot, inbox, database):
    await telegram.user_sends_text(OLA, "/start")
    await poller.once(0)
    message = await bot.send_message(OLA, "karta", reply_markup=keyboard(Choice("issue", version=3)))
    await telegram.user_taps(OLA, message.message_id, "Wystaw", wait=0)
    await poller.once(0)
    tapped = next(row for row in await everything(inbox, database) if b"callback_query" in row.raw)

    incoming = to_incoming(tapped)

    assert incoming.choice == Choice("issue", version=3)
    assert incoming.tapped_message == str(message.message_id)
    assert incoming.callback


async def test_made_up_callback_data_is_no_choice(telegram, poller, bot, inbox, database):
    await telegram.user_sends_text(OLA, "/start")
    await poller.once(0)
    message = await bot.send_message(OLA, "karta", reply_markup=raw_keyboard("drop table; --"))
    await telegram.user_taps(OLA, message.message_id, "Wystaw", wait=0)
    await poller.once(0)
    tapped = next(row for row in await everything(inbox, database) if b"callback_query" in row.raw)

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


async def everything(inbox, database):
    """All stored updates: a chat shows its oldest until that is handled."""
    rows = []
    while found := await inbox():
        rows += found
        async with database.units() as work:
            for row in found:
                await work.inbox.finish(row.key)
    return rows


def keyboard(choice: Choice):
    return raw_keyboard(choice.encode())


def raw_keyboard(data: str):
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Wystaw", callback_data=data)]])
