"""An online invoice that does not reach KSeF on its day: told in time, moved or kept with consent, never twice."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.ksef_ports import NumberTaken
from invoicing.services.records import Replaced
from ksef.fa3.reader import read_document
from tests.services.fakes import Crash, StoppedClock, ksef_number
from tests.services.house import OLA, SENTENCE

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def at(house, moment: str) -> None:
    house.clock.at = StoppedClock(f"2026-11-{moment}:00+01:00").at


async def look(house) -> None:
    await house.guard_midnight()
    await house.work(seconds=1)


async def only(house):
    (invoice,) = await house.invoices()
    return invoice


@pytest.fixture
async def waiting(real):
    """FV/2026/11/1 of Friday was issued online at ten in the morning, and KSeF has been silent since."""
    real.ksef.down = True
    await real.say(SENTENCE)
    await real.tap("issue")
    return real


@pytest.fixture
async def warned(waiting):
    at(waiting, "20T22:00")
    await look(waiting)
    return waiting


async def over_midnight(house, moment="21T00:00") -> None:
    at(house, moment)
    await house.work(seconds=30)


@pytest.mark.parametrize("moment", ["20T12:00", "20T21:59"])
async def test_before_ten_in_the_evening_nobody_is_alarmed(waiting, moment):
    at(waiting, moment)
    await look(waiting)

    assert "midnight" not in waiting.shown()


async def test_at_ten_its_issuer_hears_what_midnight_does_and_may_choose(warned):
    said = warned.one("midnight")

    assert said.labels == ["move-date", "keep-date"]
    assert (said.data["slot"], said.data["count"], said.data["deadline"]) == ("warning", 1, "2026-11-23")


async def test_a_warning_comes_once_and_once_more_half_an_hour_before(warned):
    await look(warned)
    assert warned.shown().count("midnight") == 1

    at(warned, "20T23:30")
    await look(warned)
    await look(warned)

    slots = [each.data["slot"] for each in warned.telegram.chats[OLA].values() if each.code == "midnight"]
    assert slots == ["warning", "last-call"]


async def test_an_invoice_issued_late_is_told_of_at_once_but_not_while_it_may_still_go_by_itself(real):
    real.ksef.down = True
    at(real, "20T22:40")
    await real.say(SENTENCE)
    await real.tap("issue")
    await look(real)
    assert "midnight" not in real.shown()

    at(real, "20T22:41")
    await look(real)

    assert real.one("midnight").data["count"] == 1


async def test_several_invoices_are_one_message_and_one_answer(waiting):
    await waiting.backlog(8)
    at(waiting, "20T22:00")
    await look(waiting)
    await waiting.tap("keep-date")

    said = waiting.one("midnight")
    assert (said.data["count"], len(said.data["invoices"])) == (9, 9)
    assert {each.offline_mode for each in await waiting.invoices()} == {OfflineMode.OFFLINE24}


async def test_an_invoice_that_ksef_has_worries_nobody(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    at(house, "20T22:00")
    await look(house)

    assert "midnight" not in house.shown()


async def test_without_an_answer_it_stays_and_in_the_morning_its_issuer_hears_what_became_of_it(warned):
    await over_midnight(warned)
    await look(warned)
    assert warned.shown().count("midnight") == 1

    at(warned, "21T08:00")
    await look(warned)
    await look(warned)

    slots = [each.data["slot"] for each in warned.telegram.chats[OLA].values() if each.code == "midnight"]
    assert slots == ["warning", "passed"]
    assert (await only(warned)).invoice.issue_date == FRIDAY


async def test_moved_it_is_dated_the_day_it_is_sent_under_its_number_and_the_sale_stays_where_it_was(warned):
    before = await only(warned)
    await warned.tap("move-date")
    assert (await only(warned)).xml == before.xml  # nothing is dated ahead

    await over_midnight(warned)
    warned.ksef.down = False
    await warned.work(seconds=120)

    after = await only(warned)
    document = read_document(after.xml)
    assert (after.status, after.invoice.number) == (Status.ACCEPTED, before.invoice.number)
    assert (document.issue_date, document.supply_date) == ("2026-11-21", "2026-11-20")
    assert warned.ksef.sendings == [after.xml]
    assert warned.one("date-moved").data["before"] == "2026-11-20"
    (edition,) = await editions(warned, after)
    assert (edition.xml, edition.why) == (before.xml, Replaced.REDATED)


async def test_a_term_that_was_guessed_moves_along_and_one_that_was_said_stays(real):
    real.ksef.down = True
    await real.say(SENTENCE)
    await real.tap("issue")
    await real.say(f"{SENTENCE}, termin 10.12.2026")
    await real.tap("issue")
    at(real, "20T22:00")
    await look(real)
    before = [each.invoice.due_date for each in await real.invoices()]
    await real.tap("move-date")
    await over_midnight(real)

    after = [each.invoice.due_date for each in await real.invoices()]
    assert [(new - old).days for old, new in zip(before, after, strict=True)] == [1, 0]


async def test_ksef_back_before_midnight_takes_it_with_its_own_date(warned):
    await warned.tap("move-date")
    warned.ksef.down = False
    await warned.work(seconds=120)
    await over_midnight(warned)

    invoice = await only(warned)
    assert (invoice.status, invoice.invoice.issue_date) == (Status.ACCEPTED, FRIDAY)
    assert "date-moved" not in warned.shown()


async def test_an_app_that_slept_dates_it_the_day_it_wakes(warned):
    await warned.tap("move-date")
    await over_midnight(warned, "23T07:00")

    assert (await only(warned)).invoice.issue_date == date(2026, 11, 23)


async def test_a_clock_put_back_moves_nothing_into_the_future_and_nothing_twice(warned):
    await warned.tap("move-date")
    at(warned, "21T00:00")
    (leased,) = [
        each
        for each in await warned.database.queue.lease_jobs(warned.clock.now(), 16)
        if type(each.job).__name__ == "Redate"
    ]
    at(warned, "20T23:10")
    await warned.restart()
    await warned.work(seconds=1)
    assert (await only(warned)).invoice.issue_date == FRIDAY

    await over_midnight(warned)
    await over_midnight(warned, "22T00:30")

    assert leased.job.dated == FRIDAY
    assert (await only(warned)).invoice.issue_date == SATURDAY
    assert len(await editions(warned, await only(warned))) == 1


async def test_when_ksef_had_the_old_file_after_all_its_date_stays_and_that_is_told(warned):
    old = await only(warned)
    await warned.tap("move-date")
    await over_midnight(warned)
    warned.ksef.down = False
    warned.ksef.verdicts = [NumberTaken(ksef_number("5265877635", 1), old.sha256)]
    await warned.work(seconds=300)

    invoice = await only(warned)
    assert (invoice.status, invoice.xml, invoice.invoice.issue_date) == (Status.ACCEPTED, old.xml, FRIDAY)
    assert warned.one("accepted").data["number"] == "FV/2026/11/1"


async def test_kept_it_goes_as_offline24_knowingly(warned):
    await warned.tap("keep-date")
    warned.ksef.down = False
    await warned.work(seconds=120)

    invoice = await only(warned)
    assert (invoice.offline_mode, invoice.status) == (OfflineMode.OFFLINE24, Status.ACCEPTED)
    assert warned.ksef.offline == [True]
    said = warned.one("date-kept")
    assert (said.data["deadline"], said.data["certificate"]) == ("2026-11-23", False)


async def test_kept_it_is_not_asked_about_again(warned):
    await warned.tap("keep-date")
    at(warned, "20T23:30")
    await look(warned)

    assert warned.shown().count("midnight") == 1


async def test_moved_it_is_not_asked_about_again_that_night_but_the_next_if_ksef_stays_silent(warned):
    await warned.tap("move-date")
    at(warned, "20T23:30")
    await look(warned)
    assert warned.shown().count("midnight") == 1

    await over_midnight(warned)
    at(warned, "21T08:30")
    await look(warned)
    assert warned.shown().count("midnight") == 1

    at(warned, "21T22:00")
    await look(warned)
    assert [each.data["day"] for each in warned.telegram.chats[OLA].values() if each.code == "midnight"] == [
        "2026-11-20",
        "2026-11-21",
    ]


@pytest.mark.parametrize("label", ["move-date", "keep-date"])
async def test_the_next_day_its_buttons_do_nothing_and_say_why(warned, label):
    tap = warned.tap_of(label)
    at(warned, "21T09:00")
    await warned.receive(tap)
    await warned.work(seconds=1)

    assert warned.one("refused").data["reason"] == "date-stays"
    assert (await only(warned)).invoice.issue_date == FRIDAY


async def test_after_one_answer_the_other_button_changes_nothing(warned):
    other = warned.tap_of("keep-date")
    await warned.tap("move-date")
    await warned.receive(other)
    await warned.work(seconds=1)

    assert warned.one("refused").data["reason"] == "date-stays"
    assert (await only(warned)).offline_mode is None


async def test_a_second_tap_promises_nothing_twice(warned):
    tap = warned.tap_of("move-date")
    await warned.tap("move-date")
    await warned.receive(replace(tap, key="telegram:second"))
    await over_midnight(warned)

    assert (await warned.events(await only(warned))).count("date-move-agreed") == 1
    assert len(await editions(warned, await only(warned))) == 1


async def test_what_was_issued_after_the_message_is_not_moved_by_its_button(warned):
    tap = warned.tap_of("move-date")
    at(warned, "20T22:10")
    await warned.say(SENTENCE)
    await warned.tap("issue")
    await warned.receive(tap)
    await over_midnight(warned)

    assert [each.invoice.issue_date for each in await warned.invoices()] == [SATURDAY, FRIDAY]


@pytest.mark.parametrize("commit", range(1, 8))
@pytest.mark.parametrize("label", ["move-date", "keep-date"])
async def test_the_process_may_die_before_any_commit(waiting, label, commit):
    at(waiting, "20T22:00")
    waiting.units.begun, waiting.units.dies_at = 0, commit
    tap, steps = None, 0
    while steps < 3:
        try:
            if steps == 0:
                await look(waiting)
                tap = waiting.tap_of(label)
            if steps == 1:
                await waiting.receive(tap)
                await waiting.work(seconds=1)
            if steps == 2:
                await over_midnight(waiting)
            steps += 1
        except Crash:
            waiting.units.dies_at = None
            await waiting.restart()
            waiting.clock.advance(seconds=70)
    waiting.units.dies_at = None
    waiting.ksef.down = False
    await waiting.work(seconds=700)

    invoice = await only(waiting)
    day = SATURDAY if label == "move-date" else FRIDAY
    assert (invoice.status, invoice.invoice.issue_date) == (Status.ACCEPTED, day)
    assert len(waiting.ksef.numbers) == 1
    assert 1 <= waiting.shown().count("midnight") <= 2  # a chat may show a message twice, never none


async def editions(house, invoice):
    async with house.units.reading() as work:
        return await work.invoices.editions(invoice.id)
