"""KSeF does not take an invoice: it waits, says so honestly and once, and goes home by itself."""

from datetime import date
from uuid import UUID

import pytest

from invoicing.model.delivering import DeliveryWay
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.ksef_ports import NumberTaken, Pending, Refusal, SendAgain
from invoicing.services.records import Delivery
from tests.services.fakes import ksef_number
from tests.services.house import SENTENCE

FRIDAY = date(2026, 11, 20)


async def issue(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    (*_, invoice) = await house.invoices()
    return invoice


async def test_a_silent_ksef_is_told_once_with_the_last_day(house):
    house.ksef.down = True
    await issue(house)
    await house.work(seconds=600)

    waiting = house.one("waiting")
    assert (waiting.data["cause"], waiting.data["mode"]) == ("silent", "offline24")
    assert (waiting.data["deadline"], waiting.data["article"]) == ("2026-11-23", "art. 106nda ust. 2")
    assert waiting.data["since"].startswith("2026-11-20T10:00")


async def test_a_waiting_invoice_goes_home_by_itself(house):
    house.ksef.down = True
    await issue(house)
    house.ksef.down = False
    await house.work(seconds=600)

    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED
    assert house.one("accepted").data["delivery"]["status"] == "sent"
    assert len(house.post.letters) == 1


async def test_a_lighthouse_that_falls_silent_in_a_failure_takes_no_announcement_back(house):
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, FRIDAY, None))
    await house.watch()
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")
    house.lighthouse.silent = True
    await house.work(seconds=1800)

    assert house.shown().count("waiting") == 1
    assert house.one("waiting").data["cause"] == "failure"


async def test_who_chose_offline24_is_not_told_of_midnight(house):
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.say("offline24")
    await house.tap("issue")

    assert house.one("waiting").data["deemed"] is False


async def test_an_announced_failure_makes_the_invoice_an_emergency_one(house):
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, FRIDAY, None))
    await house.watch()
    house.ksef.down = True

    await house.say(SENTENCE)
    assert house.last().data["mode"]["why"] == "failure"
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert invoice.offline_mode is OfflineMode.EMERGENCY
    waiting = house.one("waiting")
    assert (waiting.data["cause"], waiting.data["mode"]) == ("failure", "emergency")
    assert waiting.data["deadline"] is None  # not known before the failure ends
    assert house.post.letters == []  # nothing called an invoice goes out without its codes


async def test_the_end_of_a_failure_wakes_what_waits(house):
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, FRIDAY, None))
    await house.watch()
    house.ksef.down = True
    await issue(house)
    await house.work(seconds=3600)

    house.ksef.down = False
    house.lighthouse.says(None, Outage(OutageKind.FAILURE, FRIDAY, FRIDAY))
    await house.watch()
    await house.work()

    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED
    assert house.ksef.offline == [True]
    assert not invoice.deemed_offline  # it was issued offline; nobody had to turn it


async def test_maintenance_gives_its_own_ground(house):
    house.lighthouse.says(OutageKind.MAINTENANCE, Outage(OutageKind.MAINTENANCE, FRIDAY, FRIDAY))
    await house.watch()
    house.ksef.down = True
    invoice = await issue(house)

    assert invoice.offline_mode is OfflineMode.UNAVAILABILITY
    assert house.one("waiting").data["deadline"] == "2026-11-23"


async def test_an_online_invoice_that_ksef_keeps_as_offline_is_told_as_deemed_offline(house):
    house.ksef.keeps_offline = True

    await issue(house)
    await house.work()

    assert house.one("accepted").data["deemed_offline"] is True


async def test_a_word_of_the_lighthouse_of_hours_ago_about_maintenance_is_no_ground(house):
    house.lighthouse.says(OutageKind.MAINTENANCE, Outage(OutageKind.MAINTENANCE, FRIDAY, None))
    await house.watch()
    house.clock.advance(hours=2)

    await issue(house)

    (invoice,) = await house.invoices()
    assert invoice.offline_mode is None


async def test_a_failure_nobody_announced_gives_no_ground(house):
    house.lighthouse.says(OutageKind.FAILURE)
    await house.watch()
    invoice = await issue(house)

    assert invoice.offline_mode is None


async def test_a_total_failure_on_the_lighthouse_alone_changes_nothing_but_is_said(house):
    house.lighthouse.says(OutageKind.TOTAL_FAILURE, Outage(OutageKind.TOTAL_FAILURE, FRIDAY, None))
    await house.watch()
    house.ksef.down = True
    invoice = await issue(house)

    waiting = house.one("waiting").data
    assert invoice.offline_mode is None
    assert (waiting["cause"], waiting["no_duty"], waiting["deadline"]) == (
        "total_failure",
        False,
        "2026-11-23",
    )


async def test_a_silent_lighthouse_says_nothing_about_ksef(house):
    house.lighthouse.silent = True
    with pytest.raises(Exception, match="unavailable"):
        await house.watch()

    invoice = await issue(house)
    assert invoice.offline_mode is None


async def test_nobody_is_told_of_outages_while_nothing_waits(house):
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, FRIDAY, None))
    await house.watch()
    await house.work()

    assert house.shown() == ["welcome"]


async def test_checks_grow_rarer_while_ksef_is_at_work(house):
    house.ksef.verdicts = [Pending()] * 12
    start = house.clock.now()
    await issue(house)
    await house.work(seconds=300)

    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED
    assert (invoice.received_by_ksef_at - start).total_seconds() < 60
    assert "waiting" not in house.shown()


async def test_a_rejected_invoice_is_told_with_the_ministrys_words(house):
    house.ksef.verdicts = [Refusal(450, "Błąd weryfikacji semantyki", ("P_1 z przyszłości",))]
    invoice = await issue(house)

    rejected = house.one("rejected").data
    assert invoice.status is Status.REJECTED
    assert (rejected["status"], rejected["details"]) == ("450", ["P_1 z przyszłości"])
    assert house.one("already-issued").data["status"] == "rejected"
    assert house.post.letters == []


async def test_a_dead_session_sends_the_same_bytes_again(house):
    house.ksef.verdicts = [SendAgain(405), SendAgain(550)]
    await issue(house)
    await house.work(seconds=60)

    (invoice,) = await house.invoices()
    assert (invoice.status, invoice.attempt) == (Status.ACCEPTED, 3)
    assert house.ksef.sendings == [invoice.xml] * 3


async def test_a_number_taken_by_another_document_is_for_a_human(house):
    house.ksef.verdicts = [NumberTaken(ksef_number("5265877635", 7))]
    invoice = await issue(house)

    assert invoice.status is Status.REJECTED
    assert house.one("number-taken").data["original"] == str(ksef_number("5265877635", 7))
    assert house.post.letters == []


async def test_a_company_without_access_is_told_once_a_day_and_goes_on_when_it_has_it(house):
    house.ksef.no_access = True
    await issue(house)
    await house.work(seconds=3600)
    assert house.one("access-missing").data["reason"] == "ksef-access"

    house.ksef.no_access = False
    await house.work(seconds=600)

    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED


async def test_silence_after_the_sending_is_told_too_and_ends_well(house):
    house.ksef.verdicts = [Pending()]
    await house.say(SENTENCE)
    await house.receive(house.tap_of("issue"))
    await house.work(seconds=0.4)
    house.ksef.down = True
    await house.work(seconds=10)
    assert house.one("waiting").data["cause"] == "silent"

    house.ksef.down = False
    await house.work(seconds=600)
    assert house.one("accepted")


async def test_an_invoice_keeps_its_content_and_bytes_through_all_of_it(house):
    house.ksef.down = True
    before = await issue(house)
    house.ksef.down = False
    await house.work(seconds=600)

    (after,) = await house.invoices()
    assert (after.invoice, after.xml, after.sha256) == (before.invoice, before.xml, before.sha256)


async def test_a_letter_promised_too_early_waits_for_the_number(house):
    house.ksef.down = True
    invoice = await issue(house)
    early = Delivery(
        UUID(int=1),
        invoice.id,
        invoice.company_id,
        DeliveryWay.EMAIL,
        "szybki@klient.example",
        "<1@latarnik.example>",
    )
    async with house.units() as work:
        await work.deliveries.add(early)
        await work.jobs.enqueue(Deliver(early.id))
    await house.work(seconds=60)
    assert house.post.letters == []

    house.ksef.down = False
    await house.work(seconds=600)
    assert sorted(letter.to for letter in house.post.letters) == [
        "ksiegowosc@klient.example",
        "szybki@klient.example",
    ]


async def test_a_term_that_has_passed_is_said_to_have_passed(house):
    await house.say(SENTENCE)
    house.ksef.down = True
    await house.receive(house.tap_of("issue"))
    house.clock.advance(days=5)  # nothing ran meanwhile: the machine was off
    await house.work()

    waiting = house.one("waiting")
    assert (waiting.data["deadline"], waiting.data["late"]) == ("2026-11-23", True)
