"""/gotowosc: whether a company could work through an outage now, and what to do first when it could not."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.party import Nip
from invoicing.model.verdict import Beacon, Signals
from invoicing.services.access.certificates import CertificateType, Wallet, held, keep_wallet
from invoicing.services.assistant import Assistant
from invoicing.services.drilling.books import begin, end, take
from invoicing.services.drilling.records import Step, StepState
from invoicing.services.intents import understand
from invoicing.services.outages.books import LighthouseReport, Probe
from invoicing.services.readiness.proofs import NOT_SET_UP, ProveReadiness
from invoicing.services.readiness.questions import ReadinessTalk, readiness_of
from invoicing.services.readiness.records import Check, Score, Severity
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import OLA, SENTENCE

AUTH, OFFLINE = CertificateType.AUTHENTICATION, CertificateType.OFFLINE


class Trials:
    """What trying would tell."""

    def __init__(self) -> None:
        self.wrong_code, self.refuses, self.away = None, None, False
        self.mail_wrong, self.off, self.asked = None, timedelta(0), []

    async def code(self, company, certificate):
        self._ask("code")
        return self.wrong_code

    async def login(self, company):
        self._ask("login")
        if self.refuses:
            raise Refused(self.refuses)

    async def mail(self):
        self.asked.append("mail")
        return self.mail_wrong

    async def skew(self):
        self._ask("skew")
        return self.off

    def _ask(self, what):
        self.asked.append(what)
        if self.away:
            raise Unavailable("ksef-silent")


class Desk:
    """The company, what it has, and what it is told."""

    def __init__(self, house) -> None:
        self.house, self.trials = house, Trials()
        self.prove = ProveReadiness(house.units, house.clock, self.trials)

    async def holds(self, *certificates, name="Latarnia Morska") -> None:
        """Certificates by type and days from now to their end."""
        now = self.house.clock.now()
        kept = [
            held(kind, serial=uuid4().hex[:16].upper(), name="x", valid_from=now + timedelta(days=min(0, days) - 700),
                 valid_to=now + timedelta(days=days), certificate=b"pem", key=b"key")
            for kind, days in certificates
        ]  # fmt: skip
        async with self.house.units() as work:
            await keep_wallet(work, (await self._company(work, name)).id, Wallet(tuple(kept)))

    async def sees_the_lighthouse(self) -> None:
        now = self.house.clock.now()
        async with self.house.units() as work:
            await work.verdicts.look(Probe(now, Signals(Beacon.AVAILABLE, api=True)))
            await work.outages.record(LighthouseReport(None, (), "{}"), now)

    async def has_drilled(self, failed=False) -> None:
        now = self.house.clock.now()
        async with self.house.units() as work:
            company = await self._company(work)
            drill = await take(
                work, await begin(work, company.id, now, practice=True, asked_by=None), "me", now
            )
            if failed:
                drill = drill.at_step(Step.LETTER, StepState.FAILED, now, {"reason": "drill-no-mail"})
            await end(work, drill.ended(now))

    async def all_is_in_place(self) -> None:
        await self.holds((AUTH, 700), (OFFLINE, 700))
        await self.sees_the_lighthouse()
        await self.has_drilled()
        await self.prove()

    async def look(self, name="Latarnia Morska"):
        async with self.house.units.reading() as work:
            return await readiness_of(work, await self._company(work, name), self.house.clock.now())

    async def found(self, check):
        return next((each for each in (await self.look()).findings if each.check is check), None)

    async def asks(self, text="/gotowosc", chat=OLA):
        await self.house.say(text, chat)
        return list(self.house.telegram.chats[chat].values())[-1]

    async def _company(self, work, name="Latarnia Morska"):
        return next(each for each in await work.companies.all() if each.profile.seller.name == name)


@pytest.fixture
def desk(house) -> Desk:
    house.assistant = Assistant(
        house.units,
        house.clock,
        house.register,
        house.write,
        understand,
        after_issue=house.after_issue,
        talks=[ReadinessTalk(house.clock)],
    )
    return Desk(house)


async def test_a_company_with_everything_is_ready(desk):
    await desk.all_is_in_place()

    found = await desk.look()

    assert [each for each in found.findings if each.severity is not Severity.WELL] == []
    assert found.score is Score.READY
    assert {each.check for each in found.findings} == set(Check)


async def test_without_an_offline_certificate_it_is_not_ready_and_a_button_says_how_to_get_one(desk):
    await desk.all_is_in_place()
    await desk.holds((AUTH, 700))

    reply = await desk.asks()

    assert (reply.code, reply.data["score"]) == ("readiness", "not-ready")
    assert reply.data["findings"][0] | {"details": {}} == {
        "check": "offline-certificate", "severity": "blocking", "state": "missing", "details": {},
    }  # fmt: skip
    assert [option.label for row in reply.options for option in row] == ["certificate"]


@pytest.mark.parametrize(
    ("certificates", "state", "severity"),
    [
        ([(AUTH, 700)], "missing", Severity.BLOCKING),
        ([(OFFLINE, -1)], "ended", Severity.BLOCKING),
        ([(OFFLINE, 29)], "ending", Severity.WARNING),
        ([(OFFLINE, 30)], "valid", Severity.WELL),
        ([(OFFLINE, 10), (OFFLINE, 700)], "valid", Severity.WELL),
    ],
)
async def test_an_offline_certificate_counts_while_it_is_valid_and_wants_a_successor_in_its_last_month(
    desk, certificates, state, severity
):
    await desk.holds(*certificates)

    found = await desk.found(Check.OFFLINE_CERTIFICATE)

    assert (found.state, found.severity) == (state, severity)


async def test_a_code_that_does_not_hold_blocks_and_a_new_certificate_is_tried_anew(desk):
    desk.trials.wrong_code = "code-wrong"
    await desk.all_is_in_place()
    assert (await desk.found(Check.CODE)).state == "wrong"
    assert (await desk.look()).score is Score.NOT_READY

    desk.trials.wrong_code = None
    await desk.holds((AUTH, 700), (OFFLINE, 710))
    assert (await desk.found(Check.CODE)).state == "untried"
    await desk.prove()

    assert (await desk.found(Check.CODE)).state == "holds"


async def test_ksef_that_is_away_proves_nothing_and_what_was_proven_stays(desk):
    await desk.all_is_in_place()
    desk.trials.away = True
    desk.house.clock.advance(hours=13)
    await desk.prove()

    assert (await desk.found(Check.LOGIN)).state == "works"
    assert (await desk.found(Check.CODE)).state == "holds"


async def test_a_company_that_ksef_refuses_is_not_ready(desk):
    desk.trials.refuses = "ksef-login-refused-token"
    await desk.all_is_in_place()

    found = await desk.found(Check.LOGIN)

    assert (found.severity, found.details) == (Severity.BLOCKING, {"reason": "ksef-login-refused-token"})


@pytest.mark.parametrize(("day", "over"), [("2026-12-31T23:59", False), ("2027-01-01T00:00", True)])
async def test_of_a_token_both_dates_are_told_as_the_law_stands_at_that_moment(desk, day, over):
    desk.house.clock.at = desk.house.clock.at.fromisoformat(f"{day}:00+01:00")
    await desk.holds((OFFLINE, 700))

    found = await desk.found(Check.ACCESS)

    assert (found.state, found.severity, found.details["over"]) == ("token", Severity.WARNING, over)
    assert (found.details["law"], found.details["announced"]) == ("2026-12-31", "2027-11-30")
    assert found.details["as_of"]


async def test_buyers_of_ninety_days_without_an_address_are_named(desk):
    house = desk.house
    await house.say(SENTENCE)
    house.register.knows(Nip.parse("5252248481"), "BEZ ADRESU SP. Z O.O.", house.profile.seller.address)
    await house.tap("issue")
    await house.say("faktura dla NIP 5252248481, 1 h konsultacji po 100 zł")
    await house.tap("issue")

    found = await desk.found(Check.BUYERS)
    assert (found.state, found.details["known"], found.details["count"]) == ("without-address", 1, 2)
    assert found.details["without"] == ["BEZ ADRESU SP. Z O.O."]

    house.clock.advance(days=91)
    assert (await desk.found(Check.BUYERS)).state == "none"


async def test_mail_clock_and_lighthouse_are_told(desk):
    desk.trials.mail_wrong, desk.trials.off = NOT_SET_UP, timedelta(seconds=-61)
    await desk.all_is_in_place()
    desk.house.clock.advance(minutes=16)

    states = {each.check: each.state for each in (await desk.look()).findings}

    assert (states[Check.MAIL], states[Check.CLOCK], states[Check.LIGHTHOUSE]) == (
        "not-set-up",
        "wrong",
        "long-ago",
    )
    assert (await desk.look()).score is Score.ALMOST


async def test_a_drill_is_asked_for_when_there_was_none_or_it_failed_or_is_older_than_ninety_days(desk):
    assert (await desk.found(Check.DRILL)).state == "never"
    await desk.has_drilled(failed=True)
    assert (await desk.found(Check.DRILL)).state == "failed"
    await desk.has_drilled()
    assert (await desk.found(Check.DRILL)).state == "passed"
    desk.house.clock.advance(days=91)
    assert (await desk.found(Check.DRILL)).state == "long-ago"


async def test_an_office_sees_all_its_companies_in_one_message_the_worst_first(desk, office):
    await office.client("Zatoka")
    await office.client("Kubryk")
    await desk.all_is_in_place()
    await desk.holds((AUTH, 700), (OFFLINE, 700), name="Kubryk")

    reply = await desk.asks()

    rows = [(each["company"], each["score"], each["place"]) for each in reply.data["companies"]]
    assert rows == [("Zatoka", "not-ready", 2), ("Kubryk", "almost", 3), ("Latarnia Morska", "ready", 1)]
    assert (reply.code, reply.data["ready"]) == ("readiness-of-many", 1)
    one = await desk.asks("/gotowosc_2")
    assert (one.code, one.data["company"]) == ("readiness", "Zatoka")


async def test_members_of_every_role_may_ask_and_nobody_reads_about_companies_of_others(desk, office):
    await office.client("Bosman", chat="5001", role=Role.VIEWER)

    for asked in ("/gotowosc", "/gotowosc_2", "/gotowosc_0"):
        reply = await desk.asks(asked, chat="5001")
        assert (reply.code, reply.data["company"]) == ("readiness", "Bosman")


async def test_what_was_tried_with_success_is_not_tried_again_all_day(desk):
    await desk.all_is_in_place()
    tried = len(desk.trials.asked)
    await desk.prove()
    assert len(desk.trials.asked) == tried

    desk.house.clock.advance(hours=12)
    await desk.prove()
    assert len(desk.trials.asked) == 2 * tried


@pytest.mark.parametrize("before", [1, 2])
async def test_killed_before_any_commit_it_is_tried_again(desk, before):
    await desk.holds((AUTH, 700), (OFFLINE, 700))
    with pytest.raises(Crash), desk.house.units.dying(before=before):
        await desk.prove()
    await desk.prove()

    states = {each.check: each.state for each in (await desk.look()).findings}
    assert (states[Check.CODE], states[Check.LOGIN], states[Check.MAIL]) == ("holds", "works", "works")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/gotowosc", True), ("/gotowość", True), ("/gotowosc@latarnik_bot", True), ("Czy jesteśmy gotowi?", True),
        ("czy firma jest gotowa na awarię?", True), ("/gotowosc_99", True), ("/gotowosc_x", False),
        ("faktura za gotowość", False), ("/gotowosc_" + "9" * 400, False),
    ],
)  # fmt: skip
def test_what_asks_for_readiness_and_what_does_not(house, text, meant):
    assert (ReadinessTalk(house.clock)(text) is not None) is meant


async def test_the_score_is_that_of_the_worst_finding(desk):
    await desk.all_is_in_place()
    found = await desk.look()
    worse = [replace(found.findings[0], severity=each) for each in Severity]

    scores = [replace(found, findings=(*found.findings, each)).score for each in worse]
    assert scores == [Score.NOT_READY, Score.ALMOST, Score.READY]
