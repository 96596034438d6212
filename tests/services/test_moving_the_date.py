"""Moving the date of issue: what KSeF has decides, whatever was sent, lost or done meanwhile."""

from datetime import date

import pytest

from invoicing.model.lifecycle import Status
from invoicing.services.ksef_ports import NumberTaken
from tests.services.fakes import StoppedClock, ksef_number
from tests.services.house import SENTENCE

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def at(house, moment: str) -> None:
    house.clock.at = StoppedClock(f"2026-11-{moment}:00+01:00").at


async def only(house):
    (invoice,) = await house.invoices()
    return invoice


@pytest.fixture
async def agreed(real):
    """FV/2026/11/1 of Friday waits; at ten in the evening its issuer agreed to another date."""
    real.ksef.down = True
    await real.say(SENTENCE)
    await real.tap("issue")
    at(real, "20T22:00")
    await real.guard_midnight()
    await real.work(seconds=1)
    await real.tap("move-date")
    return real


async def test_whoever_moved_a_date_reads_that_it_stayed_when_ksef_had_the_first_file(agreed):
    old = await only(agreed)
    at(agreed, "21T00:00")
    await agreed.work(seconds=30)
    agreed.ksef.down = False
    agreed.ksef.verdicts = [NumberTaken(ksef_number("5265877635", 1), old.sha256)]
    await agreed.work(seconds=300)

    now = await only(agreed)
    assert (now.status, now.xml, now.invoice.issue_date) == (Status.ACCEPTED, old.xml, FRIDAY)
    said = agreed.one("date-stayed").data
    assert (said["issue_date"], said["moved"]) == ("2026-11-20", "2026-11-21")
