"""Corrections in outages: only of what has its number, and outside KSeF while a total failure lasts."""

from datetime import date, timedelta

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.ksef_ports import Refusal
from invoicing.services.papers.jpk_list import jpk_of_month
from ksef.fa3.reader import read_document
from tests.services.correcting import corrected, issued, refused

BEGINS = "awaria całkowita: TVP Info, 20.11.2026 9:30"
ENDS = "koniec awarii całkowitej: TVP Info, 20.11.2026 11:00"
FAULT = Refusal(450, "Błąd weryfikacji semantyki", ("zła suma",))


async def outage(house, kind=OutageKind.FAILURE):
    house.lighthouse.says(kind, Outage(kind, date(2026, 11, 20), None))
    await house.watch()


async def correct(house, words, button="issue"):
    _, correction = await corrected(house, words, button)
    return correction


def original_of(invoice):
    (named,) = read_document(invoice.xml).correction.originals
    return named


@pytest.mark.parametrize(("kind", "term"), [(OutageKind.FAILURE, ""), (OutageKind.MAINTENANCE, "")])
async def test_while_the_original_has_no_number_a_correction_is_refused_and_told_when_it_is_possible(
    real, kind, term
):
    real.ksef.down = True
    await outage(real, kind)
    await issued(real)
    reason, details = await refused(real, "korekta FV/2026/11/1 do zera")

    assert (reason, details["number"], details["deadline"]) == (
        "correction-before-number",
        "FV/2026/11/1",
        term,
    )

    real.ksef.down = False
    real.lighthouse.says(None)
    await real.watch()
    await real.work(seconds=3600)
    await correct(real, "korekta FV/2026/11/1 do zera")
    assert (await real.invoices())[-1].status is Status.ACCEPTED


async def test_an_offline24_original_names_its_term(real):
    real.ksef.down = True
    await issued(real)
    _, details = await refused(real, "korekta FV/2026/11/1 do zera")

    assert details["deadline"] == "23.11.2026"


async def test_a_correction_that_waits_must_have_its_number_before_the_next(real):
    await issued(real)
    real.ksef.down = True
    await correct(real, "korekta FV/2026/11/1: ilość 1")
    reason, details = await refused(real, "korekta FV/2026/11/1 do zera")

    assert (reason, details["number"]) == ("correction-before-number", "KOR/2026/11/1")


async def test_an_online_original_that_ksef_rejected_was_never_issued(real):
    real.ksef.verdicts = [FAULT]
    await issued(real)
    reason, details = await refused(real, "korekta FV/2026/11/1 do zera")

    assert (reason, details["offline"]) == ("correction-of-rejected", "")


async def test_an_offline_original_that_ksef_rejected_needs_its_technical_correction_first(real):
    await outage(real)
    real.ksef.verdicts = [FAULT]
    await issued(real)
    reason, details = await refused(real, "korekta FV/2026/11/1 do zera")
    assert (reason, details["offline"]) == ("correction-of-rejected", "yes")

    real.clock.advance(minutes=5)
    await real.tap("technical-correction")
    correction = await correct(real, "korekta FV/2026/11/1 do zera")
    assert (correction.status, correction.offline_mode) == (Status.ACCEPTED, OfflineMode.EMERGENCY)


async def test_in_an_announced_failure_the_correction_of_a_numbered_invoice_is_an_emergency_invoice(real):
    await issued(real)
    await outage(real)
    correction = await correct(real, "korekta FV/2026/11/1: ilość 1")

    assert correction.offline_mode is OfflineMode.EMERGENCY
    assert real.ksef.offline[-1]
    assert original_of(correction).ksef_number == str((await real.invoices())[0].ksef_number)


async def test_in_a_total_failure_a_correction_stays_outside_ksef_with_its_actual_date(real):
    await real.say(BEGINS)
    await issued(real, button="issue-total")
    await real.say("korekta FV/2026/11/1: ilość 1")
    card = real.last()
    assert (card.data["mode"]["way"], card.data["mode"]["paper"]) == ("issue-total", "plain_invoice")
    real.clock.advance(minutes=5)
    await real.tap("issue-total")
    await real.work(seconds=3600)

    _, correction = await real.invoices()
    assert (correction.status, correction.offline_mode) == (Status.OUTSIDE, OfflineMode.TOTAL_FAILURE)
    assert correction.invoice.issue_date == date(2026, 11, 20)
    assert real.ksef.sendings == []
    named = original_of(correction)
    assert (named.number, named.ksef_number or None) == ("FV/2026/11/1", None)
    assert [letter.to for letter in real.post.letters] == ["ksiegowosc@klient.example"] * 2


async def test_an_invoice_that_has_its_number_is_named_by_it_in_a_total_failure_too(real):
    invoice = await issued(real)
    await real.say(BEGINS)
    correction = await correct(real, "korekta FV/2026/11/1: ilość 1", "issue-total")

    assert correction.status is Status.OUTSIDE
    assert original_of(correction).ksef_number == str((await real.invoices())[0].ksef_number)
    assert len(real.ksef.sendings) == 1
    assert invoice.invoice.number == "FV/2026/11/1"


async def test_after_its_end_a_correction_goes_to_ksef_and_says_that_the_original_lies_outside(real):
    await real.say(BEGINS)
    await issued(real, button="issue-total")
    await correct(real, "korekta FV/2026/11/1: ilość 1", "issue-total")
    real.clock.advance(hours=2)
    await real.say(ENDS)
    last = await correct(real, "korekta FV/2026/11/1 do zera, powód: rezygnacja")
    await real.work(seconds=3600)

    first, second, last = await real.invoices()
    assert (first.status, second.status, last.status) == (Status.OUTSIDE, Status.OUTSIDE, Status.ACCEPTED)
    assert b"<NrKSeFN>1</NrKSeFN>" in last.xml
    assert b"<NrKSeF>1" not in last.xml
    assert str(last.invoice.totals.gross) == "-246.00"  # what the first correction had left
    assert real.ksef.sendings == [last.xml]


async def test_in_jpk_what_stays_outside_is_bfk_and_the_later_correction_has_its_number(real):
    await real.say(BEGINS)
    await issued(real, button="issue-total")
    await correct(real, "korekta FV/2026/11/1: ilość 1", "issue-total")
    real.clock.advance(hours=2)
    await real.say(ENDS)
    await correct(real, "korekta FV/2026/11/1 do zera")

    now = real.clock.now()
    async with real.units.reading() as work:
        (company,) = await work.companies.all()
        rows = await jpk_of_month(work, company.id, now.date(), now.date() + timedelta(days=20), now)
    assert {row.stored.invoice.number: row.marker for row in rows} == {
        "FV/2026/11/1": "BFK",
        "KOR/2026/11/1": "BFK",
        "KOR/2026/11/2": "number",
    }


async def test_a_card_made_in_the_total_failure_issues_nothing_outside_after_its_end(real):
    await real.say(BEGINS)
    await issued(real, button="issue-total")
    await real.say("korekta FV/2026/11/1: ilość 1")
    stale = real.tap_of("issue-total")
    real.clock.advance(hours=2)
    await real.say(ENDS)
    await real.receive(stale)
    await real.work()

    assert len(await real.invoices()) == 1
    await real.tap("issue")
    (_, correction) = await real.invoices()
    assert correction.status is Status.ACCEPTED


async def test_with_the_rule_of_small_sales_what_corrects_an_invoice_in_ksef_goes_there(real):
    await issued(real)
    await real.say("korzystam z reguły 10 000 zł")
    correction = await correct(real, "korekta FV/2026/11/1: ilość 1")

    assert correction.status is Status.ACCEPTED


async def test_a_correction_may_wait_for_ksef_like_any_draft(real):
    await issued(real)
    await outage(real)
    await real.say("korekta FV/2026/11/1: ilość 1")
    await real.tap("hold")

    assert real.last().code == "draft-held"
    await real.tap("resume")
    assert real.last().data["correction"]["number"] == "FV/2026/11/1"
