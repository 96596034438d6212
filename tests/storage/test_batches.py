"""The book of batches: who goes together, how far they got, and who is given back."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.ksef_jobs import Submit
from invoicing.services.ksef_records import Batch, BatchStatus
from invoicing.services.mail_trust.records import Agreement
from invoicing.services.records import Person
from storage import gathering

MINUTE = timedelta(minutes=1)


@pytest.fixture
def batch(house, noon):
    return Batch(uuid4(), house.company.id, offline=False, size=0, gathered_at=noon)


@pytest.fixture
async def five(house, database, noon):
    """Five invoices, a minute apart, each promised to be submitted."""
    issued = []
    for number in range(5):
        stored = await house.issue(database, f"FV/{number}", issued_at=noon + number * MINUTE)
        issued.append(stored)
    async with database.units() as work:
        for stored in issued:
            await work.jobs.enqueue(Submit(stored.id))
    return issued


async def line(work, batch):
    """What may go in the batch."""
    rows = await work.batches.line(batch.company_id, batch.gathered_at)
    return [group for group, _ in rows if (group.mode is not None) is batch.offline]


async def gathered(database, batch, limit=10_000, before=None):
    async with database.units() as work:
        return await work.batches.gather(batch, await line(work, batch), limit, before)


async def members(database, batch):
    found = []
    async with database.units.reading() as work:
        for group in await work.batches.groups(batch.id):
            found += [digest for _, digest, _ in await work.batches.documents(batch.id, group, -1, 100)]
    return found


async def test_the_oldest_go_first_and_no_more_than_allowed(database, batch, five):
    assert await gathered(database, batch, limit=3) == 3
    assert await members(database, batch) == [each.sha256 for each in five[:3]]
    async with database.units.reading() as work:
        assert (await work.batches.get(batch.id)).size == 3


async def test_what_was_issued_since_a_moment_stays_out(database, batch, five, noon):
    assert await gathered(database, batch, before=noon + 2 * MINUTE) == 2
    assert await members(database, batch) == [each.sha256 for each in five[:2]]


async def test_offline_and_online_are_never_mixed(house, database, batch, five, noon):
    offline = await house.issue(database, "FV/off", offline_mode=OfflineMode.OFFLINE24)
    other = Batch(uuid4(), house.company.id, offline=True, size=0, gathered_at=noon)

    assert await gathered(database, other) == 1
    assert await gathered(database, batch) == 5
    assert await members(database, other) == [offline.sha256]


async def test_nobody_is_in_two_batches(house, database, batch, five, noon):
    second = Batch(uuid4(), house.company.id, offline=False, size=0, gathered_at=noon)

    assert await gathered(database, batch) == 5
    assert await gathered(database, second) == 0
    async with database.units.reading() as work:
        with pytest.raises(KeyError):
            await work.batches.get(second.id)


async def test_the_promises_of_the_gathered_are_crossed_out_and_no_others(database, batch, five, noon):
    await gathered(database, batch, limit=3)

    left = await database.queue.lease_jobs(noon + 10 * MINUTE, 16)
    assert [one.key for one in left] == [Submit(each.id).key for each in five[3:]]


async def test_more_of_a_kind_join_a_batch_that_has_not_gone_up_to_the_limit(database, batch, five, noon):
    await gathered(database, batch, limit=2)
    async with database.units() as work:
        known = await work.batches.get(batch.id)
        assert await work.batches.top_up(known, await line(work, known), 4, noon + 10 * MINUTE) == 2
        known = await work.batches.get(batch.id)
        assert known.size == 4
        assert await work.batches.top_up(known, await line(work, known), 4, noon + 10 * MINUTE) == 0


async def test_only_what_waits_for_itself_stands_in_line(house, database, batch, five, noon):
    await gathered(database, batch, limit=2)
    await house.issue(database, "FV/sent", status=Status.SENT, issued_at=noon + 4 * MINUTE)

    async with database.units.reading() as work:
        ((group, fresh),) = await work.batches.line(house.company.id, noon + 3 * MINUTE)
        assert (group.count, fresh) == (3, 2)
        assert (group.first_issued_at, group.last_issued_at) == (noon + 2 * MINUTE, noon + 4 * MINUTE)
        assert await work.batches.line(UUID(int=99), noon) == []


async def test_the_rest_of_a_batch_gets_one_of_its_own(house, database, batch, five, noon):
    day_before = replace(five[0].invoice, issue_date=five[0].invoice.issue_date - 1440 * MINUTE)
    for number in ("FV/old/1", "FV/old/2"):
        await house.issue(database, number, invoice=replace(day_before, number=number))
    await gathered(database, batch)
    rest = Batch(uuid4(), house.company.id, offline=False, size=0, gathered_at=noon)
    async with database.units() as work:
        known = await work.batches.get(batch.id)
        later = [group for group in await work.batches.groups(batch.id) if group.count == 5]
        assert await work.batches.part(known, rest, later) == 5

    async with database.units.reading() as work:
        assert [(await work.batches.get(each.id)).size for each in (batch, rest)] == [2, 5]
    assert await members(database, rest) == [each.sha256 for each in five]


async def test_a_promise_is_at_hand_while_it_is_due_or_somebody_keeps_it(database, five, noon):
    keys = [Submit(each.id).key for each in five]
    (first, second, *_) = await database.queue.lease_jobs(noon + MINUTE, 2)
    await database.queue.postpone(first, noon + 3_000_000 * MINUTE, "failed")
    await database.queue.park(second, "a human must look")
    async with database.units() as work:
        await work.jobs.finish(keys[2])
        assert await work.batches.at_hand(keys) == set(keys[3:])
        assert await work.batches.at_hand([]) == set()


async def test_a_sent_batch_marks_its_invoices_and_a_dead_one_takes_the_mark_back(database, batch, five):
    await gathered(database, batch)
    async with database.units() as work:
        sent = Batch(batch.id, batch.company_id, False, 5, batch.gathered_at, BatchStatus.SENT, reference="S")
        await work.batches.save(sent)
        await work.batches.mark(sent)
    async with database.units() as work:
        stored = await work.invoices.get(five[0].id)
        assert (stored.status, stored.session_reference) == (Status.SENT, "S")
        await work.batches.mark(batch)
        stored = await work.invoices.get(five[0].id)
        assert (stored.status, stored.session_reference) == (Status.ISSUED, None)


async def test_the_released_are_free_again_with_a_new_attempt_and_the_settled_stay(database, batch, five):
    await gathered(database, batch)
    async with database.units() as work:
        await work.batches.mark(
            Batch(batch.id, batch.company_id, False, 5, batch.gathered_at, BatchStatus.SENT, reference="S")
        )
    async with database.units() as work:
        done = await work.invoices.get(five[0].id)
        await work.invoices.save(replace(done, status=Status.REJECTED, rejection=("450", "zła")))
        (left,) = await work.batches.groups(batch.id)
        assert left.count == 4
        released = await work.batches.release(batch.id)
        assert released == [(each.id, 2) for each in five[1:]]
        again = await work.invoices.get(five[1].id)
        assert (again.status, again.batch_id, again.attempt, again.session_reference) == (
            Status.ISSUED,
            None,
            2,
            None,
        )
        assert await work.batches.groups(batch.id) == []
        assert await work.batches.rejected(batch.id, 10) == [("FV/0", ("450", "zła"))]


async def test_only_who_still_waits_for_a_verdict_is_found_by_its_digest(
    database, batch, five, house, monkeypatch
):
    monkeypatch.setattr(gathering, "AT_ONCE", 2)  # several pieces of one question
    await gathered(database, batch)
    async with database.units.reading() as work:
        found = await work.batches.members(batch.id, [each.sha256 for each in five] + [bytes(32)])
        assert found == {each.sha256: each.id for each in five}
        assert await work.batches.issuers(batch.id) == [house.owner.id]


async def test_a_batch_is_unsettled_until_it_is_settled(database, batch, five):
    await gathered(database, batch)
    async with database.units() as work:
        (known,) = await work.batches.unsettled(batch.company_id)
        settled = Batch(
            batch.id, batch.company_id, False, 5, batch.gathered_at, BatchStatus.SETTLED, accepted=5
        )
        await work.batches.save(settled)
        assert await work.batches.unsettled(batch.company_id) == []
    assert (known.id, known.size, known.status) == (batch.id, 5, BatchStatus.GATHERED)


async def test_what_waits_can_be_counted_without_reading_it(house, database, five):
    await house.issue(database, "FV/done", status=Status.ACCEPTED)

    async with database.units.reading() as work:
        assert await work.invoices.count_waiting() == 5
        assert await work.invoices.count_waiting(house.company.id) == 5
        assert await work.invoices.count_waiting(UUID(int=99)) == 0


async def asked_by_letter(database, stored, noon):
    async with database.units() as work:
        await work.agreements.ask(Agreement(uuid4(), stored.issued_by, stored.draft_id, 1, "issue", noon))


async def test_what_was_ordered_by_letter_is_known_until_its_waiting_is_told(
    house, database, batch, five, noon
):
    await gathered(database, batch, limit=2)
    for ordered in five[1:3]:  # the third is in no batch
        await asked_by_letter(database, ordered, noon)

    async with database.units.reading() as work:
        assert await work.batches.ordered_by_letter(batch.id) == [five[1].id]
        assert not await work.batches.all_by_letter(batch.id, house.owner.id)

    await asked_by_letter(database, five[0], noon)
    async with database.units() as work:
        assert await work.batches.all_by_letter(batch.id, house.owner.id)
        assert await work.batches.ordered_by_letter(batch.id) == [five[0].id, five[1].id]
        await work.batches.waits(batch.id, noon)
        assert await work.batches.ordered_by_letter(batch.id) == []


async def test_the_accepted_are_named_with_their_ksef_numbers_ones_own_first(
    house, database, batch, five, noon
):
    other = Person(uuid4(), "Ewa")
    async with database.units() as work:
        await work.people.add(other)
    others = await house.issue(database, "FV/9", issued_at=noon - MINUTE, issued_by=other.id)
    await gathered(database, batch)
    numbers = {
        each.id: KsefNumber(f"9990001137-20261120-010080DD2B5{place}-26")
        for place, each in enumerate([others, *five[:3]])
    }
    async with database.units() as work:
        for invoice, number in numbers.items():
            stored = await work.invoices.get(invoice)
            await work.invoices.save(replace(stored, status=Status.ACCEPTED, ksef_number=number))

    async with database.units.reading() as work:
        first = await work.batches.accepted(batch.id, house.owner.id, 3)
        others_first = await work.batches.accepted(batch.id, other.id, 2)
    assert first == [(f"FV/{place}", str(numbers[five[place].id])) for place in range(3)]
    assert [number for number, _ in others_first] == ["FV/9", "FV/0"]
