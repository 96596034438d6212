"""A batch goes home with its proof: verdict by verdict, receipts kept once, people told once."""

from uuid import UUID

import pytest

from invoicing.model.errors import LeaseLost, Misunderstood, Refused
from invoicing.model.lifecycle import Status
from invoicing.services.ksef_jobs import CheckBatch, SendBatch
from invoicing.services.ksef_records import BatchStatus
from tests.services.fakes import Crash
from tests.services.house import OLA

MANY = 25


@pytest.fixture
async def waiting(house):
    """So many invoices wait that they go in a batch and are told together."""
    await house.backlog(MANY)
    house.clock.advance(minutes=5)
    return house


async def batch_of(house):
    async with house.units.reading() as work:
        (invoice, *_) = await house.invoices()
        return await work.batches.get(invoice.batch_id)


async def all_home(house):
    """One acceptance each, with number and receipt, whatever happened on the way."""
    stored = await house.invoices()
    assert {each.status for each in stored} == {Status.ACCEPTED}
    assert len({each.ksef_number for each in stored}) == len(stored) == len(house.ksef.numbers)
    for each in stored:
        assert each.ksef_number == house.ksef.numbers[each.sha256]
        assert await house.receipt(each)
        assert (await house.events(each)).count("accepted") == 1
    return stored


async def test_every_invoice_of_a_batch_gets_its_number_and_its_receipt(waiting):
    await waiting.work(seconds=60)

    stored = await all_home(waiting)
    batch = await batch_of(waiting)
    assert (batch.status, batch.size, batch.accepted, batch.rejected) == (BatchStatus.SETTLED, MANY, MANY, 0)
    assert {each.session_reference for each in stored} == {"batch-1"}
    assert (await waiting.database.history()).broken == ()


async def test_a_receipt_that_covers_many_is_kept_once(waiting):
    waiting.batches.page = 10
    await waiting.work(seconds=60)

    receipts = [each.receipt for each in await all_home(waiting)]
    assert [receipts.count(each) for each in dict.fromkeys(receipts)] == [10, 10, 5]


async def test_people_hear_of_a_large_batch_twice_and_their_letters_go_quietly(waiting):
    await waiting.work(seconds=60)

    told = waiting.shown()
    assert told.count("batch-gathered") == told.count("batch-settled") == 1
    assert "accepted" not in told
    gathered = waiting.one("batch-gathered").data
    assert (gathered["size"], gathered["sent"]) == (MANY, True)
    assert waiting.one("batch-settled").data["accepted"] == MANY
    assert len({letter.message_id for letter in waiting.post.letters}) == MANY


async def test_of_a_small_batch_people_hear_one_by_one(house):
    await house.backlog(12)
    house.clock.advance(minutes=5)
    await house.work(seconds=60)

    assert len(house.batches.sessions) == 1
    assert house.shown().count("accepted") == 12


async def test_a_card_that_was_tapped_follows_its_invoice_through_a_large_batch(waiting):
    await waiting.work(seconds=120)

    cards = [each for each in waiting.telegram.chats[OLA].values() if each.code == "already-issued"]
    assert [card.data["number"] for card in cards] == [
        each.invoice.number for each in await waiting.invoices()
    ]
    assert {card.data["status"] for card in cards} == {"accepted"}


async def test_a_letter_that_is_refused_is_told_even_of_a_large_batch(waiting):
    waiting.post.refuses = True
    await waiting.work(seconds=60)

    refused = [each for each in waiting.telegram.chats[OLA].values() if each.code == "accepted"]
    assert [each.data["delivery"]["status"] for each in refused] == ["refused"] * MANY


async def test_letters_that_wait_for_the_mail_server_are_not_told_one_by_one(waiting):
    waiting.post.busy = True
    await waiting.work(seconds=50)
    assert "accepted" not in waiting.shown()

    waiting.post.busy = False
    await waiting.work(seconds=300)
    assert len({letter.message_id for letter in waiting.post.letters}) == MANY


async def test_the_rejected_are_named_with_their_reason_and_the_rest_is_home(waiting):
    third, fifth = [(await waiting.invoices())[place] for place in (2, 4)]
    waiting.batches.refuses = {third.xml: 450, fifth.xml: 430}
    await waiting.work(seconds=60)

    settled = waiting.one("batch-settled").data
    assert (settled["accepted"], settled["rejected"], settled["again"]) == (MANY - 2, 2, 0)
    assert [(each["number"], each["status"]) for each in settled["named"]] == [
        (third.invoice.number, "450"),
        (fifth.invoice.number, "430"),
    ]
    assert "rejected" not in waiting.shown()
    after = (await waiting.invoices())[2]
    assert (after.status, after.rejection) == (Status.REJECTED, ("450", "Zła faktura", "P_1"))


@pytest.mark.parametrize("status", [405, 550])
async def test_an_invoice_that_ksef_gave_up_goes_again_on_its_own(waiting, status):
    fourth = (await waiting.invoices())[3]
    waiting.batches.refuses = {fourth.xml: status}
    await waiting.work(seconds=120)

    assert waiting.ksef.sendings == [fourth.xml]
    assert [each.attempt for each in await all_home(waiting)].count(2) == 1
    assert waiting.one("batch-settled").data["again"] == 1


async def test_what_ksef_does_not_mention_goes_again_on_its_own(waiting):
    first, second, *_ = await waiting.invoices()
    waiting.batches.forgets = {first.xml, second.xml}
    await waiting.work(seconds=120)

    assert waiting.ksef.sendings == [first.xml, second.xml]
    await all_home(waiting)


async def test_a_silent_ksef_is_told_once_for_the_whole_batch(waiting):
    waiting.ksef.down = True
    await waiting.work(seconds=900)

    told = waiting.one("batch-waiting").data
    assert (told["size"], told["cause"], told["deadline"]) == (MANY, "silent", "2026-11-23")
    assert "waiting" not in waiting.shown()
    assert all(each.waiting_since for each in await waiting.invoices())  # the doctor counts them

    waiting.ksef.down = False
    await waiting.work(seconds=120)
    await all_home(waiting)


async def test_a_company_without_access_is_told_once_a_day_for_the_whole_batch(waiting):
    waiting.batches.error = Refused("ksef-login-refused")
    await waiting.work(seconds=3600)
    assert waiting.one("batch-access-missing").data == {"size": MANY, "reason": "ksef-login-refused"}

    waiting.batches.error = None
    await waiting.work(seconds=600)
    await all_home(waiting)


@pytest.mark.parametrize("place", ["before-open", "before-close", "after-close", "state", "verdicts"])
async def test_a_connection_lost_anywhere_costs_no_invoice_and_makes_no_second(waiting, place):
    waiting.batches.drops = place
    waiting.batches.page = 10
    await waiting.work(seconds=120)

    await all_home(waiting)
    assert waiting.one("batch-settled").data["accepted"] == MANY


@pytest.mark.parametrize("place", ["before-open", "before-close", "after-close", "state", "verdicts"])
async def test_a_process_that_dies_at_ksefs_counter_costs_no_invoice_and_makes_no_second(waiting, place):
    waiting.batches.dies = place
    waiting.batches.page = 10
    with pytest.raises(Crash):
        await waiting.work(seconds=120)
    await waiting.restart()
    await waiting.work(seconds=120)

    await all_home(waiting)
    assert waiting.shown().count("batch-settled") == 1


@pytest.mark.parametrize("commit", range(1, 14))
async def test_the_process_may_die_before_any_commit_of_a_batch(house, commit):
    await house.backlog(12)
    house.clock.advance(minutes=5)
    with pytest.raises(Crash), house.units.dying(before=commit):
        await house.work(seconds=120)
    await house.restart()
    await house.work(seconds=120)

    await all_home(house)
    assert len({letter.message_id for letter in house.post.letters}) == 12


async def test_documents_taken_by_an_open_session_that_nobody_closed_go_in_a_new_one(waiting):
    waiting.batches.dies = "before-close"
    with pytest.raises(Crash):
        await waiting.work(seconds=120)
    await waiting.restart()
    await waiting.work(seconds=120)

    assert list(waiting.batches.sessions) == ["batch-1", "batch-2"]
    assert waiting.batches.closed == {"batch-2"}


async def test_a_session_that_ksef_is_at_work_on_is_not_sent_again(waiting):
    waiting.batches.dies = "after-close"
    with pytest.raises(Crash):
        await waiting.work(seconds=120)
    waiting.batches.phases = [("working", 150)] * 4
    await waiting.restart()
    await waiting.work(seconds=300)

    assert list(waiting.batches.sessions) == ["batch-1"]
    await all_home(waiting)


@pytest.mark.parametrize("status", [405, 415, 430, 435, 440, 500])
async def test_a_dead_session_is_followed_by_a_new_one_with_the_same_documents(waiting, status):
    waiting.batches.phases = [("dead", status)] * 2
    await waiting.work(seconds=120)

    first, second = waiting.batches.sessions.values()
    assert first == second
    await all_home(waiting)


async def test_sessions_that_die_again_and_again_are_for_a_human_who_brings_the_batch_back(waiting):
    waiting.batches.phases = [("dead", 430)] * 50
    await waiting.work(seconds=3600)

    (parked,) = await waiting.database.queue.parked()
    aside = waiting.one("set-aside").data
    assert (aside["reason"], aside["size"], aside["key"]) == ("ksef-batch-dead", MANY, parked.key)
    assert len(waiting.batches.sessions) == 3
    assert await waiting.database.queue.next_due() is None

    waiting.batches.phases = []
    assert await waiting.database.queue.bring_back(parked.key) == [parked.key]
    await waiting.work(seconds=120)
    await all_home(waiting)


async def test_a_refused_call_is_for_a_human_and_is_not_called_silence(waiting):
    waiting.batches.error = Misunderstood(
        "ksef-call-refused", status="400", codes="21161", text="21161 za dużo części"
    )
    await waiting.work(seconds=3600)

    aside = waiting.one("set-aside").data
    assert (aside["reason"], aside["text"]) == ("ksef-call-refused", "21161 za dużo części")
    assert "batch-waiting" not in waiting.shown()


async def test_late_repeats_of_jobs_of_a_settled_batch_change_nothing(waiting):
    await waiting.work(seconds=120)
    batch = await batch_of(waiting)
    before = await waiting.invoices()

    for job in (SendBatch(batch.id), CheckBatch(batch.id)):
        with pytest.raises(LeaseLost):  # it was kept already
            await waiting.handlers[type(job)](job)
    async with waiting.units() as work:
        await work.jobs.enqueue(SendBatch(batch.id, 7))
        await work.jobs.enqueue(CheckBatch(batch.id, 7))
    await waiting.work()

    assert await waiting.invoices() == before
    assert len(waiting.batches.sessions) == 1


async def test_a_batch_of_nothing_ends_quietly(waiting):
    await waiting.work(seconds=0)
    batch = await batch_of(waiting)
    async with waiting.units() as work:
        await work.batches.release(batch.id)
        await work.jobs.enqueue(SendBatch(batch.id, batch.attempt))

    await waiting.work(seconds=120)

    assert isinstance(batch.id, UUID)
    assert "set-aside" not in waiting.shown()
