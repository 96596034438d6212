"""What KSeF keeps is read up to its high water mark: nothing between two readings is lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_records import SubjectRole
from ksef.batches import KsefBatchesOverHttp
from ksef.fa3.writer import Fa3Writer
from ksef.feed import KsefFeedOverHttp
from tests.ksef.conftest import COMPANY, NOON

SELLER, BUYER = SubjectRole.SELLER, SubjectRole.BUYER
CLIENT = UUID(int=2)


@pytest.fixture
def feed(ksef, tmp_path):
    async def soon(_: float) -> None:
        await asyncio.sleep(0.01)

    return KsefFeedOverHttp(ksef.counters, tmp_path / "spool", ksef.clock, soon)


@pytest.fixture
def other_program(ksef, company, invoice):
    """Another program of the same company: it sends, and we only see what comes of it."""

    async def send(number: str, **changes) -> bytes:
        xml = Fa3Writer("ERP")(replace(invoice, number=number, **changes), NOON)
        reference = await ksef.gateway.submit(company, xml, offline=False)
        await ksef.settled(reference, xml)
        return xml

    return send


async def read(feed, role=SELLER, company=COMPANY, since=NOON - timedelta(days=1)):
    pages = [page async for page in feed.since(company, role, since)]
    return [entry for page in pages for entry in page.entries], pages[-1].until if pages else since


async def stored(ksef, feed, count, role=SELLER, company=COMPANY):
    """Read once the mark has passed so many entries; the mark lags behind, so the world's clock is turned on."""
    async with asyncio.timeout(60):
        while True:
            ksef.world.clock.advance(5)
            entries, until = await read(feed, role, company)
            if len(entries) >= count:
                return entries, until
            await asyncio.sleep(0.02)


async def test_an_entry_tells_what_the_document_says(ksef, feed, other_program):
    xml = await other_program("ERP/1")

    (entry,), _ = await stored(ksef, feed, 1)

    assert (entry.number, entry.kind, entry.gross, entry.currency) == ("ERP/1", "Vat", "492.00", "PLN")
    assert (entry.seller_nip, entry.buyer) == ("5265877635", "5260250274")
    assert entry.issue_date == NOON.date()
    assert await feed.document(COMPANY, entry.ksef_number) == xml


async def test_two_readings_together_tell_everything_once(ksef, feed, other_program):
    await other_program("ERP/1")
    first, until = await stored(ksef, feed, 1)
    await other_program("ERP/2")
    await stored(ksef, feed, 2)

    second, later = await read(feed, since=until)

    assert [entry.number for entry in first + second] == ["ERP/1", "ERP/2"]
    assert later > until


async def test_the_mark_moves_even_when_nothing_is_new(ksef, feed):
    _, first = await read(feed)
    ksef.world.clock.advance(60)

    entries, second = await read(feed, since=first)

    assert entries == []
    assert second > first


async def test_beyond_the_mark_there_is_nothing_to_ask(ksef, feed):
    later = ksef.clock.now() + timedelta(minutes=1)

    assert await read(feed, since=later) == ([], later)


async def test_a_year_is_read_in_windows_that_ksef_allows(ksef, feed, other_program):
    await other_program("ERP/1")
    await stored(ksef, feed, 1)

    entries, _ = await read(feed, since=NOON - timedelta(days=310))

    assert [entry.number for entry in entries] == ["ERP/1"]
    assert ksef.count("/invoices/query/metadata") >= 4


async def test_the_buyer_sees_it_as_a_purchase_and_a_stranger_not_at_all(
    ksef, feed, other_program, make_credentials
):
    ksef.credentials[CLIENT] = make_credentials("5260250274")
    ksef.credentials[UUID(int=3)] = make_credentials("1111111111")
    await other_program("ERP/1")

    (purchase,), _ = await stored(ksef, feed, 1, BUYER, CLIENT)

    assert purchase.seller_nip == "5265877635"
    for role in SubjectRole:
        assert (await read(feed, role, UUID(int=3)))[0] == []
    with pytest.raises(Refused):
        await feed.document(UUID(int=3), purchase.ksef_number)


async def test_a_document_that_is_not_stored_yet_is_asked_for_later(ksef, feed, other_program, company):
    ksef.api.set_state(faults={"storage_delay": 600})
    await other_program("ERP/1")
    (row,) = ksef.api.invoices()
    with pytest.raises(Unavailable) as problem:
        await feed.document(company, KsefNumber.parse(row["ksef_number"]))

    assert problem.value.reason == "ksef-document-not-yet"


async def test_whoever_may_not_read_is_told_so(ksef, feed, company, make_credentials):
    ksef.api.block("5265877635")

    with pytest.raises(Refused):
        await read(feed)


# --- many at once ---


@pytest.fixture
def many(ksef, company, invoice, tmp_path):
    """Another program of the company sends a package of so many invoices."""

    async def send(count: int) -> list[bytes]:
        write = Fa3Writer("ERP")
        sent = [write(replace(invoice, number=f"ERP/{number}"), NOON) for number in range(1, count + 1)]
        told: list[str] = []

        async def opened(reference: str) -> None:
            told.append(reference)

        async def flow():
            for each in sent:
                yield each

        batches = KsefBatchesOverHttp(ksef.counters, tmp_path / "out")
        await batches.send(company, flow(), offline=False, opened=opened)
        async with asyncio.timeout(30):
            while len([row for row in ksef.api.invoices() if row["stored_at"]]) < count:  # noqa: ASYNC110 - no bell
                await asyncio.sleep(0.02)
        ksef.world.clock.advance(5)
        return sent

    return send


async def test_more_than_one_question_tells_come_as_a_package_with_their_documents(ksef, feed, many):
    sent = await many(260)

    entries, until = await read(feed)

    assert {entry.xml for entry in entries} == set(sent)
    assert len(entries) == 260
    assert ksef.count("/invoices/query/metadata") <= 2
    assert ksef.count("/invoices/exports") == 1
    assert (await read(feed, since=until))[0] == []


async def test_a_package_in_parts_that_was_cut_is_read_to_its_end(ksef, feed, many):
    await many(260)
    ksef.api.set_state(faults={"export_part": 5_000, "export_cap": 100})

    entries, _ = await read(feed)

    assert len({entry.ksef_number for entry in entries}) == 260
    assert (ksef.count("/invoices/exports"), ksef.count("/invoices/query/metadata")) == (1, 2)


async def test_purchases_come_as_a_package_earlier_because_their_documents_are_wanted(
    ksef, feed, many, make_credentials
):
    ksef.credentials[CLIENT] = make_credentials("5260250274")
    await many(40)

    entries, _ = await read(feed, BUYER, CLIENT)

    assert len(entries) == 40
    assert all(entry.xml for entry in entries)


async def test_nothing_readable_of_a_package_stays_on_the_disk(feed, many, tmp_path):
    await many(260)

    await read(feed)

    assert (tmp_path / "spool").stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / "spool").iterdir()) == []
