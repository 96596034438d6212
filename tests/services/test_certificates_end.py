"""Owners hear in time that a certificate ends, or that there is none for the day KSeF goes dark; each thing once."""

from datetime import timedelta

import pytest

from invoicing.services.access.certificates import CertificateType, Wallet, held, keep_wallet
from invoicing.services.access.watching import WatchCertificates
from invoicing.services.records import Role
from tests.services.fakes import Crash

AUTH, OFFLINE = CertificateType.AUTHENTICATION, CertificateType.OFFLINE
ENDING, MISSING = "certificate-ending", "offline-certificate-missing"


def certificate(house, kind=OFFLINE, days: float = 365, serial: str = "01F20A5D352AE590"):
    now = house.clock.now()
    return held(
        kind, serial=serial, name="x", valid_from=now - timedelta(days=365), valid_to=now + timedelta(days=days),
        certificate=b"pem", key=b"key",
    )  # fmt: skip


async def hold(house, *certificates) -> None:
    async with house.units() as work:
        (company,) = await work.companies.all()
        await keep_wallet(work, company.id, Wallet(certificates))


@pytest.fixture
def look(house):
    """The worker's daily look, and what is shown after it."""
    watch = WatchCertificates(house.units, house.clock)

    async def looking(**later: float) -> list[str]:
        house.clock.advance(**later)
        await watch()
        await house.work()
        return [code for code in house.shown() if code in {ENDING, MISSING}]

    return looking


async def test_a_certificate_with_time_left_is_not_talked_about(house, look):
    await hold(house, certificate(house, days=61.5))

    assert await look() == []


@pytest.mark.parametrize("kind", [AUTH, OFFLINE])
async def test_its_end_is_told_60_30_14_7_and_1_days_before_and_when_it_comes(house, look, kind):
    await hold(house, certificate(house, kind, days=62), certificate(house, OFFLINE, 900, "02"))
    told = {62 - day: len(await look(days=1)) for day in range(1, 66)}

    days = [day for day in told if told[day] > told.get(day + 1, 0)]
    assert days == [60, 30, 14, 7, 1, 0]


async def test_a_worker_that_was_away_tells_only_what_matters_now(house, look):
    await hold(house, certificate(house, days=5))

    assert await look() == [ENDING]
    assert await look(hours=1) == [ENDING]
    assert house.one(ENDING).data["until"] == "2026-11-25"


async def test_a_process_that_dies_while_telling_tells_once(house, look):
    await hold(house, certificate(house, days=5))
    house.units.dies_at = house.units.begun + 1

    with pytest.raises(Crash):
        await look()

    assert await look() == [ENDING]
    assert await look() == [ENDING]


async def test_a_certificate_that_ended_is_told_as_such(house, look):
    await hold(house, certificate(house, AUTH, days=-1), certificate(house, OFFLINE, 900, "02"))

    await look()

    assert house.one(ENDING).data["ended"] is True


async def test_with_a_successor_in_the_wallet_there_is_nothing_to_do(house, look):
    await hold(house, certificate(house, days=5), certificate(house, days=700, serial="02"))

    await look()

    assert house.one(ENDING).data["successor"] == "2028-10-20"


async def test_a_missing_offline_certificate_is_told_from_the_second_day_and_once_a_month(house, look):
    await hold(house, certificate(house, AUTH, 900))

    assert await look() == []
    assert await look(hours=5) == []
    assert await look(days=1) == [MISSING]
    assert await look(days=1) == [MISSING]
    assert await look(days=10) == [MISSING, MISSING]  # December


async def test_an_expired_offline_certificate_counts_as_none(house, look):
    await hold(house, certificate(house, OFFLINE, days=-400))
    await look()

    assert MISSING in await look(days=1)


async def test_a_company_with_an_offline_certificate_hears_nothing(house, look):
    await hold(house, certificate(house))

    assert await look(days=1) == await look(days=1) == []


async def test_only_owners_hear_of_it(house, look):
    await house.take_on(Role.ISSUER, chat="1002")
    await hold(house, certificate(house, days=5))

    await look()

    assert ENDING not in house.shown("1002")


async def test_nobody_is_woken_at_night(house, look):
    await hold(house, certificate(house, days=5))

    assert await look(hours=12) == []
    assert await look(hours=10) == [ENDING]
