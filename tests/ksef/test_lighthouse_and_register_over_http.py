"""Our clients of the lighthouse and the register, against stand-ins that share no code with us."""

from datetime import date, timedelta

import pytest

from invoicing.model.announcements import by_event
from invoicing.model.errors import Unavailable
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.party import Nip


def outages(report):
    """What a report says, by days."""
    return tuple(each.outage() for each in by_event(report.announcements))


TODAY = date(2026, 11, 20)


async def test_a_failure_comes_and_goes(lighthouse):
    stand_in, client, world = lighthouse

    stand_in.follow("failure")
    during = await client.look()
    world.clock.advance(timedelta(days=1).total_seconds())
    stand_in.follow("up")
    after = await client.look()

    assert (during.state, outages(during)) == (
        OutageKind.FAILURE,
        (Outage(OutageKind.FAILURE, TODAY, None),),
    )
    assert (after.state, outages(after)) == (
        None,
        (Outage(OutageKind.FAILURE, TODAY, TODAY + timedelta(days=1)),),
    )


async def test_works_that_end_early_end_early(lighthouse):
    stand_in, client, world = lighthouse
    start = world.clock.now()
    number = stand_in.announce("maintenance", start, start + timedelta(days=2))

    assert outages(await client.look())[0].end == TODAY + timedelta(days=2)
    stand_in.end(number, start + timedelta(hours=1))
    assert outages(await client.look()) == (Outage(OutageKind.MAINTENANCE, TODAY, TODAY),)


async def test_a_lighthouse_that_is_down_is_unavailable(lighthouse):
    stand_in, client, _ = lighthouse
    stand_in.down()

    with pytest.raises(Unavailable):
        await client.look()


async def test_a_company_is_found_with_its_address(register):
    entry = await register.find(Nip("9990001137"), TODAY)

    assert entry is not None
    assert entry.name.startswith("LATARNIA MORSKA")
    assert entry.address is not None
    assert (entry.address.line1, entry.address.line2) == ("PORTOWA 1/2", "00-999 PRZYKŁADOWO")
    assert (entry.vat_status, entry.request_id != "") == ("Czynny", True)


async def test_an_absent_company_is_absent_and_a_future_day_is_no_answer(register):
    assert await register.find(Nip("9990002007"), TODAY) is None

    with pytest.raises(Unavailable, match="register-refused"):
        await register.find(Nip("9990001137"), TODAY + timedelta(days=1))
