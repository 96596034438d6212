"""How each invoice is marked in JPK_V7, on any day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.papers.jpk_list import asked_month, jpk_of_month
from tests.services.fakes import ksef_number

NOVEMBER, FILED = date(2026, 11, 1), date(2026, 12, 20)


async def markers(house, company, on=FILED, month=NOVEMBER):
    async with house.units.reading() as work:
        found = await jpk_of_month(work, company.id, month, on, house.clock.now())
    return [(each.marker, each.correct_later) for each in found]


async def fate(house, company, **state):
    """What became of the company's only invoice."""
    async with house.units() as work:
        (stored,) = await work.invoices.recent(company.id, 1)
        await work.invoices.save(replace(stored, **state))


@pytest.mark.parametrize(
    ("mode", "marker"),
    [
        (OfflineMode.OFFLINE24, ("DI", True)),
        (OfflineMode.UNAVAILABILITY, ("DI", True)),
        (OfflineMode.EMERGENCY, ("OFF", False)),
        (OfflineMode.TOTAL_FAILURE, ("BFK", False)),
        (None, ("DI", True)),
    ],
)
async def test_without_a_number_the_ground_decides(house, office, mode, marker):
    client = await office.client("Zakład Dom")
    await office.waits(client, "2026-11-20", mode=mode)

    assert await markers(house, client) == [marker]


async def test_a_number_counts_from_the_day_it_was_given(house, office):
    client = await office.client("Zakład Dom")
    await office.waits(client, "2026-11-20", mode=OfflineMode.EMERGENCY)
    at = datetime(2026, 12, 21, 23, 30, tzinfo=UTC)  # half past midnight in Warsaw, on the 22nd
    await fate(
        house,
        client,
        status=Status.ACCEPTED,
        ksef_number=ksef_number("9990001137", 1),
        numbered_by_ksef_at=at,
    )

    assert await markers(house, client, on=date(2026, 12, 21)) == [("OFF", False)]
    assert await markers(house, client, on=date(2026, 12, 22)) == [("number", False)]


async def test_what_stays_outside_for_ever_is_bfk_and_what_was_refused_online_is_no_invoice(house, office):
    outside, refused = await office.client("Zakład Dom"), await office.client("Piekarnia")
    for client in (outside, refused):
        await office.waits(client, "2026-11-20")
    await fate(house, outside, status=Status.OUTSIDE)
    await fate(house, refused, status=Status.REJECTED)

    assert await markers(house, outside) == [("BFK", False)]
    assert await markers(house, refused) == [("none", False)]


async def test_only_the_month_is_listed_however_much_was_issued_since(house, office):
    client = await office.client("Zakład Dom")
    await office.waits(client, "2026-11-30", 2)
    await office.waits(client, "2026-12-01", 210)

    assert len(await markers(house, client)) == 2
    assert await markers(house, client, month=date(2026, 10, 5)) == []


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("znaczniki JPK za listopad", date(2026, 11, 1)),
        ("znaczniki jpk za grudzień", date(2025, 12, 1)),
        ("JPK październik 2026", date(2026, 10, 1)),
        ("/jpk 2026-09", date(2026, 9, 1)),
        ("/jpk", date(2026, 10, 1)),
        ("jak wysłać JPK", None),
        ("faktura dla NIP 5260250274, 2 h konsultacji JPK po 200 zł", None),
    ],
)
def test_the_month_is_understood_and_what_is_about_something_else_is_left_alone(text, month):
    assert asked_month(text, date(2026, 11, 20)) == month


async def test_asked_in_a_chat_the_list_names_what_has_no_number(house):
    house.ksef.down = True
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")

    await house.say("znaczniki JPK za listopad")
    assert house.last().data["counts"] == {"wait": 1}  # today its number is minutes away

    house.clock.advance(days=20)
    await house.say("znaczniki JPK za listopad")

    data = house.last().data
    assert (house.last().code, data["count"], data["counts"]["DI"]) == ("jpk", 1, 1)
    assert [each["number"] for each in data["invoices"]] == ["FV/2026/11/1"]
