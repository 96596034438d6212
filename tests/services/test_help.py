"""Help by topic; every example of it is a sentence that works, in every language."""

import re
from html import unescape

import pytest

from invoicing.model.party import Nip
from invoicing.services.conversation.helping import TOPICS
from templates.render import render_reply
from tests.services.fakes import PROSTA
from tests.services.house import OLA, SENTENCE

BEGINNINGS = {"dla Zielonego Ogrodu", "faktura końcowa do", "w imieniu", "on behalf of", "від імені"}
"""Parts of sentences, shown as such."""


def examples() -> list[str]:
    said = {
        unescape(words)
        for language in ("pl", "en", "uk")
        for topic in TOPICS
        for words in re.findall(r"<code>(.*?)</code>", render_reply("help-topic", {"topic": topic}, language))
    }
    return sorted(said - BEGINNINGS)


async def test_the_overview_leads_to_every_topic_and_back(house):
    await house.say("/pomoc")
    for topic in TOPICS:
        await house.tap(f"help-{topic}")
        assert (house.last().code, house.last().data) == ("help-topic", {"topic": topic})
        await house.tap("help")
        assert house.last().code == "help"
    assert len(house.telegram.chats[OLA]) == 2  # the welcome, and one message of help


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("/pomoc korekty", "corrections"),
        ("/help people", "people"),
        ("pomoc awarie", "outages"),
        ("/pomoc xyz", None),
    ],
)
async def test_a_topic_may_be_named(house, words, topic):
    await house.say(words)

    assert house.last().data.get("topic") == topic
    assert house.last().code == ("help-topic" if topic else "help")


@pytest.mark.parametrize("words", examples())
async def test_every_example_is_understood(billed, words):
    billed.register.knows(Nip.parse("7740001454"), "WŁAŚCIWY NABYWCA S.A.", PROSTA)
    if not words.startswith(("korekta", "zły NIP")):
        await billed.say(SENTENCE + ", dojazd 100 zł")
        await billed.say("termin 10 dni")
    await billed.say(words)

    said = billed.last()
    understood = said.data.get("reason") == "correction-old-value"  # the invoice of this world is no advance
    assert understood or said.code not in {"not-understood", "refused", "edit-hint", "which-line"}, said.data
