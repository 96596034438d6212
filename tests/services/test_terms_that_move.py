"""A notice that moves a term is told of in words, once, to those whose invoices wait."""

from datetime import date, datetime

import pytest

from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.moving_terms import TellMovedTerms
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA

FAILURE = OutageKind.FAILURE
SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


@pytest.fixture
async def look(house):
    """One look at the announcements at a moment; the first one remembers what is known."""

    async def at(moment, *outages):
        house.clock.at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
        if outages:
            house.lighthouse.says(outages[-1].kind, *outages)
            await house.watch()
        await TellMovedTerms(house.units, house.clock, TellMany(house.units, no_pause))()
        await house.work(0)

    await at("2026-11-20T10:00")
    return at


def told(house, chat=OLA):
    return [
        [
            (move["count"], move["before"], move["deadline"], move["why"], move["article"])
            for move in message.data["moves"]
        ]
        for message in house.telegram.chats[chat].values()
        if message.code == "terms-moved"
    ]


async def test_a_failure_over_the_weekend_moves_friday_s_term(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-11-27", 12)

    await look("2026-11-28T10:00", Outage(FAILURE, SATURDAY, None))
    await look("2026-11-29T20:00", Outage(FAILURE, SATURDAY, SUNDAY))

    assert told(house) == [
        [(12, "2026-11-30", None, "announced", "art. 106nha")],
        [(12, None, "2026-12-08", "ended", "art. 106nha")],
    ]


async def test_the_same_notice_seen_again_and_a_restart_say_nothing_more(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-11-27")
    await look("2026-11-28T10:00", Outage(FAILURE, SATURDAY, None))

    await house.restart()
    await look("2026-11-28T10:01", Outage(FAILURE, SATURDAY, None))

    assert len(told(house)) == 1


async def test_cut_short_before_it_is_noted_it_is_not_shown_again(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-11-27")
    house.lighthouse.says(FAILURE, Outage(FAILURE, SATURDAY, None))
    house.clock.at = datetime.fromisoformat("2026-11-28T10:00").replace(tzinfo=WARSAW)
    await house.watch()
    with pytest.raises(Crash), house.units.dying(before=2):
        await look("2026-11-28T10:00")
    await look("2026-11-28T10:01")

    assert len(told(house)) == 1


async def test_what_is_issued_during_the_failure_has_no_term_that_moved(house, office, look):
    await look("2026-11-28T10:00", Outage(FAILURE, SATURDAY, None))
    await office.waits(await office.client("Zakład Dom"), "2026-11-28", mode=OfflineMode.EMERGENCY)

    await look("2026-11-28T12:00")
    assert told(house) == []

    await look("2026-11-29T20:00", Outage(FAILURE, SATURDAY, SUNDAY))
    assert told(house) == [[(1, None, "2026-12-08", "ended", "art. 106nf ust. 4")]]


async def test_by_night_nothing_is_said_and_the_morning_tells_what_it_comes_to(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-11-27")

    await look("2026-11-28T23:00", Outage(FAILURE, SATURDAY, None))
    await look("2026-11-29T03:00", Outage(FAILURE, SATURDAY, SUNDAY))
    assert told(house) == []
    await look("2026-11-29T08:00")

    assert told(house) == [[(1, "2026-11-30", "2026-12-08", "announced", "art. 106nha")]]


async def test_a_maintenance_and_a_failure_too_late_move_nothing(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-11-24")

    await look("2026-11-25T10:00", Outage(OutageKind.MAINTENANCE, date(2026, 11, 25), date(2026, 11, 25)))
    await look("2026-11-26T10:00", Outage(FAILURE, date(2026, 11, 26), date(2026, 11, 26)))

    assert told(house) == []


async def test_an_accountant_hears_once_about_all_clients_and_nobody_else_s(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-11-27", 2)
    await office.waits(await office.client("Piekarnia"), "2026-11-27", 1)
    stranger = await office.client("Stolarnia", chat="4001")
    await office.waits(stranger, "2026-11-27", 5)

    await look("2026-11-28T10:00", Outage(FAILURE, SATURDAY, None))

    assert [sorted(move[0] for move in message) for message in told(house)] == [[1, 2]]
    assert [[move[0] for move in message] for message in told(house, "4001")] == [[5]]


async def test_a_total_failure_that_a_company_confirms_lifts_the_duty_there_and_nowhere_else(
    house, office, look
):
    confirming, other = await office.client("Zakład Dom"), await office.client("Piekarnia", chat="4001")
    for client in (confirming, other):
        await office.waits(client, "2026-11-27", 2)
    await look("2026-11-28T09:00")
    at = house.clock.now()
    async with house.units() as work:
        person = (await work.people.members(confirming.id))[0][0]
        await work.outages.confirm_total_failure(confirming.id, person.id, "TVP Info, 9:00", at, at)

    await look("2026-11-28T10:00")
    await look("2026-11-28T10:01")

    assert told(house) == [[(2, "2026-11-30", None, "lifted", "art. 106nha")]]
    assert told(house, "4001") == []


async def test_what_was_issued_after_the_confirmation_was_told_of_at_its_issue(house, office, look):
    client = await office.client("Zakład Dom")
    await look("2026-11-28T09:00")
    at = house.clock.now()
    async with house.units() as work:
        person = (await work.people.members(client.id))[0][0]
        await work.outages.confirm_total_failure(client.id, person.id, "TVP Info, 9:00", at, at)
    await office.waits(client, "2026-11-28", at="11:00")

    await look("2026-11-28T12:00")

    assert told(house) == []


async def test_another_reason_for_the_same_day_is_no_news(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-11-27")
    early, late = Outage(FAILURE, SATURDAY, SUNDAY), Outage(FAILURE, SUNDAY, SUNDAY)

    await look("2026-11-29T10:00", early)
    await look("2026-11-29T20:00", early, late)  # counted from the other failure, to the same day

    assert [message[0][2] for message in told(house)] == ["2026-12-08"]


async def test_who_issued_in_emergency_mode_hears_of_the_end_and_not_of_a_term_that_was_never_theirs(
    house, office, look
):
    client = await office.client("Zakład Dom")
    house.clock.at = datetime(2026, 11, 28, 10, tzinfo=WARSAW)
    house.lighthouse.says(FAILURE, Outage(FAILURE, SATURDAY, None))
    await house.watch()
    await office.waits(client, "2026-11-28", 2, OfflineMode.EMERGENCY)

    await look("2026-11-29T20:00", Outage(FAILURE, SATURDAY, SUNDAY))  # both notices since the last look

    assert told(house) == [[(2, None, "2026-12-08", "ended", "art. 106nf ust. 4")]]
