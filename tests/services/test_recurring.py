"""Invoices that recur: agreed to once, prepared on their day, issued by a tap, stopped by a tap."""

from datetime import datetime

import pytest

from invoicing.services.records import Role
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA, SENTENCE

HELENA = "1003"
MONTHLY = "faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1."


def go(house, moment: str) -> None:
    house.clock.at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)


async def agreed(house, sentence=MONTHLY) -> None:
    await house.say(sentence)
    await house.tap("recur")
    assert house.last().code == "recurrence-active"


async def on(house, moment: str) -> None:
    """The worker's look at a moment, twice: a second look may do nothing more."""
    go(house, moment)
    for _ in range(2):
        await house.prepare_recurring()
        await house.work()


async def test_a_sentence_with_a_rhythm_is_agreed_to_first_and_issues_nothing(house):
    await house.say(MONTHLY)

    proposed = house.last()
    assert proposed.code == "recurrence-proposed"
    assert (proposed.data["every"], proposed.data["day"], proposed.data["next_on"]) == (
        "monthly",
        1,
        "2026-12-01",
    )
    assert proposed.data["gross"] == "121.77"
    await on(house, "2026-12-01T09:00")
    assert house.last().code == "recurrence-proposed"  # nobody agreed
    assert await house.invoices() == []


async def test_on_its_day_the_card_comes_and_a_tap_issues_it(house):
    await agreed(house)
    await on(house, "2026-12-01T07:30")

    card = house.last()
    assert card.code == "draft-card"
    assert card.data["notes"] == ["recurring"]
    assert (card.data["issue_date"], card.data["due_date"]) == ("2026-12-01", "2026-12-15")
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.issue_date.isoformat() == "2026-12-01"

    await on(house, "2027-01-01T08:00")
    await house.tap("issue")
    assert len(await house.invoices()) == 2


async def test_nobody_is_woken_before_seven(house):
    await agreed(house)
    await on(house, "2026-12-01T06:59")
    assert house.last().code == "recurrence-active"
    await on(house, "2026-12-01T07:00")
    assert house.last().code == "draft-card"


async def test_after_a_long_silence_one_card_comes_and_not_one_for_every_missed_month(house):
    await agreed(house)
    await on(house, "2027-03-04T09:00")
    cards = [each for each in house.telegram.chats[OLA].values() if each.code == "draft-card"]
    assert len(cards) == 1
    await on(house, "2027-04-01T09:00")
    cards = [each for each in house.telegram.chats[OLA].values() if each.code == "draft-card"]
    assert len(cards) == 2


async def test_the_draft_somebody_is_talking_about_stays_theirs_when_a_recurring_card_comes(house):
    await agreed(house)
    go(house, "2026-12-01T08:00")
    await house.say(SENTENCE)
    await on(house, "2026-12-01T08:01")

    await house.say("zmień termin na 3 dni")

    assert house.last().data["gross"] == "492.00"
    assert house.last().data["due_date"] == "2026-12-04"


async def test_cancelled_proposals_and_stopped_recurrences_send_no_cards(house):
    await house.say(MONTHLY)
    await house.tap("cancel")
    assert house.last().code == "recurrence-stopped"
    await agreed(house, "faktura dla NIP 5260250274, hosting 50 zł co miesiąc 1.")
    await house.say("/cykliczne")
    assert [row["lines"] for row in house.last().data["rows"]] == [["hosting"]]

    await house.tap("recur-stop")

    assert house.last().code == "recurrences"
    assert house.last().data["rows"] == []
    await on(house, "2026-12-01T09:00")
    assert house.last().code == "recurrences"


async def test_a_second_tap_changes_nothing(house):
    await house.say(MONTHLY)
    tap = house.tap_of("recur")
    await house.receive(tap)
    again = house.incoming("", choice=tap.choice, tapped_message=tap.tapped_message, callback="again")
    await house.receive(again)
    await house.work()
    assert house.last().code == "recurrence-active"
    await on(house, "2026-12-01T09:00")
    assert len([each for each in house.telegram.chats[OLA].values() if each.code == "draft-card"]) == 1


async def test_the_button_of_an_old_proposal_brings_nothing_back_that_was_stopped(house):
    await house.say(MONTHLY)
    old = house.tap_of("recur")
    await house.tap("recur")
    await house.say("/cykliczne")
    await house.tap("recur-stop")

    await house.receive(house.incoming("", choice=old.choice, tapped_message="1", callback="old"))
    await house.work()

    await on(house, "2026-12-01T09:00")
    assert [each for each in house.telegram.chats[OLA].values() if each.code == "draft-card"] == []


async def test_what_could_not_be_issued_as_it_is_cannot_recur(house):
    await house.say("faktura, abonament 99 zł co miesiąc 1.")
    assert house.last().code == "refused"
    assert house.last().data["reason"] == "recurrence-incomplete"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ACCOUNTANT])
async def test_whoever_may_only_read_can_neither_plan_nor_stop(house, role):
    await agreed(house)
    await house.say("/cykliczne")
    stop = house.tap_of("recur-stop")
    await house.take_on(role, HELENA)

    await house.say(MONTHLY, HELENA)
    assert house.last(HELENA).code == "not-allowed"
    await house.receive(house.incoming("", HELENA, choice=stop.choice, tapped_message="1", callback="c"))
    await house.work()
    assert house.last(HELENA).code == "not-allowed"
    await house.say("/cykliczne")
    assert len(house.last().data["rows"]) == 1


async def test_the_card_comes_once_though_the_process_dies_before_the_commit(house):
    await agreed(house)
    go(house, "2026-12-01T09:00")
    with pytest.raises(Crash), house.units.dying(before=1):
        await house.prepare_recurring()
    await house.restart()
    await on(house, "2026-12-01T09:05")
    assert len([each for each in house.telegram.chats[OLA].values() if each.code == "draft-card"]) == 1
