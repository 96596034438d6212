"""A total failure counts when an owner vouches for it with a source; what is issued in it never meets KSeF."""

from datetime import date, datetime, timedelta

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, OutageKind
from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.messages import Choice
from invoicing.services.outages.total_failure import ACTION, heard, moment_of
from invoicing.services.records import Role
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.pushing import TellChanges
from tests.services.house import SENTENCE

JAN = "1003"
WORDS = "awaria całkowita: TVP Info, 20.11.2026 9:30"


async def test_the_lighthouse_alone_makes_no_total_failure_and_the_card_says_what_it_needs(house):
    house.lighthouse.says(OutageKind.TOTAL_FAILURE)
    await house.watch()
    await house.say(SENTENCE)

    mode = house.last().data["mode"]
    assert (mode["way"], mode["why"]) == ("issue", "total-claimed")
    assert house.last().labels[:3] == ["issue", "issue-offline24", "hold"]


async def test_what_an_owner_confirms_with_a_source_is_written_down_and_told_to_everybody(house):
    company = await house.take_on(Role.ACCOUNTANT, JAN)
    await house.say(WORDS)

    for chat in ("1001", JAN):
        told = house.one("total-failure-confirmed", chat)
        assert (told.data["source"], told.data["person"]) == ("TVP Info, 20.11.2026 9:30", "Ola")
        assert told.data["at"].startswith("2026-11-20T09:30")
    async with house.units.reading() as work:
        (failure,) = await work.outages.total_failures(company.id)
    assert failure.source == "TVP Info, 20.11.2026 9:30"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER}))
async def test_only_an_owner_may_confirm_it(house, role):
    await house.take_on(role, JAN)
    await house.say(WORDS, JAN)

    assert house.last(JAN).code == "not-allowed"
    await house.say(SENTENCE)
    assert house.last().data["mode"]["way"] == "issue"


async def test_without_a_source_it_is_asked_for_and_nothing_counts(house):
    await house.say("awaria całkowita")
    assert house.last().code == "total-failure-source"

    await house.say(SENTENCE)
    assert house.last().data["mode"]["way"] == "issue"


async def test_the_button_under_the_claim_asks_an_owner_for_the_source(house):
    company = await house.take_on(Role.ISSUER, JAN)
    for chat, code in (("1001", "total-failure-source"), (JAN, "not-allowed")):
        tap = house.incoming("", chat, choice=Choice(ACTION, company.id), callback="c", tapped_message="1")
        await house.receive(tap)
        await house.work()
        assert house.last(chat).code == code


async def test_who_asks_about_ksef_hears_that_it_was_confirmed_until_its_end_is(house):
    house.lighthouse.says(OutageKind.TOTAL_FAILURE)
    await house.watch()
    heard = []
    for words in (None, WORDS, "koniec awarii całkowitej: TVP Info"):
        if words:
            await house.say(words)
        await house.say("/ksef")
        heard.append(house.last().data["confirmed"])

    assert heard == [[], ["Latarnia Morska"], []]


async def test_the_card_asks_whether_it_is_over_when_ksef_answers(house):
    await house.say(WORDS)
    house.lighthouse.says(None)
    await house.watch()
    await house.say(SENTENCE)

    mode = house.last().data["mode"]
    assert (mode["way"], mode["well"]) == ("issue-total", True)


async def test_an_invoice_of_a_total_failure_is_issued_outside_and_never_sent(house):
    await house.say(WORDS)
    await house.say(SENTENCE)
    card = house.last()
    assert (card.data["mode"]["article"], card.data["mode"]["duty"]) == ("art. 106ng", "none")
    assert card.labels[0] == "issue-total"
    await house.tap("issue-total")

    await house.say("koniec awarii całkowitej: TVP Info")
    house.lighthouse.says(None)
    await house.watch()
    await house.work(seconds=3600)
    (invoice,) = await house.invoices()
    assert (invoice.status, invoice.offline_mode) == (Status.OUTSIDE, OfflineMode.TOTAL_FAILURE)
    assert house.ksef.sendings == []
    assert house.one("issued-outside").data["mode"] == "total_failure"
    async with house.units.reading() as work:
        assert await work.invoices.waiting() == []


async def test_a_card_shown_before_it_is_worth_nothing_in_it(house):
    await house.say(SENTENCE)
    await house.say(WORDS)
    await house.tap("issue")

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "outage-announced"
    assert house.one("draft-card").data["mode"]["way"] == "issue-total"


async def test_a_card_of_the_failure_tapped_after_its_end_keeps_nothing_from_ksef(house):
    await house.say(WORDS)
    await house.say(SENTENCE)
    await house.say("koniec awarii całkowitej: TVP Info")
    await house.tap("issue-total")

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "total-failure-unconfirmed"


async def test_what_waited_before_it_has_no_term_any_more_and_goes_home_all_the_same(house):
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.say(WORDS)
    assert house.last().data["waiting"] == 1

    house.ksef.down = False
    await house.work(seconds=600)
    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED


async def test_another_company_knows_nothing_of_it(house):
    await house.say(WORDS)
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
        ours = await work.outages.timeline(company.id)
        everybodys = await work.outages.timeline()

    assert [outage.kind for outage in ours] == [OutageKind.TOTAL_FAILURE]
    assert everybodys == ()


async def test_saying_it_twice_changes_nothing(house):
    await house.say(WORDS)
    await house.say(WORDS)

    assert house.last().code == "total-failure-unchanged"


async def test_an_end_that_nothing_began_changes_nothing(house):
    await house.say("koniec awarii całkowitej: TVP Info")

    assert house.last().code == "total-failure-unchanged"


async def test_a_failure_of_tomorrow_is_refused(house):
    await house.say("awaria całkowita: TVP Info, 21.11.2026 8:00")

    assert house.last().data["reason"] == "total-failure-ahead"


async def test_a_draft_may_wait_for_the_end_of_it(house):
    await house.say(WORDS)
    await house.say(SENTENCE)
    await house.tap("hold")
    house.lighthouse.says(None)
    await house.watch()
    await ReleaseHeldDrafts(house.units, house.clock)()
    await house.work()
    assert house.last().code == "draft-held"

    await house.say("koniec awarii całkowitej: TVP Info")
    await ReleaseHeldDrafts(house.units, house.clock)()
    await house.work()
    assert house.last().data["issue_date"] == date(2026, 11, 20).isoformat()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("awaria całkowita: TVP", "TVP"),
        ("Awaria calkowita potwierdzam TVP Info 10.02.2027 8:00", "TVP Info 10.02.2027 8:00"),
        ("potwierdzam awarię całkowitą: RMF FM", "RMF FM"),
        ("awaria całkowita", ""),
        ("koniec awarii całkowitej: gov.pl", "gov.pl"),
    ],
)
def test_words_about_a_total_failure_carry_their_source(text, source):
    assert heard(text).source == source


@pytest.mark.parametrize(
    "text", ["co to jest awaria całkowita?", "awaria całkowita co robić", "awaria KSeF: lipa"]
)
def test_a_question_about_total_failures_confirms_none(text):
    assert heard(text) is None


def test_the_moment_is_the_one_the_source_names():
    now = datetime.fromisoformat("2027-02-10T12:00:00+01:00")

    assert moment_of("TVP Info 10.02.2027 o godz. 8:05", now) == now - timedelta(hours=3, minutes=55)
    assert moment_of("TVP Info 9.02.2027", now).isoformat() == "2027-02-09T00:00:00+01:00"
    assert moment_of("TVP Info", now) == now


async def test_when_ksef_works_again_everybody_hears_that_it_still_counts_and_an_owner_may_end_it(house):
    await house.say(WORDS)
    house.lighthouse.says(OutageKind.TOTAL_FAILURE)
    await tell_changes(house)
    house.clock.advance(minutes=20)
    house.lighthouse.says(None)
    await tell_changes(house)

    told = house.last()
    assert (told.code, told.data["state"], told.data["confirmed"]) == (
        "ksef-changed",
        "all_well",
        ["Latarnia Morska"],
    )
    await house.tap("end-total-failure")
    assert (house.last().code, house.last().data["ends"]) == ("total-failure-source", True)

    await house.say("koniec awarii całkowitej: TVP Info")
    await house.say(SENTENCE)
    assert house.last().data["mode"]["way"] == "issue"


async def test_once_it_was_ended_nothing_of_it_is_said_when_ksef_works_again(house):
    await house.say(WORDS)
    house.lighthouse.says(OutageKind.TOTAL_FAILURE)
    await tell_changes(house)
    await house.say("koniec awarii całkowitej: TVP Info")
    house.clock.advance(minutes=20)
    house.lighthouse.says(None)
    await tell_changes(house)

    assert (house.last().data["confirmed"], house.last().labels) == ([], [])


async def test_its_beginning_can_be_corrected_by_an_owner_and_what_was_written_stays_in_the_history(house):
    company = await house.take_on(Role.ACCOUNTANT, JAN)
    await house.say(WORDS)
    await house.say("początek awarii całkowitej: Polskie Radio, 19.11.2026 22:15")

    for chat in ("1001", JAN):
        assert house.one("total-failure-began", chat).data["at"].startswith("2026-11-19T22:15")
    async with house.units.reading() as work:
        (failure,) = await work.outages.total_failures(company.id)
    assert (failure.source, failure.ended_at) == ("Polskie Radio, 19.11.2026 22:15", None)
    assert failure.began_at == datetime(2026, 11, 19, 22, 15, tzinfo=house.clock.now().tzinfo)
    await house.say(SENTENCE)
    assert house.last().data["mode"]["way"] == "issue-total"


async def test_an_invoice_that_loses_its_ground_by_that_is_named(house):
    await house.say(WORDS)
    await house.say(SENTENCE)
    await house.tap("issue-total")
    house.clock.advance(days=1)
    await house.say("początek awarii całkowitej: TVP Info, 21.11.2026 6:00")

    assert house.one("total-failure-began").data["before"] == ["FV/2026/11/1"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("początek awarii całkowitej", "total-failure-source"),
        ("początek awarii całkowitej: TVP Info, 21.11.2026 8:00", "refused"),
        ("początek awarii całkowitej: TVP Info, 31.02.2026 8:00", "refused"),
    ],
)
async def test_a_beginning_without_a_source_or_ahead_or_on_no_day_changes_nothing(house, words, code):
    await house.say(WORDS)
    await house.say(words)

    assert house.last().code == code
    async with house.units.reading() as work:
        (failure,) = await work.outages.total_failures((await work.companies.all())[0].id)
    assert failure.source == "TVP Info, 20.11.2026 9:30"


async def test_nothing_can_be_corrected_where_nothing_was_confirmed_nor_by_anybody_but_an_owner(house):
    await house.say("początek awarii całkowitej: TVP Info, 20.11.2026 8:00")
    assert house.last().code == "total-failure-unchanged"

    await house.take_on(Role.ISSUER, JAN)
    await house.say("początek awarii całkowitej: TVP Info, 20.11.2026 8:00", JAN)
    assert house.last(JAN).code == "not-allowed"


async def tell_changes(house):
    """The lighthouse is looked at, and what changed is told."""
    await house.watch()
    await TellChanges(house.units, house.clock, TellMany(house.units, no_pause))()
    await house.work(0)


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""
