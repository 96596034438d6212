"""Everybody is spoken to in the language they chose, also when nobody asked anything."""

import pytest

from invoicing.services.jobs import Show
from invoicing.services.messages import Channel
from invoicing.services.people.freezing import FreezeFromServer
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import OLA, SENTENCE, STRANGER


@pytest.fixture
def spoken(house):
    """Languages in which things were shown, by chat."""
    said = {}

    async def show(job):
        said.setdefault(job.chat, []).append((job.reply.code, job.language))
        await kept(job)

    kept = house.handlers[Show]
    house.handlers[Show] = show
    return said


async def language(house, chat=OLA):
    async with house.units.reading() as work:
        return (await work.people.by_identity(Channel.TELEGRAM, chat)).language


async def test_a_button_changes_the_language_of_this_answer_and_all_that_follow(house, spoken):
    await house.say("/jezyk")
    assert house.last().code == "languages"
    await house.tap("speak-uk")
    await house.say(SENTENCE)

    assert spoken[OLA] == [("languages", "pl"), ("language-set", "uk"), ("draft-card", "uk")]
    assert await language(house) == "uk"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("/jezyk en", "en"),
        ("/jezyk@latarnik_bot en", "en"),
        ("speak English", "en"),
        ("Please, in English", None),
        ("switch to English, please", "en"),
        ("po angielsku proszę", "en"),
        ("українською", "uk"),
        ("Говори українською!", "uk"),
        ("po ukraińsku", "uk"),
        ("faktura po angielsku", None),
        ("en", None),
    ],
)
async def test_words_ask_for_a_language(house, words, code):
    await house.say(words)

    assert await language(house) == (code or "pl")
    assert (house.last().code == "language-set") is (code is not None)


async def test_what_nobody_asked_for_comes_in_the_chosen_language_too(house, spoken):
    company = await house.take_on(Role.OWNER, STRANGER)
    await house.say("/jezyk uk", STRANGER)
    await house.say("/jezyk en")
    await FreezeFromServer(house.units, house.clock)(company)
    await house.work()

    assert spoken[OLA][-1] == ("company-frozen", "en")
    assert spoken[STRANGER][-1] == ("company-frozen", "uk")


async def test_nobody_changes_the_language_of_somebody_else(house):
    await house.take_on(Role.ISSUER, STRANGER)
    await house.say("/jezyk")
    theirs = house.tap_of("speak-en", person=STRANGER)
    await house.receive(theirs)
    await house.work()

    assert await language(house) == await language(house, STRANGER) == "pl"


async def test_a_change_cut_off_in_the_middle_is_made_once_the_process_is_back(house):
    incoming = house.incoming("/jezyk uk")
    house.units.dies_at = house.units.begun + 1
    with pytest.raises(Crash):
        await house.receive(incoming)
    assert await language(house) == "pl"

    await house.restart()
    await house.assistant(incoming)
    await house.work()
    assert await language(house) == "uk"
    assert house.shown().count("language-set") == 1
