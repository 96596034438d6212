"""What KSeF refused after it was issued offline is found at once, apart from what waits."""

from dataclasses import replace

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode

OFFLINE = {"offline_mode": OfflineMode.OFFLINE24}
FAULT = {"status": Status.REJECTED, "rejection": ("450", "Błąd weryfikacji semantyki")}


async def test_it_stands_in_a_group_of_its_own_until_it_is_put_right(database, house):
    waiting = await house.issue(database, "FV/1", **OFFLINE)
    refused = await house.issue(database, "FV/2", **OFFLINE, **FAULT)

    async with database.units.reading() as work:
        groups = await work.invoices.groups(house.company.id)
        assert [(group.count, group.mode, group.rejected) for group in groups] == [
            (1, OfflineMode.OFFLINE24, False),
            (1, OfflineMode.OFFLINE24, True),
        ]
        assert list(await work.invoices.groups()) == list(groups)
        assert list(await work.invoices.to_put_right(house.company.id)) == [refused]
        assert list(await work.invoices.waiting()) == [waiting]

    async with database.units() as work:
        await work.invoices.save(replace(refused, status=Status.ISSUED, rejection=()))
    async with database.units.reading() as work:
        assert [(group.count, group.rejected) for group in await work.invoices.groups()] == [(2, False)]
        assert list(await work.invoices.to_put_right(house.company.id)) == []


@pytest.mark.parametrize(
    "state",
    [
        FAULT,  # an online invoice that was rejected was never issued
        {**OFFLINE, "status": Status.REJECTED, "rejection": ("440", "number-taken", "someone's")},
        {**OFFLINE, "status": Status.ACCEPTED},
        {"offline_mode": OfflineMode.TOTAL_FAILURE, "status": Status.OUTSIDE},
    ],
)
async def test_what_no_technical_correction_waits_for_is_not_in_it(database, house, state):
    await house.issue(database, "FV/1", **state)

    async with database.units.reading() as work:
        assert list(await work.invoices.groups()) == []
        assert list(await work.invoices.to_put_right(house.company.id)) == []


async def test_missing_permissions_stop_no_term_either(database, house):
    refused = {"status": Status.REJECTED, "rejection": ("410", "Nieprawidłowy zakres uprawnień")}
    await house.issue(database, "FV/1", **OFFLINE, **refused)

    async with database.units.reading() as work:
        assert [group.rejected for group in await work.invoices.groups()] == [True]
