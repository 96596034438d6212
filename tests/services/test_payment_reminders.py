"""Buyers are reminded of what they owe: politely, only when the seller wants it, and each step once."""

from datetime import datetime

import pytest

from invoicing.services.records import Role
from tests.services.correcting import issued
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA

HELENA = "1003"
BUYER = "ksiegowosc@klient.example"
MONDAY, SEVENTH, THIRD_LATE, LATER = "2026-12-07", "2026-12-08T09:05", "2026-12-07T09:05", "2026-12-18T09:05"
"""The invoice of 20 November is due on Friday 4 December: its steps are Monday the 7th and Friday the 18th."""


def go(house, moment: str) -> None:
    house.clock.at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)


async def look(house, moment: str, hours: float = 1.1) -> None:
    """The worker's look at a moment, twice, and whatever falls due within the hours after it."""
    go(house, moment)
    for _ in range(2):
        await house.remind_buyers()
        await house.work()
    await house.work(seconds=hours * 3600)


def reminders(house) -> list:
    return [each for each in house.post.letters if each.subject.startswith("Przypomnienie")]


@pytest.fixture
async def owed(house):
    """FV/2026/11/1 over 492 zł went to its buyer, and reminders are wanted."""
    await house.say("przypominaj o płatnościach")
    assert (house.last().code, house.last().data["on"]) == ("payment-reminders", True)
    await issue(house)
    return house


async def issue(house) -> None:
    await house.say(
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"
    )
    await house.tap("issue")
    await house.work(seconds=120)


async def test_three_days_and_a_fortnight_late_the_buyer_is_reminded_in_the_thread_of_the_invoice(owed):
    await look(owed, "2026-12-04T09:05")
    assert reminders(owed) == []
    await look(owed, THIRD_LATE)
    await look(owed, SEVENTH)
    await look(owed, LATER)
    await look(owed, "2026-12-21T09:05")
    await look(owed, "2027-01-11T09:05")

    assert owed.shown().count("reminders-ahead") == 2
    first, second = reminders(owed)
    assert (first.to, first.in_reply_to) == (BUYER, owed.post.letters[0].message_id)
    assert first.text.startswith("492.00 2026-12-07 ")
    assert second.text.startswith("492.00 2026-12-18 ")
    assert [file.name for file in first.attachments] == ["FV-2026-11-1.pdf"]
    assert len({first.message_id, second.message_id, owed.post.letters[0].message_id}) == 3


async def test_the_seller_is_told_an_hour_before_in_one_message(owed):
    await issue(owed)
    await look(owed, THIRD_LATE, hours=0.9)

    assert reminders(owed) == []
    told = owed.one("reminders-ahead")
    assert (told.data["count"], told.data["at"]) == (2, "10:05")
    assert told.data["rows"][0]["owed"] == "492.00"
    await owed.work(seconds=3700)
    assert len(reminders(owed)) == 2
    assert owed.last().code == "reminders-ahead"


async def test_nobody_is_reminded_unless_the_seller_said_so(house):
    await issue(house)
    await look(house, THIRD_LATE)
    assert reminders(house) == []

    go(house, "2026-12-09T10:00")
    await house.say("przypominaj o płatnościach")
    await look(house, "2026-12-10T09:05")
    assert reminders(house) == []  # the day of the first step was over before
    await look(house, LATER)
    assert len(reminders(house)) == 1


@pytest.mark.parametrize(
    "moment", ["2026-12-07T08:59", "2026-12-07T16:30", "2026-12-12T10:00", "2026-12-13T10:00"]
)
async def test_letters_about_money_go_on_workdays_in_office_hours(owed, moment):
    await look(owed, moment)
    assert owed.shown().count("reminders-ahead") == 0
    assert reminders(owed) == []


async def test_a_letter_that_was_held_up_until_the_evening_waits_for_the_morning(owed):
    owed.post.busy = True
    await look(owed, THIRD_LATE)
    owed.post.busy = False
    go(owed, "2026-12-07T20:00")
    await owed.work()
    assert reminders(owed) == []

    await look(owed, SEVENTH)
    assert len(reminders(owed)) == 1


async def test_what_is_paid_is_not_asked_for_even_when_it_is_paid_in_the_last_hour(owed):
    await issue(owed)
    await owed.say("FV/2026/11/1 zapłacona")
    await look(owed, THIRD_LATE, hours=0.5)
    assert [row["number"] for row in owed.one("reminders-ahead").data["rows"]] == ["FV/2026/11/2"]

    await owed.say("FV/2026/11/2 zapłacona")
    await owed.work(seconds=7200)

    assert reminders(owed) == []


async def test_an_invoice_that_went_to_nobody_by_mail_brings_no_reminder(house):
    await house.say("przypominaj o płatnościach")
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")
    await house.work(seconds=120)
    await look(house, THIRD_LATE)
    assert reminders(house) == []
    await house.say("wyślij przypomnienie FV/2026/11/1")
    assert house.last().data["reason"] == "reminder-impossible"


@pytest.mark.parametrize(("hours", "left"), [("0 godzin", None), ("1 godzina", "246.00")])
async def test_of_a_corrected_invoice_only_the_rest_is_asked_for_and_nothing_of_one_corrected_to_zero(
    real, hours, left
):
    await real.say("przypominaj o płatnościach")
    await issued(real)
    await real.say("w FV/2026/11/1 miało być " + hours)
    await real.tap("issue")
    await real.work(seconds=120)
    assert len(await real.invoices()) == 2
    await look(real, THIRD_LATE)

    assert [each.text.split()[0] for each in reminders(real)] == ([left] if left else [])


async def test_during_a_freeze_nothing_goes_and_what_was_promised_is_dropped(owed):
    await look(owed, THIRD_LATE, hours=0.5)
    await owed.say("/zamroz")
    await owed.work(seconds=7200)
    assert reminders(owed) == []
    await look(owed, LATER)
    assert reminders(owed) == []


async def test_one_tap_leaves_an_invoice_out_and_another_ends_all(owed):
    await issue(owed)
    await look(owed, THIRD_LATE, hours=0.5)
    await owed.tap("reminder-skip")
    assert (owed.last().code, owed.last().data["state"]) == ("payment-reminder", "skipped")
    await owed.work(seconds=3600)
    assert len(reminders(owed)) == 1

    await look(owed, LATER, hours=0.5)
    await owed.tap("reminders-end")
    await owed.work(seconds=7200)
    assert len(reminders(owed)) == 1
    await owed.say("przypomnienia")
    assert owed.last().data["on"] is False


@pytest.mark.parametrize(
    "said", ["nie przypominaj Klientowi", "nie przypominaj o FV/2026/11/1", "nie przypominaj"]
)
async def test_a_sentence_leaves_a_buyer_or_an_invoice_alone_or_everybody(owed, said):
    await owed.say(said)
    assert owed.last().code in {"payment-reminders", "payment-reminder"}
    await look(owed, THIRD_LATE)
    assert reminders(owed) == []


async def test_whoever_was_left_alone_can_be_reminded_again(owed):
    await owed.say("nie przypominaj Klientowi")
    assert owed.last().data["left_alone"] == ["KLIENT SPÓŁKA Z O.O."]
    await owed.say("przypominaj Klientowi")
    assert owed.last().data["left_alone"] == []
    await owed.say("nie przypominaj Zielonemu Ogrodowi")
    assert owed.last().data["reason"] == "reminder-buyer-unknown"
    await look(owed, THIRD_LATE)
    assert len(reminders(owed)) == 1


async def test_asked_for_one_is_shown_first_and_sent_by_one_tap_once(house):
    await issue(house)
    await house.say("wyślij przypomnienie FV/2026/11/1")
    shown = house.last()
    assert (shown.data["state"], shown.data["address"], shown.data["owed"]) == ("asked", BUYER, "492.00")
    assert reminders(house) == []

    tap = house.tap_of("reminder-send")
    for _ in range(2):
        await house.receive(
            house.incoming("", choice=tap.choice, tapped_message=tap.tapped_message, callback="c")
        )
        await house.work()
    assert len(reminders(house)) == 1
    assert house.last().data["state"] == "sent"

    await house.say("wyślij przypomnienie FV/2026/11/1")
    assert house.last().data["times"] == 1
    await house.tap("reminder-send")
    assert len({each.message_id for each in reminders(house)}) == 2


async def test_a_refused_address_is_told_to_the_seller(owed):
    owed.post.refuses = True
    await look(owed, THIRD_LATE)
    assert (owed.last().code, owed.last().data["state"]) == ("payment-reminder", "refused")
    (invoice,) = await owed.invoices()
    assert (await owed.events(invoice))[-1] == "payment-reminder-refused"


async def test_dying_after_the_sending_the_same_letter_goes_again_and_no_second_one(owed):
    owed.post.dies_after_sending = True
    with pytest.raises(Crash):
        await look(owed, THIRD_LATE)
    await owed.restart()
    await look(owed, SEVENTH)
    assert len({each.message_id for each in reminders(owed)}) == 1
    await look(owed, "2026-12-09T09:05")
    assert len({each.message_id for each in reminders(owed)}) == 1


async def test_dying_before_it_is_written_down_nobody_is_told_or_reminded_twice(owed):
    go(owed, THIRD_LATE)
    with pytest.raises(Crash), owed.units.dying(before=1):
        await owed.remind_buyers()
    await owed.restart()
    await look(owed, "2026-12-07T09:10")
    assert len(reminders(owed)) == 1
    assert owed.shown().count("reminders-ahead") == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ACCOUNTANT])
async def test_whoever_may_not_issue_neither_begins_nor_ends_reminders(house, role):
    await house.take_on(role, HELENA)
    for said in ("przypominaj o płatnościach", "nie przypominaj", "wyślij przypomnienie FV/2026/11/1"):
        await house.say(said, HELENA)
        assert house.last(HELENA).code == "not-allowed"
    await house.say("przypomnienia", OLA)
    assert house.last().data["on"] is False
