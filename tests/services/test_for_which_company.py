"""Whoever belongs to several companies and chose none is asked which is meant; nothing falls to the first by itself."""

from dataclasses import replace

import pytest

from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import OLA

HABIT = "gdy KSeF milczy: offline24"
BEGINS = "awaria całkowita: TVP Info, 20.11.2026 9:30"


@pytest.fixture
async def bakery(house, office):
    """Ola owns the bakery as well."""
    return await office.client("Piekarnia", role=Role.OWNER)


async def habits(house):
    async with house.units.reading() as work:
        return {
            each.profile.seller.name: each.profile.when_silent.value for each in await work.companies.all()
        }


async def failures(house):
    async with house.units.reading() as work:
        return {
            each.profile.seller.name: len(await work.outages.total_failures(each.id))
            for each in await work.companies.all()
        }


async def tap_company(house, name, text_of="which-company"):
    (question,) = [key for key, each in house.telegram.chats[OLA].items() if each.code == text_of][-1:]
    message = house.telegram.chats[OLA][question]
    option = next(option for row in message.options for option in row if option.about == name)
    tap = house.incoming("", choice=option.choice, tapped_message=question, callback="c")
    await house.receive(tap)
    await house.work()
    return tap


async def test_a_habit_is_set_where_it_was_meant(house, bakery):
    await house.say(HABIT)
    asked = house.last()
    assert (asked.code, asked.data["said"]) == ("which-company", HABIT)
    assert [option.about for row in asked.options for option in row] == ["Latarnia Morska", "Piekarnia"]
    assert set((await habits(house)).values()) == {"wait"}

    await tap_company(house, "Piekarnia")

    assert await habits(house) == {"Latarnia Morska": "wait", "Piekarnia": "offline24"}
    assert house.one("company-habits").data["company"] == "Piekarnia"


async def test_a_total_failure_begins_and_ends_where_it_was_meant(house, bakery):
    await house.say(BEGINS)
    await tap_company(house, "Piekarnia")
    assert await failures(house) == {"Latarnia Morska": 0, "Piekarnia": 1}

    await house.say("koniec awarii całkowitej: TVP Info")
    await tap_company(house, "Latarnia Morska")
    assert house.one("total-failure-unchanged").data["company"] == "Latarnia Morska"
    await house.say("/ksef")
    assert house.last().data["confirmed"] == ["Piekarnia"]


async def test_buttons_under_an_older_question_do_nothing(house, bakery):
    await house.say(HABIT)
    old = await tap_company(house, "Piekarnia")
    await house.say(BEGINS)

    await house.receive(replace(old, key="telegram:again"))
    await house.work()

    assert house.telegram.alerts[-1] == "stale-choice"
    assert await failures(house) == {"Latarnia Morska": 0, "Piekarnia": 0}


async def test_a_second_tap_sets_it_for_the_next_company_and_breaks_nothing(house, bakery):
    await house.say(HABIT)
    tap = await tap_company(house, "Piekarnia")
    await house.receive(replace(tap, key="telegram:again"))
    await house.work()

    assert await habits(house) == {"Latarnia Morska": "wait", "Piekarnia": "offline24"}


async def test_where_one_may_only_issue_nothing_is_set(house, office):
    await office.client("Piekarnia", role=Role.ISSUER)
    await house.say(HABIT)
    await tap_company(house, "Piekarnia")

    assert house.last().code == "not-allowed"
    assert set((await habits(house)).values()) == {"wait"}


async def test_whoever_has_one_company_is_not_asked(house):
    await house.say(HABIT)

    assert (await habits(house))["Latarnia Morska"] == "offline24"


async def test_killed_before_the_commit_the_answer_to_the_question_is_not_lost_nor_done_twice(house, bakery):
    await house.say(BEGINS)
    option = next(row[0] for row in house.last().options if row[0].about == "Piekarnia")
    tap = house.incoming("", choice=option.choice, tapped_message="2", callback="c")
    house.units.begun, house.units.dies_at = 0, 1
    with pytest.raises(Crash):
        await house.receive(tap)
    assert await failures(house) == {"Latarnia Morska": 0, "Piekarnia": 0}

    house.units.dies_at = None
    await house.restart()
    await house.assistant(tap)
    await house.assistant(tap)
    await house.work()

    assert await failures(house) == {"Latarnia Morska": 0, "Piekarnia": 1}
    assert house.shown().count("total-failure-confirmed") == 1


@pytest.mark.parametrize(("words", "done"), [(HABIT, "company-habits"), (BEGINS, "total-failure-confirmed")])
async def test_whoever_has_chosen_a_company_is_not_asked_again(house, bakery, words, done):
    await house.say("/firma Piekarnia")
    await house.say(words)

    assert house.last().code == done
    assert house.last().data["company"] == "Piekarnia"
    assert "which-company" not in house.shown()


async def test_a_company_named_before_the_sentence_is_chosen_for_a_habit_too(house, bakery):
    await house.say("w imieniu Piekarni: " + HABIT)

    assert await habits(house) == {"Latarnia Morska": "wait", "Piekarnia": "offline24"}


async def test_a_choice_of_a_company_that_one_has_left_is_no_choice(house, bakery, office):
    await office.client("Zielony Ogród", role=Role.OWNER)
    await house.say("/firma Piekarnia")
    async with house.units() as work:
        (ola, _), *_ = await work.people.members(bakery.id)
        await work.people.leave(ola.id, bakery.id)
    await house.say(HABIT)

    assert house.last().code == "which-company"
