"""Nobody learns too late that an invoice must be sent, and nobody hears it twice."""

from datetime import date, datetime

import pytest

from invoicing.services.records import Role
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.reminding import Reminding, Slot, slot_of
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA

MONDAY = date(2026, 11, 23)
CLERK, VIEWER = "4001", "4002"


@pytest.fixture
def remind(house):
    async def at(moment):
        house.clock.at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
        await Reminding(house.units, house.clock, TellMany(house.units, no_pause))()
        await house.work(0)

    return at


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


def reminders(house, chat=OLA):
    return [
        message.data["slot"]
        for message in house.telegram.chats[chat].values()
        if message.code == "deadline-reminder"
    ]


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-22T17:59", None),
        ("2026-11-22T18:00", Slot.EVE),
        ("2026-11-22T21:59", Slot.EVE),
        ("2026-11-22T22:00", None),
        ("2026-11-23T07:59", None),
        ("2026-11-23T08:30", None),
        ("2026-11-23T09:00", Slot.MORNING),
        ("2026-11-23T15:00", Slot.AFTERNOON),
        ("2026-11-23T20:00", Slot.EVENING),
        ("2026-11-23T23:30", None),
        ("2026-11-24T07:00", None),
        ("2026-11-24T08:00", Slot.AFTER),
        ("2026-12-01T12:00", Slot.AFTER),
    ],
)
def test_a_deadline_is_spoken_of_at_its_hours_and_never_by_night(now, slot):
    reached = slot_of(MONDAY, datetime.fromisoformat(now).replace(tzinfo=WARSAW))

    assert (reached and reached[0]) == slot


async def test_a_weekend_before_a_deadline_and_the_day_itself(house, office, remind):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20", 3)

    for moment in (
        "2026-11-21T12:00",
        "2026-11-22T18:05",
        "2026-11-23T09:00",
        "2026-11-23T15:10",
        "2026-11-24T08:01",
    ):
        await remind(moment)

    assert reminders(house) == ["eve", "morning", "afternoon", "after"]
    (row,) = house.last().data["rows"]
    assert (row["company"], row["count"], row["deadline"], row["late"]) == (
        "Zakład Dom",
        3,
        "2026-11-23",
        True,
    )


async def test_at_eight_in_the_evening_it_is_the_owner_who_hears(house, office, remind):
    client = await office.client("Zakład Dom", chat=CLERK, role=Role.ISSUER)
    await office.client("Zakład Dom", chat=OLA, role=Role.OWNER)
    await office.waits(client, "2026-11-20")

    await remind("2026-11-23T20:00")

    assert (reminders(house), reminders(house, CLERK)) == (["evening"], [])


async def test_who_may_only_look_is_left_alone(house, office, remind):
    client = await office.client("Zakład Dom", chat=VIEWER, role=Role.VIEWER)
    await office.client("Zakład Dom", chat=CLERK, role=Role.ISSUER)
    await office.waits(client, "2026-11-20")

    await remind("2026-11-23T09:00")

    assert (reminders(house, VIEWER), reminders(house, CLERK)) == ([], ["morning"])


async def test_an_accountant_of_many_hears_once_about_all(house, office, remind):
    for name in ("Zakład Dom", "Piekarnia", "Stolarnia"):
        await office.waits(await office.client(name), "2026-11-20", 2)

    await remind("2026-11-23T09:00")

    assert reminders(house) == ["morning"]
    assert [row["company"] for row in house.last().data["rows"]] == ["Piekarnia", "Stolarnia", "Zakład Dom"]
    assert house.last().data["many"] is True


async def test_a_restart_and_another_process_say_nothing_twice(house, office, remind):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20")

    await remind("2026-11-23T09:00")
    await house.restart()
    await remind("2026-11-23T09:01")
    await remind("2026-11-23T14:59")

    assert reminders(house) == ["morning"]


async def test_cut_short_before_it_is_noted_the_same_reminder_is_not_shown_again(house, office, remind):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20")
    # the second writing transaction notes what was said
    with pytest.raises(Crash), house.units.dying(before=2):
        await remind("2026-11-23T09:00")
    await remind("2026-11-23T09:01")

    assert reminders(house) == ["morning"]


async def test_a_clock_that_jumps_over_slots_says_the_newest_only(house, office, remind):
    await office.waits(await office.client("Zakład Dom"), "2026-11-20")

    await remind("2026-11-23T16:00")
    await remind("2026-11-22T19:00")  # and back again

    assert reminders(house) == ["afternoon", "eve"]


async def test_what_has_gone_home_is_not_spoken_of(house, remind):
    house.ksef.down = True
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")
    house.ksef.down = False
    await house.work(120)

    await remind("2026-11-23T09:00")

    assert reminders(house) == []


async def test_an_invoice_issued_after_the_slot_was_told_of_at_its_issue(house, office, remind):
    await office.waits(await office.client("Zakład Dom"), "2026-11-23", at="19:00")  # due on Tuesday

    await remind("2026-11-23T19:30")

    assert reminders(house) == []
