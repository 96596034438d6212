"""Technical correction: an offline invoice that KSeF rejected goes again, the same content in a sound file."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.model.errors import Misunderstood
from invoicing.model.lifecycle import Status
from invoicing.model.offline import Outage, OutageKind
from invoicing.services.ksef_ports import NumberTaken, Refusal
from invoicing.services.records import Replaced
from ksef.fa3.reader import read_document
from ksef.fa3.writer import Fa3Writer
from tests.services.fakes import Crash, ksef_number
from tests.services.house import SENTENCE

FAULT = Refusal(450, "Błąd weryfikacji semantyki", ("zła suma",))


@pytest.fixture
async def outage(house):
    """A failure is announced, and our files are real FA(3)."""
    house.write = Fa3Writer()
    house.start()
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, date(2026, 11, 20), None))
    await house.watch()
    return house


async def issue(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    return (await house.invoices())[-1]


@pytest.fixture
async def rejected(outage):
    outage.ksef.verdicts = [FAULT]
    await issue(outage)
    outage.clock.advance(minutes=5)
    return outage


async def test_a_rejected_offline_invoice_goes_again_with_the_same_content_and_gets_its_number(rejected):
    (before,) = await rejected.invoices()
    await rejected.tap("technical-correction")

    (now,) = await rejected.invoices()
    assert (now.status, now.invoice, now.corrects) == (Status.ACCEPTED, before.invoice, before.sha256)
    assert now.xml != before.xml
    assert rejected.ksef.corrected == [None, before.sha256]
    assert rejected.one("technical-correction").data["fields"] > 30
    (edition,) = await editions(rejected, now)
    assert (edition.xml, edition.why) == (before.xml, Replaced.TECHNICAL_CORRECTION)


async def test_the_message_about_the_refusal_says_what_to_do_and_its_button_is_gone_afterwards(rejected):
    said = rejected.one("rejected")
    assert said.data["correctable"]

    await rejected.tap("technical-correction")

    assert "rejected" not in rejected.shown()


async def test_a_second_tap_corrects_nothing_twice(rejected):
    again = rejected.tap_of("technical-correction")
    await rejected.tap("technical-correction")
    await rejected.receive(replace(again, key="telegram:second"))
    await rejected.work()

    assert len(rejected.ksef.sendings) == 2
    assert rejected.one("refused").data["reason"] == "technical-correction-impossible"


@pytest.mark.parametrize("status", [410, 440])
async def test_missing_rights_and_a_number_taken_are_not_put_right_by_a_file(outage, status):
    outage.ksef.verdicts = [Refusal(status, "nie", ())]
    await issue(outage)

    assert not outage.one("rejected").data["correctable"]
    assert "technical-correction" not in outage.one("rejected").labels


async def test_an_online_invoice_was_never_issued_and_is_written_anew(house):
    house.ksef.verdicts = [FAULT]
    await issue(house)

    assert not house.one("rejected").data["correctable"]


async def test_a_file_that_would_say_something_else_is_refused(rejected):
    class Altering:
        def __call__(self, invoice, created_at):
            return Fa3Writer()(replace(invoice, note="coś nowego"), created_at)

    rejected.write = Altering()
    rejected.start()
    await rejected.tap("technical-correction")

    (invoice,) = await rejected.invoices()
    assert invoice.status is Status.REJECTED
    assert rejected.one("refused").data["reason"] == "technical-correction-content"


async def test_a_correction_rejected_too_still_names_the_file_whose_codes_were_printed(rejected):
    (first,) = await rejected.invoices()
    rejected.ksef.verdicts = [FAULT]
    await rejected.tap("technical-correction")
    rejected.clock.advance(minutes=5)
    await rejected.tap("technical-correction")

    (now,) = await rejected.invoices()
    assert now.status is Status.ACCEPTED
    assert rejected.ksef.corrected == [None, first.sha256, first.sha256]


@pytest.mark.parametrize("code", ["21166", "21167"])
async def test_when_ksef_has_it_already_its_440_brings_the_number_home(rejected, code):
    (before,) = await rejected.invoices()
    rejected.ksef.refuses_corrections = Misunderstood("ksef-call-refused", codes=code)
    await rejected.tap("technical-correction")

    (now,) = await rejected.invoices()
    assert (now.status, now.corrects) == (Status.ACCEPTED, None)
    assert rejected.ksef.corrected[-1] is None
    assert now.sha256 != before.sha256


async def test_when_ksef_had_taken_the_first_file_after_all_that_file_is_the_invoice(rejected):
    (first,) = await rejected.invoices()
    rejected.ksef.verdicts = [NumberTaken(ksef_number("5265877635", 1), first.sha256)]
    await rejected.tap("technical-correction")
    await rejected.work(seconds=30)

    (now,) = await rejected.invoices()
    assert (now.status, now.sha256, now.xml) == (Status.ACCEPTED, first.sha256, first.xml)
    assert rejected.ksef.sendings[-1] == first.xml
    assert read_document(now.xml).number == "FV/2026/11/1"


async def test_a_corrected_file_never_goes_in_a_batch(rejected):
    rejected.ksef.down = True
    await rejected.tap("technical-correction")
    await rejected.backlog(12)
    await rejected.work(seconds=120)
    rejected.ksef.down = False
    await rejected.work(seconds=3600)

    invoices = await rejected.invoices()
    assert all(each.status is Status.ACCEPTED for each in invoices)
    assert invoices[0].batch_id is None
    assert invoices[0].corrects is not None


async def test_a_crash_before_the_commit_leaves_the_rejected_invoice_as_it_was(rejected):
    tap = rejected.tap_of("technical-correction")
    rejected.units.begun, rejected.units.dies_at = 0, 1
    with pytest.raises(Crash):
        await rejected.receive(tap)
    (invoice,) = await rejected.invoices()
    assert invoice.status is Status.REJECTED

    rejected.units.dies_at = None
    await rejected.assistant(tap)
    await rejected.work()

    (invoice,) = await rejected.invoices()
    assert (invoice.status, len(rejected.ksef.sendings)) == (Status.ACCEPTED, 2)


async def editions(house, invoice):
    async with house.units.reading() as work:
        return await work.invoices.editions(invoice.id)


async def test_of_a_large_batch_each_refused_offline_invoice_is_told_with_its_button_and_its_deadline(outage):
    await outage.backlog(25)
    third = (await outage.invoices())[2]
    outage.batches.refuses = {third.xml: 450}
    outage.lighthouse.says(None, Outage(OutageKind.FAILURE, date(2026, 11, 20), date(2026, 11, 20)))
    outage.clock.advance(minutes=5)
    await outage.watch()
    await outage.work(seconds=60)

    said = outage.one("rejected")
    assert (said.data["number"], said.data["correctable"]) == (third.invoice.number, True)
    assert (said.data["deadline"], said.data["article"]) == ("2026-12-01", "art. 106nf ust. 4")
    assert "accepted" not in outage.shown()

    await outage.tap("technical-correction")
    assert {each.status for each in await outage.invoices()} == {Status.ACCEPTED}
