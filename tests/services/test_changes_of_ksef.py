"""A change of how KSeF is doing reaches everybody, once and without a flood."""

from datetime import datetime

import pytest

from invoicing.model.offline import OutageKind
from invoicing.services.records import Role
from invoicing.services.telling.audience import AT_A_TIME, TellMany
from invoicing.services.telling.pushing import TellChanges
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA

FAILURE = OutageKind.FAILURE


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def look(house, pauses):
    """The lighthouse says something at a moment, and the changes are told."""

    async def pause(seconds):
        pauses.append(seconds)

    async def at(moment, state=None):
        house.clock.at = datetime.fromisoformat(f"2026-11-{moment}").replace(tzinfo=WARSAW)
        house.lighthouse.says(state)
        await house.watch()
        await TellChanges(house.units, house.clock, TellMany(house.units, pause))()
        await house.work(0)

    return at


def seen(house, chat=OLA):
    return [
        message.data["state"]
        for message in house.telegram.chats[chat].values()
        if message.code == "ksef-changed"
    ]


async def test_a_failure_and_its_end_are_told_once_each(house, look):
    await look("20T10:00")
    for minute in range(5):
        await look(f"20T11:0{minute}", FAILURE)
    await look("20T13:00")
    await look("20T13:30")

    assert seen(house) == ["failure", "all_well"]


async def test_that_all_is_well_at_the_first_look_is_no_news(house, look):
    await look("20T10:00")

    assert seen(house) == []


async def test_an_accountant_of_many_gets_one_message_with_what_waits(house, office, look):
    for name, count in (("Zakład Dom", 2), ("Piekarnia", 1)):
        await office.waits(await office.client(name), "2026-11-20", count)

    await look("20T11:00", FAILURE)

    assert seen(house) == ["failure"]
    data = house.last().data
    assert (data["count"], [row["company"] for row in data["rows"]]) == (3, ["Piekarnia", "Zakład Dom"])


async def test_nobody_hears_what_waits_at_a_stranger_s(house, office, look):
    await office.waits(await office.client("Zakład Dom", chat="4001"), "2026-11-20", 2)

    await look("20T11:00", FAILURE)

    assert (house.last().data["count"], house.last("4001").data["count"]) == (0, 2)


async def test_who_may_only_look_is_not_pushed_to(house, office, look):
    await office.client("Zakład Dom", chat="4001", role=Role.VIEWER)

    await look("20T11:00", FAILURE)

    assert seen(house, "4001") == []


async def test_what_flaps_within_ten_minutes_changes_the_message_and_rings_no_more(house, look):
    await look("20T11:00", FAILURE)
    await look("20T11:03")
    assert seen(house) == ["all_well"]
    await look("20T11:06", FAILURE)

    assert seen(house) == ["failure"]
    await look("20T11:20", FAILURE)
    assert seen(house) == ["failure"]


async def test_what_was_only_edited_rings_when_ten_minutes_are_over(house, look):
    await look("20T11:00", FAILURE)
    await look("20T11:03")
    await look("20T11:11")
    await look("20T11:30")

    assert seen(house) == ["all_well", "all_well"]


async def test_by_night_nobody_is_woken_and_the_morning_tells_what_it_came_to(house, look):
    await look("20T21:00")
    await look("20T23:00", FAILURE)
    await look("21T05:00")
    await look("21T06:00", FAILURE)
    assert seen(house) == []

    await look("21T08:00", FAILURE)

    assert seen(house) == ["failure"]


async def test_a_night_that_came_to_nothing_is_not_spoken_of(house, look):
    await look("20T21:00")
    await look("20T23:00", FAILURE)
    await look("21T05:00")
    await look("21T09:00")

    assert seen(house) == []


async def test_a_silent_lighthouse_changes_nothing_for_anybody(house, look):
    await look("20T10:00")
    house.clock.advance(hours=2)
    house.lighthouse.silent = True
    await TellChanges(house.units, house.clock, TellMany(house.units, None))()
    await house.work(0)

    assert seen(house) == []


async def test_a_clock_that_jumps_back_holds_nothing_up(house, look):
    await look("20T11:00", FAILURE)
    await look("20T09:00")

    assert seen(house) == ["failure", "all_well"]


async def test_cut_short_it_begins_again_and_says_nothing_twice(house, office, look):
    await office.client("Zakład Dom", chat="4001")
    house.clock.at = datetime.fromisoformat("2026-11-20T11:00").replace(tzinfo=WARSAW)
    house.lighthouse.says(FAILURE)
    await house.watch()
    house.units.begun, house.units.dies_at = (
        0,
        3,
    )  # the lighthouse is written, the promises too, the memory is not

    with pytest.raises(Crash):
        await look("20T11:00", FAILURE)
    house.units.dies_at = None
    await house.restart()
    await look("20T11:01", FAILURE)

    assert (seen(house), seen(house, "4001")) == (["failure"], ["failure"])


async def test_many_are_told_so_many_a_second(house, office, look, pauses):
    for number in range(2 * AT_A_TIME):
        await office.client("Zakład Dom", chat=str(5000 + number))

    await look("20T11:00", FAILURE)

    assert pauses == [1.0, 1.0]  # 41 people: 20, 20 and 1
    assert seen(house, "5000") == seen(house, str(5000 + 2 * AT_A_TIME - 1)) == ["failure"]


async def test_a_worker_that_was_away_for_long_says_nothing_until_it_has_looked(house, look):
    await look("20T11:00", FAILURE)
    house.clock.advance(hours=2)
    await house.restart()
    await TellChanges(house.units, house.clock, TellMany(house.units, None))()
    await look("20T13:01", FAILURE)

    assert seen(house) == ["failure"]
