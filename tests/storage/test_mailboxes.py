from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from invoicing.model.company import CompanyProfile
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.mailboxes.records import Endpoint, Mailbox, MailboxAbilities, WireSecurity
from invoicing.services.records import Company
from storage.transaction import AlreadyKnown


def mailbox(company_id: UUID, address: str = "biuro@firma.example") -> Mailbox:
    imap = Endpoint("imap.firma.example", 993, WireSecurity.TLS)
    smtp = Endpoint("smtp.firma.example", 465, WireSecurity.TLS)
    return Mailbox(company_id, address, "other", imap, smtp, address)


@pytest.fixture
def company(house) -> Company:
    return house.company


@pytest.fixture
async def other_company(database) -> Company:
    seller = Seller(Nip.parse("1234563218"), "Inna S.A.", Address("ul. Długa 3", "80-001 Gdańsk"))
    other = Company(UUID(int=9), CompanyProfile(seller))
    async with database.units() as work:
        await work.companies.add(other)
    return other


async def test_a_mailbox_comes_back_with_its_secret_which_the_books_do_not_show(database, company, by_hand):
    async with database.units() as work:
        await work.mailboxes.put(mailbox(company.id), b"tajne-haslo")

    async with database.units.reading() as work:
        assert await work.mailboxes.of_company(company.id) == mailbox(company.id)
        assert await work.mailboxes.all() == [mailbox(company.id)]
        assert await work.mailboxes.secret(company.id) == b"tajne-haslo"
    assert "tajne-haslo" not in repr(by_hand("SELECT * FROM mailboxes")) + repr(
        by_hand("SELECT * FROM secrets")
    )


async def test_a_company_that_changes_its_mailbox_has_one(database, company):
    async with database.units() as work:
        await work.mailboxes.put(mailbox(company.id), b"stare")
        await work.mailboxes.put(mailbox(company.id, "nowa@firma.example"), b"nowe")

    async with database.units.reading() as work:
        assert [each.address for each in await work.mailboxes.all()] == ["nowa@firma.example"]
        assert await work.mailboxes.secret(company.id) == b"nowe"


async def test_a_removed_mailbox_leaves_no_secret(database, company):
    async with database.units() as work:
        await work.mailboxes.put(mailbox(company.id), b"tajne")
        assert await work.mailboxes.remove(company.id)
        assert not await work.mailboxes.remove(company.id)

    async with database.units.reading() as work:
        assert await work.mailboxes.secret(company.id) is None


async def test_two_companies_cannot_share_a_mailbox(database, company, other_company):
    async with database.units() as work:
        await work.mailboxes.put(mailbox(company.id), b"tajne")

    with pytest.raises(AlreadyKnown):
        async with database.units() as work:
            await work.mailboxes.put(mailbox(other_company.id), b"tajne")


async def test_what_a_mailbox_can_do_is_the_last_that_was_learned(database):
    monday = MailboxAbilities(datetime(2026, 11, 16, 9, tzinfo=UTC), plus_address=True)
    friday = MailboxAbilities(datetime(2026, 11, 20, 9, tzinfo=UTC), copies_sent=True, sent_folder="Wysłane")
    async with database.units() as work:
        assert await work.mailboxes.abilities("biuro@firma.example") is None
        await work.mailboxes.learn("biuro@firma.example", monday)
        await work.mailboxes.learn("Biuro@firma.example", friday)

    async with database.units.reading() as work:
        assert await work.mailboxes.abilities("biuro@firma.example") == friday
