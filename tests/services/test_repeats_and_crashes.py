"""Whatever comes twice, and wherever the process dies: one invoice, one number, one letter."""

import pytest

from invoicing.model.delivering import DeliveryWay
from invoicing.model.errors import LeaseLost
from invoicing.model.lifecycle import Status
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.ids import delivery_id, letter_id
from invoicing.services.ksef_jobs import CheckSubmission, Submit
from tests.services.fakes import Crash
from tests.services.house import OLA, SENTENCE


async def happy_end(house):
    (invoice,) = await house.invoices()
    assert invoice.invoice.number == "FV/2026/11/1"
    assert invoice.status is Status.ACCEPTED
    assert len(house.ksef.numbers) == 1
    assert {letter.message_id for letter in house.post.letters} == {house.post.letters[0].message_id}
    accepted = [each for each in house.telegram.chats[OLA].values() if each.code == "accepted"]
    assert accepted[-1].data["delivery"]["status"] == "sent"  # a chat may show a message twice, never none
    assert house.shown().count("draft-card") == 0


async def test_the_same_update_twice_makes_one_draft(house):
    incoming = await house.say(SENTENCE)
    await house.assistant(incoming)
    await house.work()

    assert house.shown().count("draft-card") == 1


async def test_two_taps_make_one_invoice_and_the_second_says_so(house):
    await house.say(SENTENCE)
    taps = [house.tap_of("issue"), house.tap_of("issue")]
    for tap in taps:
        await house.receive(tap)
    await house.work()

    await happy_end(house)
    assert house.telegram.alerts == [None, "already-issued"]


async def test_a_tap_after_a_restart_shows_where_the_invoice_stands(house):
    await house.say(SENTENCE)
    late = house.tap_of("issue")
    await house.tap("issue")
    await house.restart()

    await house.receive(late)
    await house.work()

    await happy_end(house)
    assert house.one("already-issued").data["number"] == "FV/2026/11/1"


async def test_the_same_tap_delivered_twice_issues_once(house):
    await house.say(SENTENCE)
    tap = house.tap_of("issue")
    await house.receive(tap)
    await house.assistant(tap)
    await house.work()

    await happy_end(house)


@pytest.mark.parametrize("commit", range(1, 15))
async def test_the_process_may_die_before_any_commit(house, commit):
    await house.say(SENTENCE)
    tap = house.tap_of("issue")
    house.units.begun, house.units.dies_at = 0, commit
    died = False
    try:
        await house.receive(tap)
        await house.work()
    except Crash:
        died = True
    house.units.dies_at = None

    await house.restart()
    await house.assistant(tap)  # the inbox hands it out again until it is finished
    await house.work(seconds=60)

    await happy_end(house)
    assert died is (commit <= 8)  # tap, card, sent, accepted, then letter, two showings and the edited one


async def test_a_late_repeat_of_a_job_for_an_accepted_invoice_changes_nothing(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    (invoice,) = await house.invoices()

    deliver = Deliver(delivery_id(invoice.id, DeliveryWay.EMAIL, "ksiegowosc@klient.example"))
    for job in (Submit(invoice.id), CheckSubmission(invoice.id), deliver):
        with pytest.raises(LeaseLost):  # it was kept already
            await house.handlers[type(job)](job)

    assert len(house.ksef.sendings) == 1
    assert len(house.post.letters) == 1
    await happy_end(house)


async def test_a_second_promise_of_an_attempt_long_over_ends_quietly(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    (invoice,) = await house.invoices()

    async with house.units() as work:
        await work.jobs.enqueue(Submit(invoice.id, attempt=7))
        await work.jobs.enqueue(CheckSubmission(invoice.id, attempt=7))
    await house.work()

    assert await house.database.queue.next_due() is None
    assert len(house.ksef.sendings) == 1


async def test_the_name_of_a_letter_follows_from_invoice_and_address(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    (invoice,) = await house.invoices()

    (letter,) = house.post.letters
    assert letter.message_id == letter_id(invoice.id, letter.to, "latarnik.example")
    assert letter.message_id != letter_id(invoice.id, "inny@klient.example", "latarnik.example")
