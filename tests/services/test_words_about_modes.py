"""Modes and habits in words: a wish for the open draft, refused with the reason where it has no ground."""

from datetime import date

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.ksef_jobs import Submit
from invoicing.services.records import Role
from tests.services.fakes import StoppedClock
from tests.services.house import SENTENCE

FRIDAY = date(2026, 11, 20)
JAN = "1003"


async def announce(house, kind):
    house.lighthouse.says(kind, Outage(kind, FRIDAY, None))
    await house.watch()


@pytest.mark.parametrize(
    "words", ["offline24", "Wystaw offline 24!", "wystaw w trybie offline24", "tryb offline24"]
)
async def test_offline24_in_words_is_a_wish_for_the_open_draft_and_the_tap_decides(house, words):
    await house.say(SENTENCE)
    await house.say(words)
    assert await house.invoices() == []
    assert house.last().data["mode"]["why"] == "wished"

    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.offline_mode is OfflineMode.OFFLINE24


@pytest.mark.parametrize(
    "words", ["tryb awaryjny", "wystaw w trybie awaryjnym", "Wystaw ją w trybie awaryjnym."]
)
async def test_emergency_without_an_announced_failure_is_refused_with_the_reason(house, words):
    await house.say(SENTENCE)
    await house.say(words)

    refused = house.last()
    assert (refused.code, refused.data["reason"]) == ("refused", "emergency-without-failure")
    assert refused.data["details"]["instead"] == "issue"
    assert await house.invoices() == []


async def test_emergency_in_an_announced_failure_is_what_the_card_proposes_anyway(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.say("tryb awaryjny")

    assert (house.last().code, house.last().data["mode"]["mode"]) == ("draft-card", "emergency")


async def test_offline24_while_a_failure_runs_is_answered_with_emergency_and_why(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.say("offline24")

    mode = house.last().data["mode"]
    assert (mode["mode"], mode["why"]) == ("emergency", "failure-not-offline24")


async def test_a_wish_is_taken_back_in_words(house):
    await house.say(SENTENCE)
    await house.say("offline24")
    await house.say("wystaw online")

    assert house.last().data["mode"]["way"] == "issue"


async def test_total_failure_in_words_needs_a_confirmation_first(house):
    await house.say(SENTENCE)
    await house.say("wystaw poza KSeF")

    assert house.last().data["reason"] == "total-failure-unconfirmed"


async def test_waiting_in_words_puts_the_open_draft_aside(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.say("Poczekaj na KSeF")

    assert house.last().code == "draft-held"


async def test_waiting_while_ksef_works_is_refused(house):
    await house.say(SENTENCE)
    await house.say("poczekaj na KSeF")

    assert house.last().data["reason"] == "nothing-to-wait-for"


async def test_an_item_that_speaks_of_an_emergency_is_an_item(house):
    await house.say("faktura dla NIP 5260250274, naprawa w trybie awaryjnym po 500 zł")

    card = house.last()
    assert card.code == "draft-card"
    assert "awaryjn" in card.data["lines"][0]["name"]
    assert card.data["mode"]["way"] == "issue"


async def test_who_may_only_read_wishes_for_no_mode(house):
    await house.take_on(Role.VIEWER, JAN)
    await house.say("gdy KSeF milczy: offline24", JAN)

    assert house.last(JAN).code == "not-allowed"


async def test_the_owner_sets_what_is_proposed_while_ksef_is_silent(house):
    await house.say("gdy KSeF milczy: offline24")
    assert house.last().data["when_silent"] == "offline24"

    house.lighthouse.says(OutageKind.TOTAL_FAILURE)
    await house.watch()
    await house.say(SENTENCE)
    assert house.last().data["mode"]["mode"] == "offline24"

    await house.say("gdy KSeF nie odpowiada, czekaj")
    assert house.last().data["when_silent"] == "wait"


async def test_an_invoice_under_the_rule_of_10_000_zl_never_meets_ksef(house):
    await house.say("korzystam z reguły 10 000 zł")
    await house.say(SENTENCE)
    mode = house.last().data["mode"]
    assert (mode["why"], mode["article"], mode["paper"]) == ("small-sales", "art. 145m", "plain_invoice")

    await house.tap("issue-outside")
    await house.work(seconds=600)
    (invoice,) = await house.invoices()
    assert (invoice.status, invoice.offline_mode) == (Status.OUTSIDE, None)
    assert house.ksef.sendings == []
    assert house.one("issued-outside")


async def test_an_invoice_under_the_rule_may_go_to_ksef_all_the_same(house):
    await house.say("korzystam z reguły 10 000 zł")
    await house.say(SENTENCE)
    await house.tap("issue-online")

    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED


async def test_a_card_of_december_tapped_in_january_goes_to_ksef_and_says_why(house):
    house.clock.at = StoppedClock("2026-12-31T23:59:00+01:00").at
    await house.say("korzystam z reguły 10 000 zł")
    await house.say(SENTENCE)
    house.clock.advance(minutes=1)
    await house.tap("issue-outside")

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "small-sales-over"
    mode = house.last().data["mode"]
    assert (mode["way"], mode["why"]) == ("issue", "small-sales-over")


async def test_the_owner_gives_the_rule_up_in_words(house):
    await house.say("korzystam z reguły 10 000 zł")
    await house.say("nie korzystam z reguły 10 tys. zł")
    await house.say(SENTENCE)

    assert house.last().data["mode"]["way"] == "issue"


async def test_a_card_of_the_rule_is_worth_nothing_once_the_rule_is_given_up(house):
    await house.say("korzystam z reguły 10 000 zł")
    await house.say(SENTENCE)
    await house.say("nie korzystam z reguły 10 000 zł")
    await house.tap("issue-outside")

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "small-sales-unused"


async def test_the_answer_to_a_letter_states_the_mode_and_only_the_tap_issues(house):
    await announce(house, OutageKind.FAILURE)
    await house.write_letter(SENTENCE)

    (answer,) = [each for each in house.mail.chats["ola@firma.example"].values() if each.code == "mail-draft"]
    assert (answer.data["mode"]["mode"], answer.data["mode"]["article"]) == ("emergency", "art. 106nf")
    assert await house.invoices() == []


async def test_a_repeated_sending_of_an_invoice_outside_ksef_sends_nothing(house):
    await house.say("korzystam z reguły 10 000 zł")
    await house.say(SENTENCE)
    await house.tap("issue-outside")
    (invoice,) = await house.invoices()
    async with house.units() as work:
        await work.jobs.enqueue(Submit(invoice.id, invoice.attempt))
    await house.backlog(12)
    await house.work(seconds=600)

    assert house.ksef.sendings == []
    assert house.batches.sessions == {}
    async with house.units.reading() as work:
        assert await work.invoices.count_waiting() == 0


async def test_a_mode_said_at_the_end_of_the_sentence_is_its_wish_and_no_item(house):
    await house.say(f"{SENTENCE}, offline24")

    card = house.last()
    assert [line["name"] for line in card.data["lines"]] == ["konsultacje"]
    assert (card.data["mode"]["way"], card.data["mode"]["why"]) == ("issue-offline24", "wished")


async def test_a_mode_without_its_ground_at_the_end_of_the_sentence_is_said_to_have_none(house):
    await house.say(f"{SENTENCE}, w trybie awaryjnym")

    mode = house.last().data["mode"]
    assert (mode["way"], mode["refused"]) == ("issue", "emergency-without-failure")


@pytest.mark.parametrize(
    "words", ["wystaw normalnie", "wystaw w KSeF", "online", "wystaw zwykle", "wystaw przez KSeF"]
)
async def test_under_the_rule_of_ten_thousand_an_invoice_goes_into_ksef_when_that_is_said(house, words):
    await house.say("korzystam z reguły 10 000 zł")
    await house.say(SENTENCE)
    assert house.last().data["mode"]["way"] == "issue-outside"

    await house.say(words)
    assert house.last().data["mode"]["way"] == "issue"
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED


async def test_and_it_stays_outside_again_when_that_is_said(house):
    await house.say("korzystam z reguły 10 000 zł")
    await house.say(SENTENCE)
    await house.say("wystaw normalnie")
    await house.say("wystaw poza KSeF")

    assert house.last().data["mode"]["way"] == "issue-outside"


@pytest.mark.parametrize(
    "sentence",
    [
        "wystaw fakturę offline24 dla NIP 5260250274, 2 h konsultacji po 200 zł",
        "faktura w trybie offline24 dla NIP 5260250274, 2 h konsultacji po 200 zł",
        "Wystaw w trybie offline 24 na NIP 5260250274: 2 h konsultacji po 200 zł",
    ],
)
async def test_a_mode_behind_the_word_invoice_is_a_wish_and_no_line(house, sentence):
    await house.say(sentence)

    card = house.last()
    assert (card.data["mode"]["way"], card.data["mode"]["why"]) == ("issue-offline24", "wished")
    assert [line["name"] for line in card.data["lines"]] == ["konsultacje"]


async def test_something_sold_in_a_mode_stays_what_is_sold(house):
    await house.say("faktura dla NIP 5260250274, naprawa w trybie awaryjnym 500 zł")

    card = house.last()
    assert card.data["mode"]["way"] == "issue"
    assert "awaryjn" in card.data["lines"][0]["name"]
