"""What KSeF keeps for the company: nothing skipped, nothing twice, and other programs' invoices never ours."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.lifecycle import Status
from invoicing.services.ksef_jobs import Receive
from invoicing.services.ksef_ports import FeedPage
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.receiving import DOCUMENTS_AT_ONCE, PromiseReceiving, Receiving, beginning, slot_of
from tests.services.fakes import Crash, ksef_number
from tests.services.house import SENTENCE

SELLER, BUYER = SubjectRole.SELLER, SubjectRole.BUYER


class Feed:
    """KSeF's list as a stand-in: entries by role, told in pages of two."""

    def __init__(self, clock) -> None:
        self.clock, self.stored, self.documents, self.asked = clock, {}, {}, []
        self.fails_after = None
        self.refuses = False
        self.given = []

    def has(self, role, *entries) -> None:
        self.stored.setdefault(role, []).extend(entries)

    async def since(self, company_id, role, point):
        self.asked.append((role, point))
        if self.refuses:
            raise Refused("ksef-refused-missing-permissions")
        fresh = [each for each in self.stored.get(role, []) if each.stored_by_ksef_at >= point]
        pages = [fresh[start : start + 2] for start in range(0, len(fresh), 2)]
        for ordinal, page in enumerate(pages):
            if ordinal == self.fails_after:
                raise Unavailable("ksef-silent")
            yield FeedPage(tuple(page), page[-1].stored_by_ksef_at)
        yield FeedPage((), self.clock.now())

    async def document(self, company_id, number):
        self.given.append(number)
        if number not in self.documents:
            raise Unavailable("ksef-document-not-yet")
        return self.documents[number]


@pytest.fixture
def feed(house):
    return Feed(house.clock)


@pytest.fixture
def receiving(house, feed):
    return Receiving(house.units, house.clock, feed)


@pytest.fixture
async def company(house):
    async with house.units.reading() as work:
        return (await work.companies.all())[0].id


def entry(clock, ordinal: int, number: str, xml: bytes = b"<Faktura/>", **more) -> KsefEntry:
    at = clock.now() - timedelta(hours=1) + timedelta(seconds=ordinal)
    told = KsefEntry(
        ksef_number("5265877635", ordinal), number, "Vat", date(2026, 11, 20), "5265877635", "Latarnia",
        "5260250274", "Klient", "123.00", "PLN", hashlib.sha256(xml).digest(), at, at, at, offline=False,
    )  # fmt: skip
    return replace(told, **more)


async def kept(house, company, role=SELLER):
    async with house.units.reading() as work:
        return await work.ksef.recent(company, role, 100)


async def test_a_reading_begins_with_the_year_and_the_next_where_it_ended(house, feed, receiving, company):
    feed.has(SELLER, entry(house.clock, 1, "ERP/1"), entry(house.clock, 2, "ERP/2"))

    first = await receiving.read(company, SELLER)
    house.clock.advance(minutes=15)
    feed.has(SELLER, entry(house.clock, 3, "ERP/3", stored_by_ksef_at=house.clock.now()))
    second = await receiving.read(company, SELLER)

    assert [point for _, point in feed.asked] == [beginning(house.clock.now()), first.until]
    assert (first.entries, second.entries) == (2, 1)
    assert [each.entry.number for each in await kept(house, company)] == ["ERP/3", "ERP/2", "ERP/1"]


async def test_what_comes_again_is_written_down_once(house, feed, receiving, company):
    feed.has(SELLER, *(entry(house.clock, ordinal, f"ERP/{ordinal}") for ordinal in (1, 2, 3)))

    await receiving.read(company, SELLER)
    async with house.units() as work:  # as if the process had died before the point moved
        assert not await work.ksef.add(
            company, BUYER, entry(house.clock, 1, "ERP/1"), None, house.clock.now()
        )

    assert len(await kept(house, company)) == 3
    assert await kept(house, company, BUYER) == []


async def test_a_reading_that_breaks_off_goes_on_where_it_stopped(house, feed, receiving, company):
    feed.has(SELLER, *(entry(house.clock, ordinal, f"ERP/{ordinal}") for ordinal in range(1, 6)))
    feed.fails_after = 1
    with pytest.raises(Unavailable):
        await receiving.read(company, SELLER)
    assert len(await kept(house, company)) == 2

    feed.fails_after = None
    again = await receiving.read(company, SELLER)

    assert feed.asked[-1][1] > beginning(house.clock.now())
    assert again.entries == 3
    assert len(await kept(house, company)) == 5


@pytest.mark.parametrize("fatal", range(1, 4))
async def test_a_crash_at_any_commit_skips_nothing(house, feed, receiving, company, fatal):
    feed.has(SELLER, *(entry(house.clock, ordinal, f"ERP/{ordinal}") for ordinal in range(1, 6)))
    with pytest.raises(Crash), house.units.dying(before=fatal):
        await receiving.read(company, SELLER)

    await receiving.read(company, SELLER)

    numbers = [each.entry.number for each in await kept(house, company)]
    assert sorted(numbers) == [f"ERP/{ordinal}" for ordinal in range(1, 6)]


async def test_our_own_invoice_is_known_by_its_bytes_and_others_are_not_ours(house, feed, receiving, company):
    await house.say(SENTENCE)
    await house.tap("issue")
    (ours,) = await house.invoices()
    feed.has(SELLER, entry(house.clock, 1, "FV/2026/11/1", ours.xml), entry(house.clock, 2, "ERP/7"))

    await receiving.read(company, SELLER)

    theirs, mine = await kept(house, company)
    assert (mine.invoice_id, theirs.invoice_id) == (ours.id, None)
    assert mine.entry.ksef_number not in feed.given  # our bytes are in our books


async def test_a_number_taken_elsewhere_is_passed_over_and_the_person_is_told(
    house, feed, receiving, company
):
    feed.has(SELLER, entry(house.clock, 1, "FV/2026/11/1"), entry(house.clock, 2, "FV/2026/11/2"))
    await receiving.read(company, SELLER)

    await house.say(SENTENCE)
    await house.tap("issue")

    (ours,) = await house.invoices()
    assert ours.invoice.number == "FV/2026/11/3"
    assert ours.status is Status.ACCEPTED
    assert house.one("number-skipped").data["skipped"] == ["FV/2026/11/1", "FV/2026/11/2"]
    assert "number-skipped" in await house.events(ours)


async def test_a_purchase_under_our_next_number_blocks_nothing(house, feed, receiving, company):
    feed.has(BUYER, entry(house.clock, 1, "FV/2026/11/1", seller_nip="1111111111"))
    await receiving.read(company, BUYER)

    await house.say(SENTENCE)
    await house.tap("issue")

    (ours,) = await house.invoices()
    assert ours.invoice.number == "FV/2026/11/1"


async def test_a_collision_is_told_while_our_invoice_still_waits(house, feed, receiving, company):
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")
    (ours,) = await house.invoices()
    feed.has(SELLER, entry(house.clock, 1, ours.invoice.number))

    await receiving.read(company, SELLER)
    await house.work()
    house.clock.advance(minutes=15)
    await receiving.read(company, SELLER)
    await house.work()

    other = ksef_number("5265877635", 1)
    assert house.one("number-used-elsewhere").data["other"] == str(other)
    assert "number-used-elsewhere" in await house.events(ours)


async def test_documents_are_fetched_few_at_a_time_and_compared_with_their_digest(
    house, feed, receiving, company
):
    entries = [entry(house.clock, ordinal, f"ERP/{ordinal}") for ordinal in range(1, 15)]
    feed.has(SELLER, *entries)
    feed.documents = {each.ksef_number: b"<Faktura/>" for each in entries}
    feed.documents[entries[0].ksef_number] = b"<Inna/>"

    first = await receiving.read(company, SELLER)
    second = await receiving.read(company, SELLER)

    assert (first.documents, second.documents) == (DOCUMENTS_AT_ONCE - 1, 2)
    documents = {each.entry.number: each.entry.xml for each in await kept(house, company)}
    assert documents.pop("ERP/1") is None
    assert set(documents.values()) == {b"<Faktura/>"}


async def test_a_document_that_came_along_is_not_asked_for(house, feed, receiving, company):
    feed.has(SELLER, replace(entry(house.clock, 1, "ERP/1"), xml=b"<Faktura/>"))

    await receiving.read(company, SELLER)

    (theirs,) = await kept(house, company)
    assert theirs.entry.xml == b"<Faktura/>"
    assert feed.given == []


async def test_each_quarter_of_an_hour_is_promised_once_and_rare_roles_once_a_day(
    house, feed, receiving, company
):
    house.handlers[Receive] = receiving
    promise = PromiseReceiving(house.units, house.clock)

    for _ in range(3):
        await promise()
        await house.work(seconds=0)
    house.clock.advance(minutes=15)
    await promise()
    await house.work(seconds=0)

    asked = [role for role, _ in feed.asked]
    assert {role: asked.count(role) for role in SubjectRole} == {
        SELLER: 2, BUYER: 2, SubjectRole.THIRD_PARTY: 1, SubjectRole.AUTHORIZED_ENTITY: 1,
    }  # fmt: skip


async def test_kept_promises_do_not_pile_up(house, receiving, company):
    house.handlers[Receive] = receiving
    promise = PromiseReceiving(house.units, house.clock)
    for _ in range(5):
        await promise()
        await house.work(seconds=0)
        house.clock.advance(days=1)

    async with house.units() as work:
        left = await work.jobs.forget("Receive", house.clock.now())
    assert 0 < left <= 3 * len(SubjectRole)


async def test_promises_of_a_long_silence_become_one_reading(house, feed, receiving, company):
    house.handlers[Receive] = receiving
    for _ in range(4):
        async with house.units() as work:
            await work.jobs.enqueue(Receive(company, SELLER, slot_of(SELLER, house.clock.now())))
        house.clock.advance(minutes=15)
    house.clock.advance(minutes=-15)

    await house.work(seconds=0)

    assert len(feed.asked) == 1


async def test_no_right_to_read_is_no_reason_to_ask_for_ever(house, feed, receiving, company):
    house.handlers[Receive] = receiving
    feed.refuses = True

    await PromiseReceiving(house.units, house.clock)()
    await house.work(seconds=600)

    assert len(feed.asked) == len(SubjectRole)


async def test_every_message_of_the_lighthouse_is_archived_once_with_its_digest(house):
    start = '{"id":"m-1","type":"FAILURE_START","version":1}'
    again = '{"id":"m-1","type":"FAILURE_START","version":2}'
    for messages in ((start,), (start,), (again, start)):
        house.lighthouse.report = replace(house.lighthouse.report, messages=messages)
        await house.watch()
        house.clock.advance(minutes=1)

    async with house.units.reading() as work:
        archive = await work.notices.all()
    assert [(each.message_id, each.version, each.raw) for each in archive] == [
        ("m-1", 1, start),
        ("m-1", 2, again),
    ]
    assert all(each.sha256 == hashlib.sha256(each.raw.encode()).digest() for each in archive)
    assert archive[1].fetched_at - archive[0].fetched_at == timedelta(minutes=2)
