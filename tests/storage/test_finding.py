"""The shelf: every invoice of a company by what people remember of it, and never one of another company."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Invoice
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.services.finding.records import Direction, Narrow, Query
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.records import Company, Replaced
from storage.database import migrate
from tests.storage.older_books import take_down

TODAY = date(2026, 11, 20)
SHOP = Buyer(BuyerKind.CONSUMER, "Zielony Ogród Anna Zając", Address("ul. Kwiatowa 1", "00-999 Przykładowo"))


def changed(stored, **changes):
    """The same invoice with other content."""
    invoice: Invoice = replace(stored.invoice, **changes)
    return replace(stored, invoice=invoice)


async def issue(house, database, number, **changes):
    draft = house.draft()
    state = {name: changes.pop(name) for name in ("status", "offline_mode") if name in changes}
    stored = changed(house.stored(draft, number, **state), number=number, **changes)
    async with database.units() as work:
        await work.drafts.add(draft, house.owner.id)
        await work.invoices.add(stored)
    return stored


async def numbers(database, company, **query):
    async with database.units.reading() as work:
        found = await work.filed.find(company, Query(**query), TODAY, limit=50)
        assert await work.filed.count(company, Query(**query), TODAY) == len(found)
    return [each.number for each in found]


@pytest.fixture
async def shelf(house, database):
    await issue(house, database, "FV/2026/10/1", issue_date=date(2026, 10, 5), due_date=date(2026, 10, 19))
    await issue(house, database, "FV/2026/10/2", issue_date=date(2026, 10, 31), buyer=SHOP, paid=True)
    await issue(
        house,
        database,
        "FV/2026/11/1",
        issue_date=date(2026, 11, 2),
        due_date=date(2026, 11, 30),
        status=Status.ACCEPTED,
    )
    return house


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["FV/2026/11/1", "FV/2026/10/2", "FV/2026/10/1"]),
        ({"words": ("zielonego", "ogrodu")}, ["FV/2026/10/2"]),
        ({"words": ("zielonego", "budynku")}, []),
        ({"since": date(2026, 10, 1), "until": date(2026, 10, 31)}, ["FV/2026/10/2", "FV/2026/10/1"]),
        ({"party_id": "1234563218"}, ["FV/2026/11/1", "FV/2026/10/1"]),
        ({"number": "10/2"}, ["FV/2026/10/2"]),
        ({"number": "fv/2026/11"}, ["FV/2026/11/1"]),
        ({"number": "%"}, []),
        ({"gross": Decimal(492), "currency": "EUR"}, []),
        ({"gross": Decimal("492.00"), "since": date(2026, 11, 1)}, ["FV/2026/11/1"]),
        ({"narrow": Narrow.UNPAID}, ["FV/2026/10/1", "FV/2026/11/1"]),
        ({"narrow": Narrow.OVERDUE}, ["FV/2026/10/1"]),
        ({"narrow": Narrow.WAITING}, ["FV/2026/10/2", "FV/2026/10/1"]),
        ({"direction": Direction.RECEIVED}, []),
    ],
)  # fmt: skip
async def test_an_invoice_is_found_by_what_is_remembered_of_it(shelf, database, query, found):
    assert await numbers(database, shelf.company.id, **query) == found


async def test_another_company_finds_nothing_of_it(shelf, database):
    seller = Seller(Nip.parse("5252248481"), "Inna", Address("ul. Inna 1", "00-001 Warszawa"))
    other = Company(house_id := shelf.owner.id, CompanyProfile(seller))
    async with database.units() as work:
        await work.companies.add(other)

    for query in (
        {},
        {"words": ("zielony",)},
        {"number": "FV"},
        {"party_id": "1234563218"},
        {"narrow": Narrow.UNPAID},
    ):
        assert await numbers(database, house_id, **query) == []
    async with database.units.reading() as work:
        assert await work.filed.numbered(house_id, "FV/2026/10/1", 5) == []
        assert await work.filed.dated(house_id, date(2026, 1, 1), TODAY, 0, 50) == []


async def test_a_row_follows_its_invoice(shelf, database):
    stored = await issue(shelf, database, "FV/2026/11/2")
    newer = changed(stored, issue_date=date(2026, 11, 3), buyer=SHOP)
    newer = replace(newer, xml=b"<other/>", sha256=hashlib.sha256(b"<other/>").digest(), status=Status.SENT)
    async with database.units() as work:
        await work.invoices.replace_edition(newer, Replaced.REDATED, datetime(2026, 11, 3, tzinfo=UTC))

    async with database.units.reading() as work:
        row = await work.filed.get(stored.id)

    assert (row.issue_date, row.party, row.party_id) == (date(2026, 11, 3), SHOP.name, None)
    assert (row.status, row.gross, row.mode) == (Status.SENT, Decimal("492.00"), None)


async def test_paid_is_written_down_and_taken_back(shelf, database):
    async with database.units() as work:
        (row,) = await work.filed.numbered(shelf.company.id, "fv/2026/10/1", 2)
        await work.filed.pay(row.id, TODAY)
    assert await numbers(database, shelf.company.id, narrow=Narrow.UNPAID) == ["FV/2026/11/1"]

    async with database.units() as work:
        await work.filed.pay(row.id, None)
    assert "FV/2026/10/1" in await numbers(database, shelf.company.id, narrow=Narrow.UNPAID)


async def test_what_ksef_refused_online_is_not_to_be_paid_and_offline_is(shelf, database):
    await issue(shelf, database, "FV/A", status=Status.REJECTED)
    await issue(shelf, database, "FV/B", status=Status.REJECTED, offline_mode=OfflineMode.OFFLINE24)

    unpaid = await numbers(database, shelf.company.id, narrow=Narrow.UNPAID)

    assert "FV/A" not in unpaid
    assert "FV/B" in unpaid


def told(ordinal: int, at: datetime, **more) -> KsefEntry:
    """What KSeF tells of an invoice for our company."""
    number = KsefNumber(f"9990001137-20261120-010080DD2B5{ordinal}-26")
    return replace(KsefEntry(
        number, f"R/{ordinal}", "Vat", date(2026, 11, 19), "9990001137", "Hurtownia Łódź", "5260250274", "My",
        "123.00", "PLN", b"s" * 32, at, at, at, offline=False,
    ), **more)  # fmt: skip


async def test_received_ones_are_told_once_and_those_from_before_never(shelf, database, noon):
    async with database.units() as work:
        for ordinal, hours in ((1, -2), (2, 1), (3, 2)):
            entry = told(ordinal, noon + timedelta(hours=hours))
            await work.ksef.add(shelf.company.id, SubjectRole.BUYER, entry, None, noon)
            await work.ksef.add(shelf.company.id, SubjectRole.BUYER, entry, None, noon)
        before = await work.filed.old(shelf.company.id, noon, 10)
        await work.filed.tell([each.id for each in before], noon)

    async with database.units() as work:
        fresh = await work.filed.untold(shelf.company.id, noon, 10)
        await work.filed.tell([fresh[0].id], noon)
        later = await work.filed.untold(shelf.company.id, noon, 10)

    assert [each.number for each in before] == ["R/1"]
    assert [each.number for each in fresh] == ["R/2", "R/3"]
    assert [each.number for each in later] == ["R/3"]
    assert await numbers(database, shelf.company.id, words=("hurtowni", "lodz")) == ["R/3", "R/2", "R/1"]
    async with database.units.reading() as work:
        assert await work.filed.earlier(fresh[0], Direction.RECEIVED)


async def test_our_own_in_ksef_s_list_is_filed_once_and_another_program_s_too(shelf, database, noon):
    ours = await issue(shelf, database, "FV/2026/11/5")
    async with database.units() as work:
        await work.ksef.add(
            shelf.company.id, SubjectRole.SELLER, told(1, noon, number="FV/2026/11/5"), ours.id, noon
        )
        await work.ksef.add(
            shelf.company.id,
            SubjectRole.SELLER,
            told(2, noon, number="ERP/7", buyer_name="Klient"),
            None,
            noon,
        )
        await work.ksef.add(
            shelf.company.id, SubjectRole.AUTHORIZED_ENTITY, told(3, noon, number="K/1"), None, noon
        )

    found = await numbers(database, shelf.company.id)

    assert found.count("FV/2026/11/5") == 1
    assert "ERP/7" in found
    assert "K/1" not in found


async def test_another_program_s_invoice_that_turns_out_to_be_ours_is_found_once(shelf, database, noon):
    entry = told(1, noon, number="FV/2026/11/9")
    async with database.units() as work:
        await work.ksef.add(shelf.company.id, SubjectRole.SELLER, entry, None, noon)
    ours = await issue(shelf, database, "FV/2026/11/9")
    assert len(await numbers(database, shelf.company.id, number="FV/2026/11/9")) == 2

    async with database.units() as work:
        await work.invoices.save(replace(ours, status=Status.ACCEPTED, ksef_number=entry.ksef_number))

    async with database.units.reading() as work:
        (row,) = await work.filed.numbered(shelf.company.id, str(entry.ksef_number), 5)
    assert row.id == ours.id


async def test_what_is_to_be_paid_is_summed_by_currency(shelf, database):
    await issue(shelf, database, "FV/2026/11/6", currency="EUR")

    async with database.units.reading() as work:
        sums = await work.filed.sums(shelf.company.id, Query(narrow=Narrow.UNPAID), TODAY)

    assert sums == {"EUR": Decimal("492.00"), "PLN": Decimal("984.00")}


async def test_a_search_is_kept_with_its_company(shelf, database):
    query = Query(Direction.ISSUED, Narrow.UNPAID, ("ogrod",), since=date(2026, 10, 1), gross=Decimal("4.50"))
    async with database.units() as work:
        await work.filed.remember(shelf.owner.id, shelf.company.id, query)
        await work.filed.remember(shelf.owner.id, shelf.company.id, Query())

    async with database.units.reading() as work:
        assert await work.filed.recall(shelf.owner.id) == (shelf.company.id, query)
        assert await work.filed.recall(shelf.company.id) is None


async def test_books_of_an_older_version_are_filed_when_they_move(shelf, database, url, noon, opens):
    entry = told(1, noon)
    async with database.units() as work:
        await work.ksef.add(shelf.company.id, SubjectRole.BUYER, entry, None, noon)
        before = await work.filed.dated(shelf.company.id, date(2026, 1, 1), TODAY, 0, 50)
    await database.close()

    await take_down(url, "0007")
    await migrate(url)

    async with opens().units.reading() as work:
        after = await work.filed.dated(shelf.company.id, date(2026, 1, 1), TODAY, 0, 50)
        assert await work.filed.untold(shelf.company.id, noon, 10) == []
    known = [
        (each.id, each.number, each.party, each.party_id, each.paid_on, each.due_date) for each in before
    ]
    assert [
        (each.id, each.number, each.party, each.party_id, each.paid_on, each.due_date) for each in after
    ] == known
