"""A file that somebody sends is named in the update and fetched when it is wanted, never beyond a bound."""

import pytest

from bot.files import TelegramFiles
from bot.updates import to_incoming
from invoicing.model.errors import Refused, Unavailable

OLA = 1001


async def sent(telegram, poller, inbox, content: bytes):
    await telegram.user_sends_document(OLA, "podpisany.xml", content, "application/xml")
    await poller.once(0)
    return to_incoming((await inbox())[-1])


async def test_its_bytes_come_as_they_were_sent(telegram, poller, inbox, bot):
    incoming = await sent(telegram, poller, inbox, b"<x/>")

    assert (incoming.media, incoming.document.name, incoming.document.size) == (
        "document",
        "podpisany.xml",
        4,
    )
    assert await TelegramFiles(bot)(incoming.document.reference, 100) == b"<x/>"


@pytest.mark.parametrize("size", [101, 21 << 20])
async def test_a_file_beyond_the_bound_is_refused_in_words(telegram, poller, inbox, bot, size):
    incoming = await sent(telegram, poller, inbox, b"x" * size)

    with pytest.raises(Refused, match="ksef-signed-too-large"):
        await TelegramFiles(bot)(incoming.document.reference, 100)


async def test_what_telegram_has_no_more_is_refused_and_its_silence_is_not(telegram, bot):
    with pytest.raises(Refused, match="chat-refused"):
        await TelegramFiles(bot)("BQACunknown", 100)

    telegram.state.down = True
    with pytest.raises(Unavailable):
        await TelegramFiles(bot)("BQACunknown", 100)
