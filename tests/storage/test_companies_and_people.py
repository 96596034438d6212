from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from invoicing.model.errors import Refused
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.contacts.records import Product
from invoicing.services.messages import Channel
from invoicing.services.records import Company, Invitation, Membership, Person, Role


def another(company: Company, nip: str) -> Company:
    seller = replace(company.profile.seller, nip=Nip.parse(nip))
    return Company(uuid4(), replace(company.profile, seller=seller))


async def test_a_company_is_found_by_id_and_nip_and_listed_oldest_first(database, house):
    second = another(house.company, "1234563218")
    async with database.units() as work:
        await work.companies.add(second)

    async with database.units.reading() as work:
        assert await work.companies.get(second.id) == second
        assert await work.companies.by_nip(house.company.profile.seller.nip) == house.company
        assert await work.companies.by_nip(Nip.parse("7740001454")) is None
        assert list(await work.companies.all()) == [house.company, second]
        with pytest.raises(KeyError):
            await work.companies.get(uuid4())


async def test_a_nip_belongs_to_one_company(database, house):
    with pytest.raises(Refused, match=r"already-known.*companies"):
        async with database.units() as work:
            await work.companies.add(another(house.company, "5260250274"))


async def test_a_person_is_known_by_the_addresses_they_were_given(database, house):
    async with database.units() as work:
        await work.people.identify(house.owner.id, Channel.TELEGRAM, "42")
        await work.people.identify(house.owner.id, Channel.TELEGRAM, "43")
        await work.people.identify(house.owner.id, Channel.EMAIL, "anna@firma.example")
        await work.people.identify(house.owner.id, Channel.TELEGRAM, "42")

    async with database.units.reading() as work:
        assert await work.people.by_identity(Channel.EMAIL, "anna@firma.example") == house.owner
        assert await work.people.by_identity(Channel.EMAIL, "42") is None
        assert await work.people.address(house.owner.id, Channel.TELEGRAM) == "42"
        assert await work.people.address(uuid4(), Channel.TELEGRAM) is None


async def test_many_senders_are_asked_about_at_once(database, house):
    async with database.units() as work:
        await work.people.identify(house.owner.id, Channel.EMAIL, "anna@firma.example")
        await work.people.identify(house.owner.id, Channel.TELEGRAM, "42")

    asked = {"anna@firma.example", "obcy@gdzies.example", "42"}
    async with database.units.reading() as work:
        assert await work.people.known(Channel.EMAIL, asked) == {"anna@firma.example"}
        assert await work.people.known(Channel.EMAIL, set()) == set()


async def test_an_address_belongs_to_one_person(database, house):
    stranger = Person(uuid4(), "Jan")
    async with database.units() as work:
        await work.people.add(stranger)
        await work.people.identify(house.owner.id, Channel.TELEGRAM, "42")

    with pytest.raises(Refused, match="already-known"):
        async with database.units() as work:
            await work.people.identify(stranger.id, Channel.TELEGRAM, "42")

    async with database.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, "42") == house.owner


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        (Role.VIEWER, Role.OWNER, Role.OWNER),
        (Role.OWNER, Role.VIEWER, Role.OWNER),
        (Role.ACCOUNTANT, Role.ISSUER, Role.ISSUER),
        (Role.ISSUER, Role.ISSUER, Role.ISSUER),
    ],
)
async def test_the_higher_role_stays(database, house, first: Role, second: Role, stays: Role):
    async with database.units() as work:
        await work.people.join(Membership(house.owner.id, house.company.id, first))
    async with database.units() as work:
        await work.people.join(Membership(house.owner.id, house.company.id, second))

    member = Membership(house.owner.id, house.company.id, stays)
    async with database.units.reading() as work:
        assert list(await work.people.memberships(house.owner.id)) == [member]
        assert list(await work.people.members(house.company.id)) == [(house.owner, member)]


async def test_memberships_of_one_company_say_nothing_of_another(database, house):
    second = another(house.company, "1234563218")
    async with database.units() as work:
        await work.companies.add(second)
        await work.people.join(Membership(house.owner.id, second.id, Role.OWNER))

    async with database.units.reading() as work:
        assert list(await work.people.members(house.company.id)) == []
        assert [each.company_id for each in await work.people.memberships(house.owner.id)] == [second.id]


def invitation(house, noon, **changes) -> Invitation:
    fresh = Invitation(
        b"h" * 32, house.company.id, Role.ISSUER, noon + timedelta(days=2), "jan@firma.example"
    )
    return replace(fresh, **changes)


async def test_an_invitation_opens_once(database, house, noon):
    invited = invitation(house, noon)
    async with database.units() as work:
        await work.invitations.add(invited)

    async with database.units() as work:
        assert await work.invitations.redeem(b"x" * 32, noon) is None
        assert await work.invitations.redeem(b"h" * 32, noon) == invited
    async with database.units() as work:
        assert await work.invitations.redeem(b"h" * 32, noon) is None


async def test_an_invitation_that_was_redeemed_in_vain_is_still_good(database, house, noon, spoil):
    async with database.units() as work:
        await work.invitations.add(invitation(house, noon))

    with pytest.raises(ZeroDivisionError):
        await spoil(database, lambda work: work.invitations.redeem(b"h" * 32, noon))

    async with database.units() as work:
        assert await work.invitations.redeem(b"h" * 32, noon) is not None


async def test_an_invitation_expires(database, house, noon):
    async with database.units() as work:
        await work.invitations.add(invitation(house, noon, expires_at=noon))

    async with database.units() as work:
        assert await work.invitations.redeem(b"h" * 32, noon) is None


async def test_a_buyer_is_remembered_for_the_company_that_invoiced_them(database, house):
    moved = replace(house.buyer, name="Klient po zmianie S.A.")
    async with database.units() as work:
        await work.buyers.remember(house.company.id, house.buyer)
        await work.buyers.remember(house.company.id, moved)

    async with database.units.reading() as work:
        assert await work.buyers.by_nip(house.company.id, house.buyer.nip) == moved
        assert await work.buyers.by_nip(UUID(int=99), house.buyer.nip) is None


async def test_people_of_one_name_at_two_addresses_are_two(database, house):
    jan = Buyer(BuyerKind.CONSUMER, "Jan Kowalski", Address("ul. Lipowa 3", "00-001 Warszawa"))
    other = replace(jan, address=Address("ul. Dębowa 4", "00-001 Warszawa"))
    async with database.units() as work:
        await work.buyers.remember(house.company.id, jan)
        await work.buyers.remember(house.company.id, jan)
        await work.buyers.remember(house.company.id, other)

    async with database.units.reading() as work:
        assert await work.buyers.count(house.company.id) == 2
        known = await work.buyers.like(house.company.id, jan)
        assert known.buyer == jan
        assert await work.buyers.get(UUID(int=99), known.id) is None


async def test_a_buyer_without_a_name_could_not_be_found_again_and_is_not_kept(database, house):
    async with database.units() as work:
        await work.buyers.remember(house.company.id, Buyer(BuyerKind.CONSUMER, ""))
        assert await work.buyers.count(house.company.id) == 0


async def test_the_latest_used_buyer_comes_first_and_a_page_holds_so_many(database, house):
    async with database.units() as work:
        for day, name in ((3, "Trzeci"), (9, "Dziewiąty"), (6, "Szósty")):
            buyer = Buyer(BuyerKind.CONSUMER, name)
            await work.buyers.remember(house.company.id, buyer, date(2026, 11, day), "uk")
            await work.buyers.remember(house.company.id, buyer)
        await work.buyers.remember(house.company.id, Buyer(BuyerKind.CONSUMER, "Nigdy"))

    async with database.units.reading() as work:
        names = [name for _, name in await work.buyers.names(house.company.id)]
        (page,) = await work.buyers.latest(house.company.id, 1, 1)

    assert names == ["Dziewiąty", "Szósty", "Trzeci", "Nigdy"]
    assert (page.buyer.name, page.language, page.last_used) == ("Szósty", "uk", date(2026, 11, 6))


async def test_a_forgotten_buyer_is_gone_from_its_own_company_only(database, house):
    async with database.units() as work:
        await work.buyers.remember(house.company.id, house.buyer)
        known = await work.buyers.like(house.company.id, house.buyer)
        assert not await work.buyers.forget(UUID(int=99), known.id)
        assert await work.buyers.forget(house.company.id, known.id)
        assert await work.buyers.names(house.company.id) == []


async def test_a_product_is_what_it_was_on_the_latest_invoice_in_its_currency(database, house):
    sold = Product(
        "Pranie dywanu", "m2", Decimal(12), PriceKind.NET, VatRate.STANDARD, "PLN", date(2026, 11, 2)
    )
    async with database.units() as work:
        await work.products.remember(house.company.id, sold)
        await work.products.remember(house.company.id, replace(sold, unit_price=Decimal(15)))
        await work.products.remember(house.company.id, replace(sold, currency="EUR", unit_price=Decimal(4)))

    async with database.units.reading() as work:
        found = await work.products.named(house.company.id, "PRANIE dywanu", "PLN")
        assert found.unit_price == 15
        assert await work.products.named(UUID(int=99), "pranie dywanu", "PLN") is None


async def test_a_cursor_is_where_it_was_moved_last(database):
    async with database.units() as work:
        await work.cursors.put("imap", "1:7")
        await work.cursors.put("imap", "1:8")

    async with database.units.reading() as work:
        assert await work.cursors.get("imap") == "1:8"
        assert await work.cursors.get("telegram") is None


async def test_a_shown_message_is_found_by_its_newest_id(database):
    async with database.units() as work:
        await work.shown.remember(Channel.TELEGRAM, "42", "card", "100")
        await work.shown.remember(Channel.TELEGRAM, "42", "card", "101")
        await work.shown.remember(Channel.TELEGRAM, "43", "card", "200")

    async with database.units.reading() as work:
        assert await work.shown.message(Channel.TELEGRAM, "42", "card") == "101"
        assert await work.shown.message(Channel.EMAIL, "42", "card") is None
        assert await work.shown.message(Channel.TELEGRAM, "42", "other") is None
