"""What people say in a group is not kept; the group hears where to write."""

import json

import pytest

from bot.storing import StoreUpdates
from bot.updates import to_incoming
from tests.bot.conftest import StoppedClock

ANNA = {"id": 7001, "is_bot": False, "first_name": "Anna", "last_name": "Nowak", "username": "anowak"}
GROUP = {"id": -500, "type": "group", "title": "Rodzina Nowaków"}
WORDS = "faktura dla NIP 5260250274"
ALL = ("Anna", "Nowak", "7001", "5260250274", "anowak")


def said(**more) -> dict:
    return {"message_id": 5, "date": 1795164000, "chat": GROUP, "from": ANNA, "text": WORDS} | more


@pytest.fixture
def stored(database, inbox):
    """What is in the books of updates after they came."""

    async def store(*updates: dict):
        numbered = [{"update_id": 90 + place} | update for place, update in enumerate(updates)]
        await StoreUpdates(42, database.units, StoppedClock())(numbered)
        return await inbox()

    return store


@pytest.mark.parametrize(
    "message",
    [
        said(),
        said(text="/start abc-DEF_123"),
        said(chat=GROUP | {"id": -1_000_000_000_500, "type": "supergroup"}),
        said(reply_to_message=said(text="od Anna Nowak")),
        said(contact={"phone_number": "7001", "first_name": "Anna"}, text=None),
    ],
)
async def test_of_a_group_neither_words_nor_writer_are_stored_and_it_can_be_answered(stored, message):
    (row,) = await stored({"message": message})

    assert [word for word in ALL if word in row.raw.decode()] == []
    incoming = to_incoming(row)
    assert (incoming.private, incoming.chat) == (False, str(message["chat"]["id"]))
    assert (incoming.text, incoming.start) == ("", None)


async def test_a_group_is_answered_in_the_language_of_whoever_wrote(stored):
    (row,) = await stored({"message": said(**{"from": ANNA | {"language_code": "uk"}})})

    assert to_incoming(row).sender.language == "uk"


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": said()},
        {"callback_query": {"id": "1", "from": ANNA, "chat_instance": "2", "data": WORDS, "message": said()}},
        {"message": said(new_chat_title="Rodzina Nowaków", text=None)},
        {"message": said(**{"from": ANNA | {"is_bot": True}})},
    ],
)
async def test_what_no_group_is_answered_for_leaves_nothing_but_its_number(stored, update):
    (row,) = await stored(update)

    assert [word for word in ALL if word in row.raw.decode()] == []
    assert to_incoming(row) is None


async def test_what_is_said_to_the_bot_alone_is_stored_as_it_came(stored):
    private = said(chat={"id": 7001, "type": "private", "first_name": "Anna"})

    (row,) = await stored({"message": private})

    assert json.loads(row.raw)["message"] == private
