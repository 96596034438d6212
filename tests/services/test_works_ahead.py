"""Works that the Ministry announces are told a day ahead, once, and again only when they change."""

from dataclasses import replace
from datetime import datetime

import pytest

from invoicing.model.announcements import Announcement
from invoicing.model.offline import OutageKind
from invoicing.services.outages.books import LighthouseReport
from invoicing.services.records import Role
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.works_ahead import TellWorksAhead
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


def moment(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=WARSAW)


def works(start="21T21:00", end="22T05:00", version=1, event="7"):
    return Announcement(
        event, OutageKind.MAINTENANCE, ends=False, message_id=f"{event}-{version}", version=version,
        began_at=moment(start), ended_at=moment(end), published_at=moment("16T10:00"),
        sha256=f"{event}-{version}-{start}-{end}".encode(),
    )  # fmt: skip


@pytest.fixture
def look(house):
    """The lighthouse lists these works at a moment, and what they come to is told."""

    async def at(when, *listed):
        house.clock.at = moment(when)
        report = LighthouseReport(None, listed, "{}", tuple("{}" for _ in listed), complete=True)
        house.lighthouse.report = report
        await house.watch()
        await TellWorksAhead(house.units, house.clock, TellMany(house.units, no_pause))()
        await house.work(0)

    return at


def told(house, chat=OLA):
    messages = house.telegram.chats.get(chat, {}).values()
    return [message.data["change"] for message in messages if message.code == "works-ahead"]


async def test_they_are_told_a_day_before_they_begin_and_once(house, look):
    await look("17T10:00", works())
    await look("20T20:59", works())
    assert told(house) == []

    for when in ("20T21:00", "20T21:01", "21T09:00", "21T20:59", "21T21:30", "22T08:00"):
        await look(when, works())
        await house.restart()

    assert told(house) == ["planned"]
    assert house.one("works-ahead").data["start"].startswith("2026-11-21T20:00")


async def test_announced_in_the_last_hour_they_are_told_at_once(house, look):
    await look("21T20:00", works())

    assert told(house) == ["planned"]


async def test_what_has_begun_is_no_longer_told_ahead(house, look):
    await look("21T21:00", works())

    assert told(house) == []


@pytest.mark.parametrize("night", ["20T23:00", "21T03:00", "21T07:59"])
async def test_by_night_nobody_is_woken_and_the_morning_tells(house, look, night):
    await look(night, works())
    assert told(house) == []

    await look("21T08:00", works())

    assert told(house) == ["planned"]


async def test_an_end_before_the_beginning_is_not_passed_on(house, look):
    await look("21T10:00", works(end="21T05:00"))

    assert told(house) == ["planned"]
    assert house.one("works-ahead").data["end"] is None


async def test_a_later_version_with_the_same_hours_is_no_news(house, look):
    await look("21T10:00", works())
    await look("21T11:00", works(version=2))

    assert told(house) == ["planned"]


@pytest.mark.parametrize("changed", [works("22T21:00", "23T05:00", 2), works(end="22T07:00", version=2)])
async def test_another_beginning_or_end_is_told_with_the_former_one(house, look, changed):
    await look("21T10:00", works())
    await look("21T11:00", works(), changed)
    await look("21T12:00", works(), changed)

    assert told(house) == ["planned", "moved"]
    assert house.last().data["before"]["start"].startswith("2026-11-21T20:00")


async def test_works_called_off_are_told_when_they_had_been_told(house, look):
    await look("21T10:00", works())
    await look("21T12:00")
    await look("21T13:00")

    assert told(house) == ["planned", "called_off"]


async def test_whoever_was_away_for_long_looks_first_whether_they_are_still_announced(house, look):
    await look("18T10:00", works())
    house.clock.at = moment("21T10:00")
    await TellWorksAhead(house.units, house.clock, TellMany(house.units, no_pause))()
    await look("21T10:01")

    assert told(house) == []


async def test_works_called_off_before_anybody_heard_of_them_are_not_spoken_of(house, look):
    await look("18T10:00", works())
    await look("19T10:00")
    await look("21T10:00")

    assert told(house) == []


async def test_called_off_and_announced_again_they_are_told_again(house, look):
    await look("21T10:00", works())
    await look("21T12:00")
    await look("21T14:00", works())

    assert told(house) == ["planned", "called_off", "planned"]


async def test_a_clock_that_jumps_forward_and_back_tells_nothing_twice(house, look):
    await look("21T10:00", works())
    await look("30T10:00", works())
    await look("21T10:30", works())

    assert told(house) == ["planned"]


async def test_two_works_of_one_night_are_two_messages(house, look):
    await look("21T10:00", works(), works("22T01:00", "22T02:00", event="8"))

    assert told(house) == ["planned", "planned"]


async def test_a_failure_is_never_told_ahead(house, look):
    await look("21T10:00", replace(works(), kind=OutageKind.FAILURE))

    assert told(house) == []


async def test_who_may_only_look_is_not_told_and_who_works_for_several_hears_once(house, office, look):
    await office.client("Zakład Dom")
    await office.client("Piekarnia", chat="4001", role=Role.VIEWER)

    await look("21T10:00", works())

    assert (told(house), told(house, "4001")) == (["planned"], [])


async def test_cut_short_it_begins_again_and_says_nothing_twice(house, office, look):
    await office.client("Zakład Dom", chat="4001")
    await house.watch()
    # The notice is written, the promises too, the memory is not.
    with pytest.raises(Crash), house.units.dying(before=3):
        await look("21T10:00", works())
    await house.restart()
    await look("21T10:01", works())

    assert (told(house), told(house, "4001")) == (["planned"], ["planned"])
