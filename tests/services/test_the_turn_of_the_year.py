"""The turn of the year 2026/27: who is told what and when, and which answers change at midnight."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from invoicing.model.company import VatExemption, VatStatus
from invoicing.model.errors import Refused
from invoicing.model.law_calendar import Rule
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.access.certificates import CertificateType, Wallet, held, keep_wallet
from invoicing.services.access.token_login import WarnOfTokens, keep_token_end
from invoicing.services.messages import Choice
from invoicing.services.records import Role
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.digest import Digest
from invoicing.services.telling.law_turns import CONCERNED, TellTurns
from invoicing.services.telling.reminding import Reminding
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA, SENTENCE

CLERK = "4001"
TOKEN, TURNS = "token-login-ends", "law-turns"
RULE = "korzystam z reguły 10 000 zł"
AUTH, OFFLINE = CertificateType.AUTHENTICATION, CertificateType.OFFLINE


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WARSAW)


@pytest.fixture
def look(house):
    """One look of every loop that speaks by itself, at a moment."""
    tell = TellMany(house.units, no_pause)
    loops = [kind(house.units, house.clock, tell) for kind in (WarnOfTokens, TellTurns, Digest, Reminding)]

    async def looking(moment: str) -> None:
        house.clock.at = at(moment)
        for loop in loops:
            await loop()
        await house.work(0)

    return looking


async def second_code(company_id, sha256):
    """The link that the offline certificate has signed."""
    return f"https://qr.example/certificate/{sha256.hex()[:8]}"


def said(house, code: str, chat: str = OLA) -> list[dict]:
    return [each.data for each in house.telegram.chats.get(chat, {}).values() if each.code == code]


async def holds(house, *kinds: CertificateType) -> None:
    now = house.clock.now()
    certificates = [
        held(
            kind, serial=f"0{number}", name="x", valid_from=now - timedelta(days=1),
            valid_to=now + timedelta(days=700), certificate=b"pem", key=b"key",
        )
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await keep_wallet(work, company.id, Wallet(tuple(certificates)))


async def change(house, **profile: object) -> None:
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await work.companies.save(replace(company, profile=replace(company.profile, **profile)))


# --- tokens, before ---


async def test_a_company_with_a_token_hears_of_its_end_on_six_days_and_once_on_each(house, look):
    told = {}
    for day in range(66):
        date_ = date(2026, 10, 30) + timedelta(days=day)
        before = len(said(house, TOKEN))
        for hour in ("07:30", "08:00", "12:00", "20:30"):
            await look(f"{date_}T{hour}")
            await house.restart()
        told[date_] = len(said(house, TOKEN)) - before

    days = {day.isoformat(): count for day, count in told.items() if count}
    expected = ("2026-11-01", "2026-12-01", "2026-12-17", "2026-12-24", "2026-12-30", "2026-12-31")
    assert days == dict.fromkeys(expected, 1)


async def test_it_names_the_law_the_announcement_and_the_day_they_were_checked(house, look):
    await look("2026-12-01T08:00")

    (news,) = said(house, TOKEN)
    assert (news["law"], news["announced"], news["as_of"]) == ("2026-12-31", "2027-11-30", "2026-10-07")
    assert "1815" in news["source"]
    assert news["days"] == 30
    assert house.one(TOKEN).labels == ["certificate"]


async def test_a_worker_that_was_away_says_only_the_newest(house, look):
    await look("2026-12-30T09:00")

    (news,) = said(house, TOKEN)
    assert news["days"] == 1


async def test_a_company_with_a_certificate_for_logging_in_is_left_in_peace(house, look):
    await holds(house, AUTH)

    for day in ("2026-12-01", "2026-12-15", "2026-12-28", "2026-12-31"):
        await look(f"{day}T09:00")

    assert said(house, TOKEN) == []


async def test_an_offline_certificate_alone_logs_nobody_in(house, look):
    await holds(house, OFFLINE)

    await look("2026-12-15T09:00")

    assert len(said(house, TOKEN)) == 1


async def test_only_owners_hear_of_it(house, look):
    await house.take_on(Role.ISSUER, chat=CLERK)

    await look("2026-12-15T09:00")

    assert said(house, TOKEN, CLERK) == []


@pytest.mark.parametrize("step", [1, 2])
async def test_a_process_that_dies_while_telling_tells_once(house, look, step):
    # before the promise, and before it is noted
    with pytest.raises(Crash), house.units.dying(before=step):
        await look("2026-12-15T09:00")
    await house.restart()

    await look("2026-12-15T09:05")
    await look("2026-12-15T09:05")

    assert len(said(house, TOKEN)) == 1


async def test_after_the_last_day_there_is_nothing_to_warn_of(house, look):
    await look("2027-01-01T09:00")

    assert said(house, TOKEN) == []


async def test_the_day_that_was_said_of_a_token_counts_when_it_comes_first(house, look):
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await keep_token_end(work, company.id, date(2026, 12, 10))
    told = {}
    for day in range(36):
        date_ = date(2026, 11, 26) + timedelta(days=day)
        before = len(said(house, "token-ends"))
        await look(f"{date_}T09:00")
        told[date_.isoformat()] = len(said(house, "token-ends")) - before

    assert [day for day, count in told.items() if count] == [
        "2026-11-26",
        "2026-12-03",
        "2026-12-09",
        "2026-12-10",
    ]
    assert [news["days"] for news in said(house, "token-ends")] == [14, 7, 1, 0]
    assert {news["until"] for news in said(house, "token-ends")} == {"2026-12-10"}
    assert said(house, TOKEN) == []


# --- how a certificate is made ---


async def test_the_button_and_the_command_say_how_a_certificate_is_made(house, look):
    await look("2026-12-15T09:00")
    await house.tap("certificate")
    await house.say("/certyfikat")

    by_button, by_command = said(house, "certificate-steps")
    assert by_button == by_command
    assert (by_button["token"], by_button["auth_until"], by_button["offline_until"]) == (True, None, None)


async def test_only_an_owner_decides_how_the_company_logs_in(house, look):
    await house.take_on(Role.ISSUER, chat=CLERK)
    await house.say("/certyfikat", CLERK)
    assert house.last(CLERK).code == "not-allowed"

    await look("2026-12-15T09:00")
    await house.receive(house.tap_of("certificate", person=CLERK))
    await house.work()

    assert said(house, "certificate-steps") == []


async def test_a_made_up_button_says_nothing_of_anybody(house):
    tap = house.incoming("", choice=Choice("certificate"), tapped_message="0", callback="c0")
    await house.receive(tap)
    await house.work()

    assert said(house, "certificate-steps") == []


# --- tokens, after ---


async def issued(house, moment: str) -> None:
    house.clock.at = at(moment)
    await house.say(SENTENCE)
    await house.tap("issue")


async def test_a_token_that_ksef_still_takes_in_january_simply_works(house):
    await issued(house, "2027-01-02T12:00")

    assert len(said(house, "accepted")) == 1


@pytest.mark.parametrize("offline", [True, False])
async def test_a_token_refused_in_january_is_told_as_such_and_nothing_is_lost(house, offline):
    house.clock.at = at("2027-01-02T12:00")
    if offline:
        await holds(house, OFFLINE)
    house.ksef.error = Refused("ksef-login-refused-token", status="450")
    await issued(house, "2027-01-02T12:00")

    (why,) = said(house, "access-missing")
    assert why["reason"] == "token-login-over"
    assert (why["token"]["law"], why["token"]["announced"]) == ("2026-12-31", "2027-11-30")
    assert why["token"]["offline"] is offline
    assert house.one("access-missing").labels == ["certificate"]

    house.ksef.error = None
    await house.work(seconds=600)
    assert len(said(house, "accepted")) == 1


async def test_while_a_token_is_refused_offline24_goes_on_with_the_offline_certificate(house):
    house.clock.at = at("2027-01-02T12:00")
    await holds(house, OFFLINE)
    house.issuer_links = second_code
    house.start()
    house.ksef.error = Refused("ksef-login-refused-token", status="450")
    await house.say(f"{SENTENCE}, offline24")
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert (invoice.status, invoice.offline_mode) == (Status.ISSUED, OfflineMode.OFFLINE24)
    assert len(house.post.letters) == 1  # the paper with both codes

    house.ksef.error = None
    await house.work(seconds=600)
    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED


async def test_a_batch_that_meets_a_refused_token_is_told_once_for_all(house, office):
    house.clock.at = at("2026-12-31T23:00")
    house.ksef.down = True
    await house.backlog(20)
    house.ksef.down = False
    house.clock.at = at("2027-01-01T09:00")
    house.batches.error = Refused("ksef-login-refused-token", status="450")
    await house.work(seconds=60)

    (why,) = said(house, "batch-access-missing")
    assert (why["reason"], why["size"]) == ("token-login-over", 20)
    assert house.one("batch-access-missing").labels == ["certificate"]


async def test_a_token_refused_before_the_end_is_told_as_any_other(house):
    house.ksef.error = Refused("ksef-login-refused-token", status="450")
    await issued(house, "2026-12-31T12:00")

    (why,) = said(house, "access-missing")
    assert why["reason"] == "ksef-login-refused-token"
    assert "token" not in why


# --- the rule of 10 000 zł ---


async def test_the_last_card_outside_ksef_is_that_of_the_last_minute(house):
    await house.say(RULE)
    house.clock.at = at("2026-12-31T23:59:30")
    await house.say(SENTENCE)
    assert house.last().data["mode"]["way"] == "issue-outside"

    house.clock.at = at("2027-01-01T00:00:00")
    await house.say(SENTENCE)
    mode = house.last().data["mode"]
    assert (mode["way"], mode["why"]) == ("issue", "small-sales-over")


async def test_a_december_sale_invoiced_in_january_goes_to_ksef(house):
    await house.say(RULE)
    house.clock.at = at("2027-01-04T10:00")
    await house.say(f"{SENTENCE}, data sprzedaży 30.12.2026")

    card = house.last()
    assert card.data["supply_date"] == "2026-12-30"
    assert card.data["mode"]["way"] == "issue"

    await house.tap("issue")
    assert len(said(house, "accepted")) == 1


async def test_a_card_of_the_old_year_is_refused_in_the_new_one_with_the_reason_and_a_fresh_card(house):
    await house.say(RULE)
    house.clock.at = at("2026-12-31T23:58")
    await house.say(SENTENCE)
    house.clock.at = at("2027-01-01T00:00:01")

    await house.tap("issue-outside")

    assert await house.invoices() == []
    assert house.telegram.alerts[-1] == "small-sales-over"
    fresh = house.last()
    assert (fresh.code, fresh.data["issue_date"]) == ("draft-card", "2027-01-01")
    assert "issue-outside" not in fresh.labels

    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.issue_date == date(2027, 1, 1)
    assert len(said(house, "accepted")) == 1


async def test_nobody_begins_with_the_rule_when_it_is_over(house):
    house.clock.at = at("2027-01-01T00:00")
    await house.say(RULE)
    assert house.last().data["reason"] == "small-sales-over"

    await house.say("nie korzystam z reguły 10 000 zł")
    assert (house.last().data["small_sales"], house.last().data["rule_over"]) == (False, True)


@pytest.mark.parametrize(
    "question",
    [
        "Czy mogę wystawić poza KSeF?",
        "czy moge wystawic fakture poza ksef",
        "Czy dziś mogę jeszcze wystawiać faktury poza KSeF?",
        "mogę wystawić ją bez KSeF-u?",
        "czy faktura może zostać poza KSeF?",
        "do kiedy obowiązuje reguła 10 000 zł?",
    ],
)
async def test_the_question_is_answered_by_the_day_on_which_it_is_asked(house, question):
    house.clock.at = at("2026-12-31T23:59")
    await house.say(question)
    await house.say(RULE)
    await house.say(question)
    house.clock.at = at("2027-01-01T00:00")
    await house.say(question)

    assert [each["answer"] for each in said(house, "outside-ksef")] == ["unused", "small-sales", "over"]


async def test_a_confirmed_total_failure_is_answered_first(house):
    house.clock.at = at("2027-02-10T10:00")
    await house.say("awaria całkowita: TVP Info, 10.02.2027 8:00")
    await house.say("czy mogę wystawić poza KSeF?")

    assert said(house, "outside-ksef")[-1]["answer"] == "total-failure"


# --- the morning of the new year ---


def rules_of(message: dict) -> set[str]:
    return {row["rule"] for row in message["rules"]}


async def test_on_new_years_morning_everybody_reads_what_changed_for_them_once(house, look):
    await house.say(RULE)
    for moment in ("2026-12-31T09:00", "2027-01-01T00:05", "2027-01-01T07:59"):
        await look(moment)
    assert said(house, TURNS) == []

    for moment in ("2027-01-01T08:00", "2027-01-01T11:00", "2027-01-02T08:00", "2027-01-04T08:00"):
        await look(moment)
        await house.restart()

    (message,) = said(house, TURNS)
    assert (message["day"], message["today"]) == ("2027-01-01", "2027-01-01")
    assert rules_of(message) == {rule.value for rule in Rule}
    (penalties,) = [row for row in message["rules"] if row["rule"] == "penalties"]
    assert (penalties["law"], penalties["announced"]) == ("2027-01-01", "2028-01-01")
    assert house.one(TURNS).labels == ["certificate"]


async def test_it_is_about_this_company_and_no_other(house, look):
    await holds(house, AUTH)
    await change(
        house, vat_status=VatStatus.EXEMPT, exemption=VatExemption("art. 113 ust. 1 i 9 ustawy o VAT")
    )

    await look("2027-01-01T08:00")

    (message,) = said(house, TURNS)
    assert rules_of(message) == {"till_invoices", "penalties"}
    assert house.one(TURNS).labels == []


async def test_an_office_reads_one_message_that_names_the_clients(house, office, look):
    await office.client("Zakład Dom")
    await office.client("Piekarnia")

    await look("2027-01-01T08:00")

    (message,) = said(house, TURNS)
    (token,) = [row for row in message["rules"] if row["rule"] == "token_login"]
    assert message["many"] is True
    assert sorted(token["companies"]) == ["Latarnia Morska", "Piekarnia", "Zakład Dom"]
    assert house.one(TURNS).labels == []


async def test_nobody_reads_about_companies_of_others(house, office, look):
    await house.say(RULE)
    await office.client("Piekarnia", CLERK, Role.OWNER)

    await look("2027-01-01T08:00")

    ours, (theirs,) = said(house, TURNS), said(house, TURNS, CLERK)
    assert all(row["companies"] == ["Latarnia Morska"] for row in ours[0]["rules"])
    assert all(row["companies"] == ["Piekarnia"] for row in theirs["rules"])
    assert "small_sales" not in rules_of(theirs)


async def test_a_worker_that_slept_over_the_new_year_tells_on_its_first_morning(house, look):
    await look("2027-01-04T08:10")
    (message,) = said(house, TURNS)
    assert (message["day"], message["today"]) == ("2027-01-01", "2027-01-04")


async def test_a_week_later_it_is_no_news(house, look):
    await look("2027-01-08T08:10")

    assert said(house, TURNS) == []


@pytest.mark.parametrize("step", [1, 2])
async def test_a_process_that_dies_on_new_years_morning_tells_once(house, look, step):
    # before the promise, and before it is noted
    with pytest.raises(Crash), house.units.dying(before=step):
        await look("2027-01-01T08:00")
    await house.restart()

    await look("2027-01-01T09:00")
    await look("2027-01-01T09:00")

    assert len(said(house, TURNS)) == 1


def test_every_rule_of_the_calendar_knows_whom_it_is_about():
    assert set(CONCERNED) == set(Rule)


# --- what waits over the new year ---


async def test_what_was_issued_on_new_years_eve_is_due_on_monday_and_no_holiday_is_a_workday(
    house, office, look
):
    await office.waits(await office.client("Zakład Dom"), "2026-12-31", 2)
    heard = {}
    for day in ("2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04", "2027-01-05"):
        for hour in ("08:00", "09:00", "15:00", "18:00", "20:00"):
            before = len(said(house, "deadline-reminder"))
            await look(f"{day}T{hour}")
            new = said(house, "deadline-reminder")[before:]
            heard |= {f"{day} {hour}": each["slot"] for each in new}
            assert all(each["deadline"] == "2027-01-04" for each in new)

    assert heard == {
        "2027-01-03 18:00": "eve",
        "2027-01-04 09:00": "morning",
        "2027-01-04 15:00": "afternoon",
        "2027-01-05 08:00": "after",
    }
    assert [each["today"] for each in said(house, "digest")] == ["2027-01-04", "2027-01-05"]


async def test_penalties_are_named_with_both_dates_and_only_when_a_term_has_passed(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-12-31")
    for moment in ("2027-01-03T18:00", "2027-01-04T09:00", "2027-01-05T08:00"):
        await look(moment)

    eve, morning, after = said(house, "deadline-reminder")
    assert (eve["penalties"], morning["penalties"]) == (None, None)
    assert (after["penalties"]["law"], after["penalties"]["announced"]) == ("2027-01-01", "2028-01-01")
    assert after["penalties"]["older"] is True  # issued in 2026: an adviser must say


async def test_a_term_that_passed_in_2026_is_told_without_penalties(house, office, look):
    await office.waits(await office.client("Zakład Dom"), "2026-12-29")
    await look("2026-12-31T08:00")

    (after,) = said(house, "deadline-reminder")
    assert (after["slot"], after["penalties"]) == ("after", None)


# --- payments ---


@pytest.mark.parametrize(
    ("moment", "more", "named"),
    [
        ("2026-12-10T10:00", "", False),  # to be paid on 24 December
        ("2026-12-20T10:00", "", True),  # on 3 January: the day of payment counts, not of issue
        ("2027-01-04T10:00", "", True),
        ("2027-01-04T10:00", ", gotówka", False),
        ("2027-01-04T10:00", ", zapłacono", False),
    ],
)
async def test_the_ksef_number_belongs_into_the_title_of_transfers_from_2027_on(house, moment, more, named):
    house.clock.at = at(moment)
    await house.say(SENTENCE + more)
    await house.tap("issue")

    assert said(house, "accepted")[-1]["number_in_title"] is named
