from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from invoicing.model.delivering import DeliveryStatus, DeliveryWay
from invoicing.model.errors import Refused, StaleChoice
from invoicing.model.invoice import DraftStatus
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.records import Delivery
from tests.twins.by_hand import Forbidden

KSEF_NUMBER = KsefNumber.parse("5265877635-20250826-0100001AF629-AF")


async def test_a_draft_is_read_as_it_was_last_saved(database, house):
    draft = house.draft()
    newer = replace(draft, version=2, buyer=None, missing=("buyer",))
    async with database.units() as work:
        await work.drafts.add(draft, house.owner.id)
        await work.drafts.save(newer)

    async with database.units.reading() as work:
        assert await work.drafts.get(draft.id) == newer
        assert await work.drafts.author(draft.id) == house.owner.id
        assert await work.drafts.get(uuid4()) is None
        with pytest.raises(KeyError):
            await work.drafts.author(uuid4())


async def test_of_two_who_change_the_same_version_one_is_told(database, other, house):
    draft = house.draft()
    async with database.units() as work:
        await work.drafts.add(draft, house.owner.id)

    async def change(where, due_days: int) -> None:
        async with where.units() as work:
            mine = await work.drafts.get(draft.id)
            await work.drafts.save(
                replace(draft, version=2, due_date=mine.due_date + timedelta(days=due_days))
            )

    outcomes = await asyncio.gather(change(database, 1), change(other, 2), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "StaleChoice"]


@pytest.mark.parametrize("version", [1, 3, 0])
async def test_a_save_must_be_exactly_one_version_newer(database, house, version: int):
    draft = house.draft()
    async with database.units() as work:
        await work.drafts.add(draft, house.owner.id)

    with pytest.raises(StaleChoice):
        async with database.units() as work:
            await work.drafts.save(replace(draft, version=version))


async def test_the_draft_talked_about_is_the_open_one_touched_last(database, house):
    first, second, third = (house.draft() for _ in range(3))
    async with database.units() as work:
        assert await work.drafts.latest_open(house.owner.id) is None
        for draft in (first, second, third):
            await work.drafts.add(draft, house.owner.id)
        await work.drafts.save(touched := replace(first, version=2))

    async with database.units() as work:
        assert await work.drafts.latest_open(house.owner.id) == touched
        await work.drafts.save(replace(touched, version=3, status=DraftStatus.ISSUED))
        assert await work.drafts.latest_open(house.owner.id) == third
        assert await work.drafts.latest_open(uuid4()) is None


async def test_an_issued_invoice_comes_back_to_the_last_field(database, house, noon):
    stored = await house.issue(database, offline_mode=OfflineMode.EMERGENCY)
    accepted = replace(
        stored,
        status=Status.ACCEPTED,
        deemed_offline=True,
        session_reference="SO-1",
        invoice_reference="IN-1",
        attempt=2,
        waiting_since=noon,
        ksef_number=KSEF_NUMBER,
        received_by_ksef_at=noon + timedelta(seconds=1),
        numbered_by_ksef_at=noon + timedelta(seconds=2, microseconds=3),
        receipt=bytes(32),
        rejection=("440", "duplikat"),
    )

    async with database.units() as work:
        assert await work.invoices.by_draft(stored.draft_id) == stored
        await work.invoices.save(accepted)

    async with database.units.reading() as work:
        assert await work.invoices.get(stored.id) == accepted
        assert await work.invoices.by_draft(uuid4()) is None
        with pytest.raises(KeyError):
            await work.invoices.get(uuid4())


async def test_saving_an_invoice_nobody_issued_is_an_error(database, house):
    with pytest.raises(KeyError):
        async with database.units() as work:
            await work.invoices.save(house.stored(house.draft()))


async def test_two_taps_make_one_invoice(database, other, house):
    draft = house.draft()
    async with database.units() as work:
        await work.drafts.add(draft, house.owner.id)

    async def tap(where, number: str) -> None:
        async with where.units() as work:
            await work.invoices.add(house.stored(draft, number))

    outcomes = await asyncio.gather(tap(database, "FV/1"), tap(other, "FV/2"), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyKnown", "NoneType"]


async def test_a_number_is_given_once_in_a_company(database, house):
    await house.issue(database, "FV/2026/11/1")

    with pytest.raises(Refused, match=r"already-known.*invoices"):
        await house.issue(database, "FV/2026/11/1")


async def test_a_ksef_number_stands_on_one_invoice(database, house):
    first, second = await house.issue(database, "FV/1"), await house.issue(database, "FV/2")

    async with database.units() as work:
        await work.invoices.save(replace(first, ksef_number=KSEF_NUMBER))
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with database.units() as work:
            await work.invoices.save(replace(second, ksef_number=KSEF_NUMBER))


async def test_saving_the_state_leaves_what_was_issued_alone(database, house):
    stored = await house.issue(database)
    tampered = replace(stored, xml=b"<Faktura/>", sha256=bytes(32), status=Status.SENT)

    async with database.units() as work:
        await work.invoices.save(tampered)

    async with database.units.reading() as work:
        assert await work.invoices.get(stored.id) == replace(stored, status=Status.SENT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices SET xml = sha256",
        "UPDATE invoices SET sha256 = xml",
        "UPDATE invoices SET number = 'FV/9'",
        "UPDATE invoices SET content = '{}'",
        "UPDATE invoices SET issued_at = '2020-01-01'",
        "UPDATE invoices SET draft_id = id",
        "DELETE FROM invoices",
    ],
)
async def test_not_even_by_hand_can_an_issued_invoice_be_changed(database, house, by_hand, statement: str):
    await house.issue(database)

    with pytest.raises(Forbidden, match="an issued invoice never"):
        by_hand(statement)


async def test_what_waits_for_ksef_is_listed_oldest_first(database, house):
    first = await house.issue(database, "FV/1", status=Status.SENT)
    second = await house.issue(database, "FV/2")
    await house.issue(database, "FV/3", status=Status.ACCEPTED)
    await house.issue(database, "FV/4", status=Status.REJECTED)

    async with database.units.reading() as work:
        assert list(await work.invoices.waiting()) == [first, second]
        assert list(await work.invoices.waiting(house.company.id)) == [first, second]
        assert list(await work.invoices.waiting(uuid4())) == []


async def test_the_latest_invoices_are_listed_newest_first(database, house):
    issued = [await house.issue(database, f"FV/{number}") for number in range(1, 5)]

    async with database.units.reading() as work:
        assert list(await work.invoices.recent(house.company.id, 3)) == issued[:0:-1]
        assert list(await work.invoices.recent(uuid4(), 3)) == []


async def test_an_invoice_goes_once_to_an_address(database, house, noon):
    stored = await house.issue(database)
    delivery = Delivery(
        uuid4(), stored.id, house.company.id, DeliveryWay.EMAIL, "a@klient.example", "<1@firma.example>"
    )
    sent = replace(delivery, status=DeliveryStatus.SENT, answer="250 OK", settled_at=noon)

    async with database.units() as work:
        assert await work.deliveries.add(delivery)
        assert not await work.deliveries.add(replace(delivery, id=uuid4(), message_id="<2@firma.example>"))
        assert await work.deliveries.add(other := replace(delivery, id=uuid4(), address="b@klient.example"))
        await work.deliveries.save(sent)

    async with database.units.reading() as work:
        assert await work.deliveries.get(delivery.id) == sent
        assert list(await work.deliveries.of_invoice(stored.id)) == [sent, other]
        with pytest.raises(KeyError):
            await work.deliveries.get(uuid4())
    with pytest.raises(KeyError):
        async with database.units() as work:
            await work.deliveries.save(replace(delivery, id=uuid4()))
