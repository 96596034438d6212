"""The rule of 10 000 zł: counted by itself, warned of in time, and left for KSeF when it is exceeded."""

import asyncio

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.party import Nip
from invoicing.services.ksef_ports import Refusal
from invoicing.services.records import Role
from tests.services.fakes import PROSTA, StoppedClock
from tests.services.house import BUYER, OLA

RIGHT = Nip.parse("7740001454")
RULE = "korzystam z reguły 10 000 zł"
PRIVATE = "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 9000 zł brutto"


def sale(gross):
    return f"faktura dla NIP {BUYER}, konsultacje {gross} zł brutto"


async def mode_of(house, gross):
    await house.say(sale(gross))
    return house.last().data["mode"]


async def sold(house, gross):
    """Issued outside KSeF, as the card proposes."""
    await house.say(sale(gross))
    await house.tap("issue-outside")


async def used(house):
    await house.say("/limit")
    return house.last().data["used"]


@pytest.fixture
async def small(house):
    """A company whose owner uses the rule."""
    await house.say(RULE)
    return house


async def test_the_month_is_shown_with_the_invoice_in_it_and_counted_when_it_is_issued(small):
    await sold(small, 4000)
    mode = await mode_of(small, 3340)

    assert (mode["limit"]["used"], mode["limit"]["parts"], mode["limit"]["fit"]) == ("7340.00", 7, "fits")
    assert await used(small) == "4000.00"


async def test_the_invoice_that_exceeds_the_limit_goes_to_ksef_by_itself_and_says_why(small):
    await sold(small, 6000)
    mode = await mode_of(small, "4000,01")
    assert (mode["way"], mode["why"]) == ("issue", "small-sales-crossed")

    await small.tap("issue")
    assert [each.status for each in await small.invoices()] == [Status.OUTSIDE, Status.ACCEPTED]
    assert small.one("limit-crossed").data["number"] == "FV/2026/11/2"


async def test_exactly_ten_thousand_stays_outside(small):
    await sold(small, 6000)

    assert (await mode_of(small, 4000))["why"] == "small-sales"


async def test_from_the_one_that_exceeds_it_all_go_to_ksef_in_later_months_too(small):
    await mode_of(small, 12000)
    await small.tap("issue")
    assert (await mode_of(small, 1))["why"] == "small-sales-lost"

    small.clock.at = StoppedClock("2026-12-02T10:00:00+01:00").at
    mode = await mode_of(small, 1)
    assert (mode["way"], mode["why"], mode["limit"]["lost"]["number"]) == (
        "issue",
        "small-sales-lost",
        "FV/2026/11/1",
    )


async def test_a_new_month_begins_at_nothing(small):
    await sold(small, 9900)
    small.clock.at = StoppedClock("2026-12-01T00:00:00+01:00").at

    mode = await mode_of(small, 9900)
    assert (mode["why"], mode["limit"]["used"]) == ("small-sales", "9900.00")


async def test_the_rule_ends_with_the_year_by_itself(small):
    small.clock.at = StoppedClock("2026-12-31T23:59:00+01:00").at
    assert (await mode_of(small, 100))["why"] == "small-sales"

    small.clock.at = StoppedClock("2027-01-01T00:00:00+01:00").at
    mode = await mode_of(small, 100)
    assert (mode["way"], mode["why"], mode["limit"]) == ("issue", "small-sales-over", None)
    await small.say("/limit")
    assert (small.last().data["holds"], small.last().labels) == (False, [])


async def test_a_consumer_s_invoice_neither_counts_nor_is_held_back(small):
    await small.say(PRIVATE)
    assert small.last().data["mode"]["limit"] is None
    await small.tap("issue-outside")
    assert await used(small) == "0.00"

    await mode_of(small, 12000)
    await small.tap("issue")
    await small.say(PRIVATE)
    assert small.last().data["mode"]["way"] == "issue-consumer"


async def test_an_invoice_that_went_to_ksef_though_it_need_not_does_not_count(small):
    await mode_of(small, 5000)
    await small.tap("issue-online")

    assert await used(small) == "0.00"


async def test_people_are_warned_once_when_eighty_percent_are_used(small):
    await small.take_on(Role.ISSUER, "1003")
    await small.say(sale(8100), "1003")
    await small.tap("issue-outside", "1003")

    assert [chat for chat in (OLA, "1003") if "limit-near" in small.shown(chat)] == [OLA, "1003"]
    await sold(small, 100)
    assert small.shown().count("limit-near") == 1


async def test_a_card_that_fitted_when_it_was_shown_is_worth_nothing_when_it_fits_no_more(small):
    await small.say(sale(6000))
    await small.say(sale(7000) + ", wyślij na a@b.example")
    first, second = [key for key, each in small.telegram.chats[OLA].items() if "issue-outside" in each.labels]
    await small.tap("issue-outside", message=first)
    await small.tap("issue-outside", message=second)

    assert small.telegram.alerts[-1] == "small-sales-crossed"
    assert len(await small.invoices()) == 1
    assert small.telegram.chats[OLA][second].data["mode"]["way"] == "issue"


async def test_two_taps_at_once_cannot_both_slip_under_the_limit(small):
    await small.say(sale(6000))
    await small.say(sale(7000) + ", wyślij na a@b.example")
    cards = [key for key, each in small.telegram.chats[OLA].items() if "issue-outside" in each.labels]
    await asyncio.gather(*(small.receive(small.tap_of("issue-outside", message=each)) for each in cards))
    await small.work()

    assert len(await small.invoices()) == 1


async def test_the_month_survives_a_restart(small):
    await sold(small, 4000)
    await small.restart()

    assert await used(small) == "4000.00"


async def test_a_correction_upwards_counts_its_difference_and_one_downwards_gives_nothing_back(real):
    await real.say(RULE)
    await real.say(f"faktura dla NIP {BUYER}, 10 h konsultacji po 500 zł brutto")
    await real.tap("issue-outside")
    await real.say("korekta FV/2026/11/1: 12 godz. zamiast 10, powód: pomyłka")
    assert real.last().data["mode"]["limit"]["this"] == "1000.00"
    await real.tap("issue-outside")
    assert await used(real) == "6000.00"

    await real.say("korekta FV/2026/11/1: 1 godz. zamiast 12, powód: pomyłka")
    await real.tap("issue-outside")
    assert await used(real) == "6000.00"


async def test_a_correction_that_exceeds_the_limit_goes_to_ksef(real):
    await real.say(RULE)
    await real.say(f"faktura dla NIP {BUYER}, 10 h konsultacji po 900 zł brutto")
    await real.tap("issue-outside")
    await real.say("korekta FV/2026/11/1: 12 godz. zamiast 10, powód: pomyłka")
    assert real.last().data["mode"]["why"] == "small-sales-crossed"

    await real.tap("issue")
    assert (await real.invoices())[-1].status is Status.ACCEPTED


async def test_a_lost_right_cannot_be_taken_up_again(small):
    await mode_of(small, 12000)
    await small.tap("issue")
    await small.say("nie korzystam z reguły 10 000 zł")
    await small.say(RULE)

    assert small.last().data["reason"] == "small-sales-lost"
    await small.say("/limit")
    assert small.last().labels == []


async def test_an_invoice_that_ksef_refused_cost_nobody_the_right(small):
    small.ksef.verdicts = [Refusal(450, "nie", ())]
    await mode_of(small, 12000)
    await small.tap("issue")
    await small.say(RULE)

    assert (await mode_of(small, 100))["why"] == "small-sales"


async def test_the_owner_takes_the_rule_up_with_a_tap_and_nobody_else_can(house):
    await house.take_on(Role.ISSUER, "1003")
    await house.say("limit 10 tysięcy", "1003")
    assert (house.last("1003").data["uses"], house.last("1003").labels) == (False, [])

    await house.say("limit 10 tysięcy")
    await house.tap("use-limit")
    assert (await mode_of(house, 100))["why"] == "small-sales"


async def test_without_the_rule_nothing_is_counted(house):
    assert (await mode_of(house, 100))["limit"] is None


async def test_the_question_whether_an_invoice_may_stay_outside_knows_of_the_lost_right(small):
    await mode_of(small, 12000)
    await small.tap("issue")
    await small.say("Czy mogę wystawić fakturę poza KSeF?")

    assert small.last().data["answer"] == "lost"


async def test_an_invoice_for_the_right_buyer_counts_beside_the_one_taken_back(real):
    """The two go one way: into KSeF when the new one would exceed the limit."""
    real.register.knows(RIGHT, "WŁAŚCIWA SPÓŁKA Z O.O.", PROSTA)
    await real.say(RULE)
    await real.say(f"faktura dla NIP {BUYER}, 10 h konsultacji po 400 zł brutto")
    await real.tap("issue-outside")
    await real.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    assert real.last().data["mode"]["limit"]["used"] == "8000.00"
    await real.tap("issue-outside")
    assert await used(real) == "8000.00"


async def test_a_wrong_buyer_is_put_right_in_ksef_when_the_new_invoice_exceeds_the_limit(real):
    real.register.knows(RIGHT, "WŁAŚCIWA SPÓŁKA Z O.O.", PROSTA)
    await real.say(RULE)
    await real.say(f"faktura dla NIP {BUYER}, 10 h konsultacji po 600 zł brutto")
    await real.tap("issue-outside")
    await real.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    assert real.last().data["mode"]["why"] == "small-sales-crossed"

    await real.tap("issue-both")
    statuses = [each.status for each in await real.invoices()]
    assert statuses == [Status.OUTSIDE, Status.ACCEPTED, Status.ACCEPTED]
    assert real.one("limit-crossed").data["number"] == "FV/2026/11/2"
