"""A tap issues in the mode of its button or not at all: grounds are looked at again at the tap."""

from datetime import date

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import OLA, SENTENCE

FRIDAY = date(2026, 11, 20)
JAN = "1003"


async def announce(house, kind, end=None):
    house.lighthouse.says(kind, Outage(kind, FRIDAY, end))
    await house.watch()


async def all_well(house):
    house.lighthouse.says(None, Outage(OutageKind.FAILURE, FRIDAY, house.clock.today()))
    await house.watch()


async def release(house):
    await ReleaseHeldDrafts(house.units, house.clock)()
    await house.work()


async def test_the_card_says_the_mode_the_article_the_term_and_what_the_buyer_may_get(house):
    await announce(house, OutageKind.MAINTENANCE, FRIDAY)
    await house.say(SENTENCE)

    mode = house.last().data["mode"]
    assert (mode["mode"], mode["why"], mode["article"]) == ("unavailability", "maintenance", "art. 106nh")
    assert (mode["deadline"], mode["term_article"]) == ("2026-11-23", "art. 106nh ust. 2")
    assert mode["paper"] == "certificate-missing"
    assert house.last().labels == ["issue", "issue-offline24", "hold", "edit", "cancel"]


async def test_a_maintenance_may_be_answered_with_offline24(house):
    await announce(house, OutageKind.MAINTENANCE, FRIDAY)
    await house.say(SENTENCE)
    await house.tap("issue-offline24")

    (invoice,) = await house.invoices()
    assert invoice.offline_mode is OfflineMode.OFFLINE24


async def test_an_outage_announced_after_the_card_was_shown_brings_a_fresh_card_and_no_invoice(house):
    await house.say(SENTENCE)
    await announce(house, OutageKind.FAILURE)
    await house.tap("issue")

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "outage-announced"
    assert house.last().data["mode"]["mode"] == "emergency"

    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.offline_mode is OfflineMode.EMERGENCY


async def test_a_failure_that_has_ended_since_the_card_gives_no_emergency_and_no_silent_online(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await all_well(house)
    await house.tap("issue")

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "emergency-without-failure"
    assert house.last().data["mode"]["way"] == "issue"


async def test_two_people_tapping_different_modes_make_one_invoice_in_the_first_ones_mode(house):
    await house.take_on(Role.ISSUER, JAN)
    await announce(house, OutageKind.MAINTENANCE, FRIDAY)
    await house.say(SENTENCE)
    ola = house.tap_of("issue-offline24")
    jan = house.tap_of("issue", OLA, person=JAN)
    await house.receive(ola)
    await house.receive(jan)
    await house.work()

    (invoice,) = await house.invoices()
    assert invoice.offline_mode is OfflineMode.OFFLINE24
    assert house.telegram.alerts[-1] == "already-issued"


async def test_a_process_that_dies_before_the_commit_has_issued_nothing_in_any_mode(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    tap = house.tap_of("issue")
    house.units.dies_at = house.units.begun + 1
    with pytest.raises(Crash):
        await house.receive(tap)
    assert await house.invoices() == []

    await house.restart()
    await house.assistant(tap)
    await house.work()
    (invoice,) = await house.invoices()
    assert (invoice.invoice.number, invoice.offline_mode) == ("FV/2026/11/1", OfflineMode.EMERGENCY)


async def test_what_the_ground_was_is_kept_with_the_event_of_issuing(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.tap("issue")

    (invoice,) = await house.invoices()
    async with house.units.reading() as work:
        (issued,) = [event for event in await work.events.of_invoice(invoice.id) if event.what == "issued"]
    assert (issued.evidence["mode"], issued.evidence["article"]) == ("emergency", "art. 106nf")


async def test_a_draft_that_waits_comes_back_once_as_a_card_of_that_day(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.tap("hold")
    assert house.last().code == "draft-held"
    await release(house)
    assert house.shown().count("draft-card") == 0  # the failure lasts

    house.clock.advance(days=3)
    await all_well(house)
    await release(house)
    await release(house)

    card = house.one("draft-card")
    assert (card.data["issue_date"], card.data["notes"]) == ("2026-11-23", ["ksef-is-back"])
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert (invoice.invoice.issue_date, invoice.offline_mode) == (date(2026, 11, 23), None)


async def test_a_process_that_dies_while_waiting_drafts_come_back_loses_none_and_shows_none_twice(house):
    await announce(house, OutageKind.FAILURE)
    for _ in range(2):
        await house.say(SENTENCE)
        await house.tap("hold")
    await all_well(house)
    house.units.dies_at = house.units.begun + 2
    with pytest.raises(Crash):
        await ReleaseHeldDrafts(house.units, house.clock)()

    await house.restart()
    await release(house)
    assert house.shown().count("draft-card") == 2


async def test_drafts_do_not_come_back_while_nobody_knows_how_ksef_is(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.tap("hold")
    house.clock.advance(hours=2)  # the lighthouse has not been seen since
    await release(house)

    assert "draft-card" not in house.shown()


async def test_there_is_nothing_to_wait_for_when_ksef_works_again_before_the_tap(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await all_well(house)
    await house.tap("hold")

    assert house.telegram.alerts[-1] == "nothing-to-wait-for"
    assert house.last().code == "draft-card"


async def test_who_will_not_wait_after_all_gets_the_card_again(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.tap("hold")
    await house.tap("resume")
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert invoice.offline_mode is OfflineMode.EMERGENCY


async def test_a_draft_that_waits_can_be_changed_and_cancelled(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.tap("hold")
    await house.tap("edit")
    await house.say("zmień cenę na 300 zł")
    assert house.last().data["net"] == "600.00"
    await house.tap("hold")
    await house.tap("cancel")

    assert house.last().code == "draft-cancelled"
    await all_well(house)
    await release(house)
    assert house.last().code == "draft-cancelled"


async def test_a_button_of_a_draft_that_waits_issues_nothing_by_itself(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    old = house.tap_of("issue")
    await house.tap("hold")
    await house.receive(old)
    await house.work()

    assert await house.invoices() == []
    assert house.last().code == "draft-held"


async def test_issuing_tells_the_hand_over_what_was_issued_in_the_same_transaction(house):
    told = []

    async def after_issue(work, stored):
        told.append((stored.offline_mode, (await work.invoices.get(stored.id)).status))

    house.after_issue = after_issue
    house.start()
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.tap("issue")

    assert told == [(OfflineMode.EMERGENCY, Status.ISSUED)]
