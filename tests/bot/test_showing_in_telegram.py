"""Replies become messages, edits and documents; Telegram's refusals become ours."""

from uuid import UUID

import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.messages import Choice, Option, Reply, Style
from invoicing.services.ports import FileToShow

OLA = 1001
BUTTONS = ((Option("issue", Choice("issue", UUID(int=7), 3), style=Style.SUCCESS),),)


@pytest.fixture
async def opened(telegram):
    await telegram.user_sends_text(OLA, "/start")


def newest(telegram) -> dict:
    return telegram.messages(OLA)[-1]


async def test_a_reply_with_buttons_becomes_a_message_with_a_keyboard(telegram, chat, show, opened):
    message_id = await chat.show(show(Reply("draft-cancelled", SAMPLE, BUTTONS)), ())

    assert newest(telegram)["message_id"] == int(message_id)
    assert [button["text"] for row in newest(telegram)["buttons"] for button in row] == ["Wystaw"]


async def test_a_reply_that_edits_changes_the_message_in_place(telegram, chat, show, opened):
    first = await chat.show(show(Reply("draft-cancelled", SAMPLE, BUTTONS)), ())

    second = await chat.show(show(Reply("not-understood", {}, edits=first)), ())

    assert second == first
    assert newest(telegram)["edited"]
    assert not newest(telegram)["buttons"]


async def test_an_edit_that_changes_nothing_is_no_failure(telegram, chat, show, opened):
    first = await chat.show(show(Reply("not-understood", {})), ())

    assert await chat.show(show(Reply("not-understood", {}, edits=first)), ()) == first


async def test_when_the_message_to_edit_is_gone_a_new_one_is_sent(telegram, chat, bot, show, opened):
    first = await chat.show(show(Reply("draft-cancelled", SAMPLE)), ())
    await bot.delete_message(OLA, int(first))

    second = await chat.show(show(Reply("not-understood", {}, edits=first)), ())

    assert second != first


async def test_a_file_comes_as_a_document_under_its_name(telegram, chat, show, opened):
    reply = Reply("files", {"number": "FV/2026/11/1", "form": "xml"})

    await chat.show(show(reply), [FileToShow("FV-2026-11-1.xml", b"<Faktura/>")])

    assert newest(telegram)["document"]["name"] == "FV-2026-11-1.xml"
    assert newest(telegram)["document"]["size"] == 10


async def test_a_tap_is_acknowledged_and_a_late_acknowledgement_harms_nothing(telegram, chat, show, opened):
    reply = Reply("not-understood", {}, callback="4711")

    assert await chat.show(show(reply), ()) is not None


async def test_flood_control_is_passed_on_with_its_pause(telegram, chat, show, opened):
    telegram.flood(1, 7)

    with pytest.raises(Unavailable) as slow:
        await chat.show(show(Reply("not-understood", {})), ())

    assert slow.value.retry_after == 7


async def test_a_chat_that_blocked_us_is_closed(telegram, chat, show, opened):
    telegram.block(OLA, True)

    with pytest.raises(Refused) as closed:
        await chat.show(show(Reply("not-understood", {})), ())

    assert closed.value.reason == "chat-closed"


async def test_a_telegram_that_is_down_is_waited_for(telegram, chat, show, opened):
    telegram.down(True)

    with pytest.raises(Unavailable):
        await chat.show(show(Reply("not-understood", {})), ())


SAMPLE = {"buyer": "Klient <b> & syn", "gross": "492.00", "currency": "PLN"}
