"""Whoever runs the installation hears once that work is stuck, and once that it is over."""

from datetime import datetime

import pytest

from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.stuck import LIMITS, TellStuck, Trouble
from tests.services.fakes import WARSAW
from tests.services.house import OLA

OPERATOR = "7007"


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


def told(house, chat=OLA):
    messages = house.telegram.chats.get(chat, {}).values()
    return [
        (message.code, message.data["trouble"]) for message in messages if message.code.startswith("stuck")
    ]


@pytest.fixture
def look(house):
    """What is measured at an hour, and what it comes to is told."""

    async def at(hour, measures, chat=None):
        async def measured():
            return measures

        house.clock.at = datetime(2026, 11, 20, *hour, tzinfo=WARSAW)
        await TellStuck(house.units, house.clock, TellMany(house.units, no_pause), measured, chat=chat)()
        await house.work(0)

    return at


@pytest.mark.parametrize("trouble", Trouble)
async def test_a_trouble_is_told_once_and_its_end_once(house, look, trouble):
    begins, ends = LIMITS[trouble]
    for minute in (0, 1, 2):
        await look((10, minute), {trouble: begins})
        await house.restart()
    assert told(house) == [("stuck", trouble)]

    for minute in (10, 11, 12):
        await look((10, minute), {trouble: ends - 1})
    assert told(house) == [("stuck", trouble), ("stuck-over", trouble)]

    await look((11, 0), {trouble: begins})
    assert told(house)[2:] == [("stuck", trouble)]


async def test_below_the_limit_nothing_is_said(house, look):
    await look((10, 0), {trouble: begins - 1 for trouble, (begins, _) in LIMITS.items()})

    assert told(house) == []


async def test_what_hovers_at_the_limit_is_not_told_by_turns(house, look):
    for minute in range(8):
        await look(
            (10, minute), {Trouble.DISK: 95 if minute % 2 else 94, Trouble.WORK: 31 if minute % 2 else 20}
        )

    assert sorted(told(house)) == [("stuck", "disk"), ("stuck", "work")]


async def test_by_night_only_stuck_work_wakes_anybody(house, look):
    everything = {trouble: begins for trouble, (begins, _) in LIMITS.items()}

    await look((2, 0), everything)
    assert told(house) == [("stuck", "work")]

    await look((8, 0), everything)
    assert len(told(house)) == len(LIMITS)


async def test_the_operators_chat_hears_instead_of_the_owners(house, look):
    await look((10, 0), {Trouble.DISK: 97}, OPERATOR)

    assert told(house, OPERATOR) == [("stuck", "disk")]
    assert told(house) == []
