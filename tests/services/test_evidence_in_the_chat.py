"""Whoever has to prove a term gets the evidence of an outage in the chat, as one file; strangers get nothing."""

import io
import zipfile
from datetime import date

import pytest

from invoicing.model.offline import Outage, OutageKind
from invoicing.services.messages import Choice
from invoicing.services.records import Role
from tests.services.house import OLA, STRANGER

FRIDAY = date(2026, 11, 20)
JAN = "1003"


@pytest.fixture
async def failed(house):
    """A failure was announced in the morning and ended in the evening."""
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, FRIDAY, None))
    await house.watch()
    house.clock.advance(hours=12)
    house.lighthouse.says(None, Outage(OutageKind.FAILURE, FRIDAY, FRIDAY))
    await house.watch()
    return house


@pytest.mark.parametrize("words", ["/dowody", "dowody awarii", "Pokaż dowody na awarię"])
async def test_the_command_lists_outages_with_a_button_each(failed, words):
    await failed.say(words)

    said = failed.last()
    assert [each["kind"] for each in said.data["outages"]] == ["failure"]
    assert [option.about for row in said.options for option in row] == ["20.11.2026 06:00"]


@pytest.mark.parametrize("role", sorted(Role))
async def test_the_button_sends_one_zip_to_every_member(failed, role):
    await failed.take_on(role, JAN)
    await failed.say("/dowody", JAN)
    await failed.tap("evidence", JAN)

    said = failed.last(JAN)
    (file,) = said.files
    assert (said.code, file.name) == ("evidence", "dowody-failure-failure-2026-11-20.zip")
    names = zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    assert {"index.html", "index.pdf", "SHA256SUMS", "looks.json"} <= set(names)


async def test_a_stranger_with_the_same_button_gets_nothing(failed):
    await failed.say("/dowody")
    choice = failed.last().choice("evidence")

    await failed.say("", STRANGER, choice=choice, callback="c")

    assert failed.shown(STRANGER) == ["stranger"]


async def test_without_an_outage_there_is_nothing_to_prove(house):
    await house.say("/dowody")

    assert (house.last().data["outages"], house.last().labels) == ([], [])


async def test_a_button_of_no_outage_is_refused_in_words(house):
    choice = Choice("evidence", (await house.take_on()).id)
    await house.say("", OLA, choice=choice, callback="c", tapped_message="1")

    assert house.last().data["reason"] == "outage-unknown"
