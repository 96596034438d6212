"""What the books tell an engineer beyond what waits: certificates, copies, papers nobody takes, and their own size."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.watching.last_copy import note_copy
from invoicing.model.company import CompanyProfile
from invoicing.model.delivering import DeliveryWay
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.access.certificates import CertificateType, Wallet, held, keep_wallet
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.records import Company, Event
from storage.database import open_database
from storage.secrets import new_key

AUTH, OFFLINE = CertificateType.AUTHENTICATION, CertificateType.OFFLINE
DAY = 86400
NIPS = ("9990001137", "5252248481", "7740001454")


@pytest.fixture
def hold(database, clock):
    """One more company, with certificates: each by its type and the days it is still valid."""
    nips = iter(NIPS)

    async def move_in(*wanted: tuple[CertificateType, int]) -> None:
        nip = Nip.parse(next(nips))
        seller = Seller(nip, "Latarnia Morska sp. z o.o.", Address("Portowa 1", "00-999 Przykładowo"))
        company, now = Company(UUID(int=int(nip.digits)), CompanyProfile(seller)), clock.now()
        certificates = tuple(
            held(kind, serial=f"{days}", name="x", valid_from=now - timedelta(days=700),
                 valid_to=now + timedelta(days=days), certificate=b"pem", key=b"key")
            for kind, days in wanted
        )  # fmt: skip
        async with database.units() as work:
            await work.companies.add(company)
            await keep_wallet(work, company.id, Wallet(certificates))

    return move_in


async def test_of_all_companies_the_certificate_that_ends_first_counts_unless_it_has_a_successor(
    figures, hold
):
    await hold((AUTH, 400), (OFFLINE, 20))
    await hold((OFFLINE, 9), (OFFLINE, 300))
    await hold()

    samples = await figures()

    assert samples["latarnik_certificate_expires_seconds", "Authentication"] == 400 * DAY
    assert samples["latarnik_certificate_expires_seconds", "Offline"] == 20 * DAY


async def test_a_certificate_that_has_ended_is_below_nothing(figures, hold):
    await hold((OFFLINE, -2))

    assert (await figures())["latarnik_certificate_expires_seconds", "Offline"] == -2 * DAY


async def test_a_wallet_under_another_key_does_not_silence_the_instruments(figures, hold, home, clock):
    await hold((OFFLINE, 5))
    await hold((OFFLINE, 20))
    strangers = open_database(f"sqlite:///{home / 'latarnik.sqlite3'}", new_key(), now=clock.now)
    async with strangers.units() as work:
        await keep_wallet(work, UUID(int=int(NIPS[0])), Wallet())
    await strangers.close()

    assert (await figures())["latarnik_certificate_expires_seconds", "Offline"] == 20 * DAY


async def test_the_age_of_the_last_copy_is_told_only_where_one_was_ever_made(figures, database, clock):
    before = await figures()
    async with database.units() as work:
        await note_copy(work, clock.now())
    clock.advance(50 * 3600)

    assert ("latarnik_backup_age_seconds",) not in before
    assert (await figures())["latarnik_backup_age_seconds",] == 50 * 3600


async def test_papers_that_were_refused_for_now_are_counted_by_their_way(figures, database, clock):
    async with database.units() as work:
        for number, way in enumerate((DeliveryWay.EMAIL, DeliveryWay.EMAIL, DeliveryWay.TELEGRAM)):
            await work.jobs.enqueue(Deliver(UUID(int=number), way=way))
    refused, behind_others, _ = await database.queue.lease_jobs(clock.now(), 3)
    await database.queue.postpone(refused, clock.now(), "451")
    await database.queue.postpone(behind_others, clock.now(), "other letters go first", failed=False)

    samples = await figures()

    assert samples["latarnik_deliveries_deferred", "email"] == 1
    assert samples["latarnik_deliveries_deferred", "telegram"] == 0


async def test_the_size_of_the_books_and_the_length_of_their_history_are_known(
    figures, database, clock, home
):
    async with database.units() as work:
        await work.events.add(Event("opened", clock.now()))

    samples = await figures()

    assert samples["latarnik_database_bytes", "books"] == (home / "latarnik.sqlite3").stat().st_size
    assert samples["latarnik_database_bytes", "journal"] > 0
    assert samples["latarnik_history_lines",] == 1
