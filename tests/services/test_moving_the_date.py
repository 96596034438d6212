"""Moving the date of issue: what KSeF has decides, whatever was sent, lost or done meanwhile."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from invoicing.model.delivering import DeliveryStatus, DeliveryWay
from invoicing.model.errors import InvalidDocument
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.jobs import NotYet
from invoicing.services.ksef_jobs import Redate
from invoicing.services.ksef_ports import NumberTaken
from invoicing.services.records import Delivery
from tests.services.fakes import Crash, StoppedClock, ksef_number
from tests.services.house import OLA, SENTENCE

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def at(house, moment: str) -> None:
    house.clock.at = StoppedClock(f"2026-11-{moment}:00+01:00").at


async def only(house):
    (invoice,) = await house.invoices()
    return invoice


async def look(house) -> None:
    await house.guard_midnight()
    await house.work(seconds=1)


def asked(house) -> list[str]:
    return [each.data["slot"] for each in house.telegram.chats[OLA].values() if each.code == "midnight"]


@pytest.fixture
async def waiting(real):
    """FV/2026/11/1 of Friday was issued online in the morning, and KSeF is silent."""
    real.ksef.down = True
    await real.say(SENTENCE)
    await real.tap("issue")
    return real


@pytest.fixture
async def warned(waiting):
    at(waiting, "20T22:00")
    await look(waiting)
    return waiting


@pytest.fixture
async def agreed(warned):
    """At ten in the evening its issuer agreed to another date."""
    await warned.tap("move-date")
    return warned


@pytest.fixture
async def many(real):
    """Thirty invoices wait in a batch that nothing has been sent of."""
    real.ksef.down = True
    await real.backlog(30)
    await real.work(seconds=300)
    at(real, "20T22:00")
    await look(real)
    assert {each.batch_id is None for each in await real.invoices()} == {False}
    return real


async def test_whoever_moved_a_date_reads_that_it_stayed_when_ksef_had_the_first_file(agreed):
    old = await only(agreed)
    at(agreed, "21T00:00")
    await agreed.work(seconds=30)
    agreed.ksef.down = False
    agreed.ksef.verdicts = [NumberTaken(ksef_number("5265877635", 1), old.sha256)]
    await agreed.work(seconds=300)

    now = await only(agreed)
    assert (now.status, now.xml, now.invoice.issue_date) == (Status.ACCEPTED, old.xml, FRIDAY)
    said = agreed.one("date-stayed").data
    assert (said["issue_date"], said["moved"]) == ("2026-11-20", "2026-11-21")


async def test_days_that_the_clock_jumped_over_are_told_of(warned):
    at(warned, "22T08:30")
    await look(warned)

    assert asked(warned) == ["warning", "passed"]


async def test_a_clock_put_back_from_the_last_call_asks_nothing_again(waiting):
    at(waiting, "20T23:40")
    await look(waiting)
    at(waiting, "20T22:40")
    await look(waiting)

    assert asked(waiting) == ["last-call"]


async def test_a_button_moves_only_what_its_message_names(warned):
    at(warned, "20T22:10")
    await warned.say(SENTENCE)
    await warned.tap("issue")
    at(warned, "20T22:12")
    await look(warned)
    named = [each.data["count"] for each in warned.telegram.chats[OLA].values() if each.code == "midnight"]
    await warned.tap("move-date")

    assert named == [1, 2]
    assert warned.one("date-will-move").data["count"] == 2


async def test_a_sending_that_wakes_before_the_new_date_is_written_waits_for_it(agreed):
    keep = agreed.handlers[Redate]

    async def later(job):
        agreed.handlers[Redate] = keep
        raise NotYet(1.0)

    agreed.handlers[Redate] = later
    at(agreed, "21T00:00")
    agreed.ksef.down = False
    await agreed.work(seconds=200)

    now = await only(agreed)
    assert (now.status, now.invoice.issue_date) == (Status.ACCEPTED, SATURDAY)
    assert agreed.ksef.sendings == [now.xml]


async def test_a_clock_put_back_after_the_move_sends_nothing_dated_ahead(agreed):
    at(agreed, "21T00:00")
    await agreed.work(seconds=5)
    at(agreed, "20T23:05")
    agreed.ksef.down = False
    await agreed.work(seconds=600)

    assert (await only(agreed)).invoice.issue_date == SATURDAY
    assert agreed.ksef.sendings == []


async def test_a_new_date_that_fa3_refuses_leaves_the_invoice_as_it_was_and_on_its_way(agreed):
    before = await only(agreed)

    class Refusing:
        def __call__(self, invoice, created_at):
            raise InvalidDocument("P_1")

    agreed.write = Refusing()
    await agreed.restart()
    at(agreed, "21T00:00")
    agreed.ksef.down = False
    await agreed.work(seconds=200)

    now = await only(agreed)
    assert (now.status, now.xml) == (Status.ACCEPTED, before.xml)
    assert "date-move-dropped" in await agreed.events(now)


async def test_of_many_in_a_batch_their_issuer_hears_once_and_all_of_them_move(many):
    assert [each.data["count"] for each in [many.one("midnight")]] == [30]
    await many.tap("move-date")
    at(many, "21T00:00")
    await many.work(seconds=10)
    many.ksef.down = False
    await many.work(seconds=900)

    stored = await many.invoices()
    assert {(each.status, each.invoice.issue_date) for each in stored} == {(Status.ACCEPTED, SATURDAY)}
    assert len(many.ksef.numbers) == 30


async def test_kept_invoices_leave_a_batch_of_online_ones(many):
    await many.tap("keep-date")
    many.ksef.down = False
    await many.work(seconds=900)

    stored = await many.invoices()
    assert {(each.status, each.offline_mode) for each in stored} == {(Status.ACCEPTED, OfflineMode.OFFLINE24)}
    assert set(many.batches.offline) | set(many.ksef.offline) == {True}


async def hand_over(house):
    """The buyer gets a paper of the only invoice, in some way that needs no number."""
    invoice = await only(house)
    async with house.units() as work:
        name = f"<{invoice.id}@latarnik.example>"
        delivery = Delivery(
            uuid4(), invoice.id, invoice.company_id, DeliveryWay.EMAIL, "a@klient.example", name
        )
        await work.deliveries.add(replace(delivery, status=DeliveryStatus.SENT))


async def test_an_invoice_that_its_buyer_has_is_not_offered_another_date(waiting):
    await hand_over(waiting)
    at(waiting, "20T22:00")
    await look(waiting)

    said = waiting.one("midnight")
    assert (said.labels, said.data["handed_over"], said.data["movable"]) == (
        ["keep-date"],
        ["FV/2026/11/1"],
        0,
    )


async def test_of_two_only_the_one_that_nobody_has_is_moved_and_the_other_is_named(waiting):
    await hand_over(waiting)
    await waiting.say(SENTENCE)
    await waiting.tap("issue")
    at(waiting, "20T22:00")
    await look(waiting)
    assert waiting.last().data["movable"] == 1
    await waiting.tap("move-date")

    said = waiting.one("date-will-move").data
    assert ([each["number"] for each in said["invoices"]], said["stay"]) == (
        ["FV/2026/11/2"],
        ["FV/2026/11/1"],
    )


async def test_whoever_agreed_hears_that_the_date_stays_because_the_buyer_got_a_paper_meanwhile(agreed):
    await hand_over(agreed)
    at(agreed, "21T00:00")
    await agreed.work(seconds=30)

    assert (await only(agreed)).invoice.issue_date == FRIDAY
    said = agreed.one("date-not-moved").data
    assert (said["why"], said["issue_date"], said["deadline"]) == ("handed-over", "2026-11-20", "2026-11-23")


async def test_whoever_agreed_hears_that_the_date_stays_because_the_invoice_was_on_its_way(agreed):
    async with agreed.units() as work:
        (stored,) = await work.invoices.waiting()
        await work.invoices.save(replace(stored, status=Status.SENT, session_reference="session-1"))
    at(agreed, "21T00:00")
    await agreed.work(seconds=30)

    assert agreed.one("date-not-moved").data["why"] == "on-its-way"


async def test_what_ksef_took_in_time_needs_no_such_message(agreed):
    agreed.ksef.down = False
    await agreed.work(seconds=1800)
    at(agreed, "21T00:00")
    await agreed.work(seconds=300)

    assert "date-not-moved" not in agreed.shown()
    assert (await only(agreed)).invoice.issue_date == FRIDAY


async def test_killed_while_the_date_is_found_to_stay_that_is_said_once(agreed):
    await hand_over(agreed)
    at(agreed, "21T00:00")
    with pytest.raises(Crash), agreed.units.dying(before=1):
        await agreed.work(seconds=30)
    await agreed.restart()
    agreed.clock.advance(seconds=70)
    await agreed.work(seconds=300)

    assert agreed.shown().count("date-not-moved") == 1
    assert (await only(agreed)).invoice.issue_date == FRIDAY
