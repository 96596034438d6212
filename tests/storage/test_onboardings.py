"""Links to companies yet to be set up are good once; what is said on the way is kept in versions."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from invoicing.model.errors import StaleChoice
from invoicing.model.party import Address, Nip
from invoicing.services.onboarding.records import Onboarding, Opening, Seen, Step

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NIP = Nip.parse("5260250274")


async def test_a_link_lets_somebody_in_once_and_until_its_end(database):
    async with database.units() as work:
        await work.onboardings.offer(Opening(b"one", NOW + timedelta(days=7)))
        await work.onboardings.offer(Opening(b"old", NOW))

        assert not await work.onboardings.redeem(b"other", NOW)
        assert not await work.onboardings.redeem(b"old", NOW)
        assert await work.onboardings.redeem(b"one", NOW)
        assert not await work.onboardings.redeem(b"one", NOW)


async def test_all_that_was_said_comes_back_as_it_was(database, house):
    seen = Seen(NOW.date(), "FIRMA", Address("PROSTA 1"), "Czynny", ("1" * 26,), "request")
    begun = Onboarding(uuid4(), house.owner.id)
    said = begun.at(Step.CARD, nip=NIP, seen=seen, name="FIRMA", address=seen.address)
    async with database.units() as work:
        await work.onboardings.add(begun)
        await work.onboardings.save(said)

    async with database.units.reading() as work:
        assert await work.onboardings.get(begun.id) == said
        assert await work.onboardings.of_person(house.owner.id) == said
        assert await work.onboardings.of_person(uuid4()) is None


async def test_of_two_answers_to_one_question_the_second_is_refused(database, house):
    begun = Onboarding(uuid4(), house.owner.id)
    async with database.units() as work:
        await work.onboardings.add(begun)
        await work.onboardings.save(begun.at(Step.NAME, nip=NIP))

    with pytest.raises(StaleChoice):
        async with database.units() as work:
            await work.onboardings.save(begun.at(Step.CARD, nip=NIP))


async def test_a_founded_company_is_no_open_question(database, house):
    begun = Onboarding(uuid4(), house.owner.id)
    async with database.units() as work:
        await work.onboardings.add(begun)
        await work.onboardings.save(begun.at(Step.FOUNDED))

    async with database.units.reading() as work:
        assert await work.onboardings.of_person(house.owner.id) is None


async def test_a_series_begun_elsewhere_goes_on_and_one_that_runs_is_left_alone(database, house):
    company = house.company.id
    async with database.units() as work:
        await work.series.begin(company, "A/{number}", "", 16)
        assert await work.series.next(company, "A/{number}", "") == 17
        await work.series.begin(company, "A/{number}", "", 3)
        assert await work.series.next(company, "A/{number}", "") == 18
