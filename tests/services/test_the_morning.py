"""The morning message: on workdays at eight, to whom there is something to say."""

from datetime import date, datetime

import pytest

from invoicing.model.offline import Outage, OutageKind
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.digest import Digest
from tests.services.fakes import WARSAW
from tests.services.house import OLA


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


@pytest.fixture
def morning(house):
    async def at(moment):
        house.clock.at = datetime.fromisoformat(f"2026-11-{moment}").replace(tzinfo=WARSAW)
        await Digest(house.units, house.clock, TellMany(house.units, no_pause))()
        await house.work(0)

    return at


def digests(house, chat=OLA):
    return [message.data for message in house.telegram.chats[chat].values() if message.code == "digest"]


async def test_it_says_what_waits_and_what_is_due_today_for_all_clients(house, office, morning):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20", 2)
    await office.waits(await office.client("Piekarnia"), "2026-11-23", 1)

    await morning("23T08:00")

    (said,) = digests(house)
    assert (said["count"], said["due_today"], len(said["rows"]), said["many"]) == (3, 2, 2, True)


async def test_when_all_is_well_and_nothing_waits_there_is_no_message(house, morning):
    await house.watch()
    await morning("23T08:00")

    assert digests(house) == []


@pytest.mark.parametrize("moment", ["22T08:30", "23T07:59", "23T12:00", "21T09:00", "11T09:00"])
async def test_not_at_weekends_nor_holidays_nor_at_other_hours(house, office, morning, moment):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20")

    await morning(moment)

    assert digests(house) == []


async def test_once_a_day_and_again_the_next(house, office, morning):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20")

    for moment in ("23T08:00", "23T08:01", "23T11:00", "24T08:00"):
        await morning(moment)
        await house.restart()

    assert len(digests(house)) == 2


async def test_a_failure_is_worth_a_message_even_when_nothing_waits(house, morning):
    house.clock.at = datetime.fromisoformat("2026-11-23T07:59").replace(tzinfo=WARSAW)
    house.lighthouse.says(OutageKind.FAILURE)
    await house.watch()

    await morning("23T08:00")

    assert [said["state"] for said in digests(house)] == ["failure"]


async def test_whoever_opts_out_hears_nothing_until_they_opt_in(house, office, morning):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20")

    await house.say("/poranek")
    assert house.last().data["on"] is False
    await morning("23T08:00")
    assert digests(house) == []

    await house.say("/poranek")
    assert house.last().data["on"] is True
    await morning("24T08:00")
    assert len(digests(house)) == 1


async def test_works_ahead_have_a_message_of_their_own_and_are_no_reason_for_this_one(house, morning):
    works = Outage(OutageKind.MAINTENANCE, date(2026, 11, 24), date(2026, 11, 25))
    house.clock.at = datetime.fromisoformat("2026-11-23T07:59").replace(tzinfo=WARSAW)
    house.lighthouse.says(None, works)
    await house.watch()

    await morning("23T08:00")

    assert digests(house) == []
