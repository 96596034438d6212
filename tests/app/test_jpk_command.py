"""`latarnik jpk`: the markers of a month, as JSON lines."""

import asyncio
from types import SimpleNamespace
from uuid import UUID

import pytest

from app.commands.speaking import AT_FAULT, DONE, WRONG_USAGE
from invoicing.model.company import CompanyProfile
from invoicing.model.offline import OfflineMode
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.records import Company, Membership, Person, Role
from tests.app.commands import run_here
from tests.services.office import Office

NIP = "9990001137"


@pytest.fixture
async def jpk(home, database):
    """Runs the command on a home where a company has issued two invoices in November."""
    company = Company(UUID(int=1), CompanyProfile(Seller(Nip.parse(NIP), "Zatoka", Address("ul. Rybacka 3"))))
    async with database.units() as work:
        await work.companies.add(company)
        await work.people.add(Person(UUID(int=2), "Ola"))
        await work.people.join(Membership(UUID(int=2), company.id, Role.OWNER))
    office = Office(SimpleNamespace(units=database.units))
    await office.waits(company, "2026-11-20", mode=OfflineMode.EMERGENCY)
    await office.waits(company, "2026-11-27")

    async def run(*words):
        return await asyncio.to_thread(run_here, "jpk", *words, data_dir=home)

    return run


async def test_each_invoice_is_a_line_with_its_marker(jpk):
    said = await jpk("--company", NIP, "--month", "2026-11", "--on", "2026-12-20")

    assert said.status == DONE
    assert [(line["company"], line["issue_date"], line["marker"]) for line in said.lines] == [
        (NIP, "2026-11-20", "OFF"),
        (NIP, "2026-11-27", "DI"),
    ]


async def test_without_a_company_all_are_listed(jpk):
    assert len((await jpk("--month", "2026-11")).lines) == 2


@pytest.mark.parametrize("words", [("--month", "2026-13"), ("--month", "listopad"), ("--on", "jutro")])
async def test_what_is_no_month_or_day_is_wrong_usage(jpk, words):
    assert (await jpk(*words)).status == WRONG_USAGE


@pytest.mark.parametrize("nip", ["5260250274", "5260250275"])
async def test_a_company_that_is_not_here_is_said_so(jpk, nip):
    said = await jpk("--company", nip)

    assert said.status == AT_FAULT
    assert "NIP" in said.sentence
