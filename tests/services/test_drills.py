"""The drill of an outage, with stand-ins at its ports: who may, in which order, and what happens when it dies."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.services.access.certificates import OfflineCertificate, Wallet, keep_wallet
from invoicing.services.access.verifying import InvoiceSeen, IssuerSeen
from invoicing.services.assistant import Assistant
from invoicing.services.drilling.books import last_drill, running
from invoicing.services.drilling.invoice import series_of
from invoicing.services.drilling.ports import DrillWords, Ground
from invoicing.services.drilling.records import AT_KSEF, Drill, Outcome, Step, StepState
from invoicing.services.drilling.steps import NEEDS
from invoicing.services.drilling.walk import DrillTalk, KeepDrills, PlayDrill
from invoicing.services.intents import understand
from invoicing.services.ksef_ports import NumberTaken, Pending, Refusal, SendAgain
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.records import Role
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.digest import Digest
from storage.events import examined
from storage.traffic import events
from tests.services.fakes import Crash, ksef_number, render

LINK = "https://qr.example/certificate/x"
GOOD = IssuerSeen(known=True, active=True, signed=True, entitled=True)


@dataclass
class Pages:
    """The pages behind the codes."""

    issuers: list = field(default_factory=list)
    invoices: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    async def issuer(self, link):
        self.asked.append(link)
        said = self.issuers.pop(0) if self.issuers else GOOD
        if isinstance(said, Exception):
            raise said
        return said

    async def invoice(self, nip, issue_date, sha256):
        self.asked.append((nip, issue_date, sha256))
        return self.invoices.pop(0) if self.invoices else InvoiceSeen.KNOWN


class Words:
    def on_document(self):
        return DrillWords("ĆWICZENIA: note", "ĆWICZENIA: line", "ĆWICZENIA")

    def letter(self, number, seller, language):
        return f"{language} {number}", f"{seller}", "<p></p>"


class Drills:
    """A house with a worker that looks after drills."""

    def __init__(self, house, *, practice=True) -> None:
        self.house, self.practice, self.pages = house, practice, Pages()
        self.holds, self.dead, self.post, self.naps = True, set(), house.post, []
        self.processes, self.meanwhile = 0, None
        house.assistant = Assistant(
            house.units,
            house.clock,
            house.register,
            house.write,
            understand,
            talks=[DrillTalk(house.clock, practice=practice)],
        )
        self.start()

    def start(self) -> None:
        """A new process."""
        self.processes += 1
        self.play = PlayDrill(self.house.units, self.house.clock, self.ground())
        owner = f"process-{self.processes}"
        self.look = KeepDrills(
            self.house.units, self.house.clock, self.play, owner, lambda other: other in self.dead
        )

    def ground(self) -> Ground:
        async def link(company, sha256):
            return LINK

        async def sleep(seconds):
            self.naps.append(seconds)
            if self.meanwhile is not None:
                await self.meanwhile()

        return Ground(
            practice=self.practice,
            write=self.house.write,
            render=render,
            issuer_links=link,
            holds=lambda link, certificate: self.holds,
            pages=self.pages,
            gateway=self.house.ksef,
            postman=self.post,
            wording=Words(),
            domain="latarnik.example",
            sleep=sleep,
        )

    async def ask(self, chat="1001"):
        await self.house.say("/cwiczenia", chat)

    async def played(self):
        await self.ask()
        await self.look()
        await self.house.work()
        return await self.last()

    async def last(self):
        async with self.house.units.reading() as work:
            (company, *_) = await work.companies.all()
            return await last_drill(work, company.id)

    async def running(self):
        async with self.house.units.reading() as work:
            return await running(work)


async def with_certificate(house) -> None:
    now = house.clock.now()
    held = OfflineCertificate("01", "x", now, now + timedelta(days=700), b"", b"")
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await keep_wallet(work, company.id, Wallet((held,)))


@pytest.fixture
async def drills(house):
    await with_certificate(house)
    return Drills(house)


def states(drill) -> dict[Step, StepState]:
    return {each.step: each.state for each in drill.steps}


def failed(drill) -> dict[Step, str]:
    return {each.step: each.details["reason"] for each in drill.steps if each.state is StepState.FAILED}


async def test_an_owner_asks_and_one_message_tells_each_step(drills, house):
    last = await drills.played()

    assert last.outcome is Outcome.PASSED
    assert set(states(last).values()) == {StepState.DONE}
    shown = house.one("drill")
    assert shown.data["outcome"] == "passed"
    assert [each["state"] for each in shown.data["steps"]] == ["done"] * 9
    [message] = [key for key, each in house.telegram.chats["1001"].items() if each.code == "drill"]
    assert house.telegram.edits[message] == 10  # each step as it begins, and the end


@pytest.mark.parametrize(
    "words", ["/cwiczenia", "/ćwiczenia", "Ćwiczenia", "zrób ćwiczenia awarii.", "Przećwicz awarię!"]
)
async def test_people_may_say_it_in_their_own_words(drills, house, words):
    await house.say(words)

    assert house.last().code == "drill"


@pytest.mark.parametrize(
    "words", ["ćwiczenia z fizjoterapeutą po 200 zł dla NIP 5260250274", "faktura za ćwiczenia"]
)
async def test_who_sells_exercises_gets_no_drill(drills, house, words):
    await house.say(words)

    assert await drills.running() == []


@pytest.mark.parametrize("role", [Role.ISSUER, Role.ACCOUNTANT, Role.VIEWER])
async def test_only_an_owner_may_begin_a_drill(drills, house, role):
    await house.take_on(role, "2002")

    await house.say("/cwiczenia", "2002")

    assert house.last("2002").code == "not-allowed"
    assert await drills.running() == []


async def test_the_term_is_that_of_a_real_invoice(drills):
    last = await drills.played()

    [term] = [each.details for each in last.steps if each.step is Step.DEADLINE]
    assert term == {"duty": "send", "article": "art. 106nda ust. 2", "day": "2026-11-23"}


async def test_the_letter_goes_to_the_owner_where_the_company_has_no_address(drills, house):
    await drills.played()

    [letter] = house.post.letters
    assert letter.to == "ola@firma.example"
    assert letter.subject == "pl CW/2026/1"
    assert len(letter.attachments) == 2


async def test_the_company_s_own_address_comes_first(drills, house):
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        seller = replace(company.profile.seller, email="biuro@latarnia.example")
        await work.companies.save(replace(company, profile=replace(company.profile, seller=seller)))

    await drills.played()

    assert [letter.to for letter in house.post.letters] == ["biuro@latarnia.example"]


async def test_without_any_address_no_letter_goes_and_the_rest_is_played(bare_house):
    await bare_house.take_on()
    await with_certificate(bare_house)
    drills = Drills(bare_house)

    last = await drills.played()

    assert failed(last) == {Step.LETTER: "drill-no-address"}
    assert states(last)[Step.INVOICE] is StepState.DONE
    assert bare_house.post.letters == []


async def test_the_books_of_invoices_know_nothing_of_a_drill(drills, house):
    await drills.played()

    assert await house.invoices() == []
    async with house.units.reading() as work:
        assert await work.invoices.waiting() == []
    assert set(house.shown()) == {"welcome", "drill"}


async def test_the_next_real_invoice_takes_the_next_number_of_the_company(drills, house):
    await drills.played()
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")

    assert [each.invoice.number for each in await house.invoices()] == ["FV/2026/11/1"]


@pytest.mark.parametrize("own", ["CW/{year}/{number}", "CW/{year:2}/{number:04}"])
async def test_a_company_that_counts_like_the_drills_keeps_its_numbers(house, own):
    async with house.units.reading() as work:
        (company, *_) = await work.companies.all()
    theirs = replace(company, profile=replace(company.profile, series=own))

    assert series_of(company).number(1, date(2026, 11, 20)) == "CW/2026/1"
    assert series_of(theirs).number(1, date(2026, 11, 20)) == "CWICZENIA/2026/1"


async def test_it_goes_to_ksef_as_issued_offline(drills, house):
    await drills.played()

    assert house.ksef.offline == [True]


@pytest.mark.parametrize(("seller", "told"), [("5265877635", 0), ("5252248481", 1)])
async def test_what_a_company_sent_to_itself_is_no_invoice_that_came_in(house, seller, told):
    house.clock.advance(days=2)
    at = house.clock.now()
    moments = {"received_by_ksef_at": at, "numbered_by_ksef_at": at, "stored_by_ksef_at": at}
    entry = KsefEntry(
        ksef_number(seller, 1), "CW/2026/1", "Vat", at.date(), seller, "x", "5265877635", "x", "1.23", "PLN",
        b"x" * 32, **moments, offline=True,
    )  # fmt: skip
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await work.ksef.add(company.id, SubjectRole.BUYER, entry, None, at)
    house.clock.advance(hours=22)  # Monday, 8:00

    await Digest(house.units, house.clock, TellMany(house.units, no_pause))()
    await house.work(0)

    said = [each.data["received"] for each in house.telegram.chats["1001"].values() if each.code == "digest"]
    assert sum(said) == told


async def no_pause(seconds):
    """The stopped clock has all the time."""


# --- production ---


async def test_outside_the_test_environment_no_port_to_the_world_is_called(house):
    await with_certificate(house)
    drills = Drills(house, practice=False)

    last = await drills.played()

    assert last.outcome is Outcome.REHEARSED
    assert house.ksef.sendings == []
    assert house.post.letters == []
    assert drills.pages.asked == []
    assert {step for step, state in states(last).items() if state is StepState.SKIPPED} == AT_KSEF
    async with house.units() as work:
        assert await work.series.next(last.company_id, "CW/{year}/{number}", "2026") == 1


async def test_settings_that_turn_to_production_in_between_stop_the_sending(drills, house):
    await drills.ask()
    drills.practice = False
    drills.start()

    await drills.look()

    assert (await drills.last()).outcome is Outcome.REHEARSED
    assert house.ksef.sendings == []


# --- what may go wrong ---


async def test_a_signature_that_does_not_hold_is_found_without_asking_anybody(drills):
    drills.holds = False

    assert failed(await drills.played()) == {Step.ISSUER: "drill-code-unconfirmed"}
    assert LINK not in drills.pages.asked


@pytest.mark.parametrize("wrong", ["known", "active", "signed", "entitled"])
async def test_whatever_the_page_finds_wrong_fails_the_drill(drills, wrong):
    drills.pages.issuers = [replace(GOOD, **{wrong: False})]

    last = await drills.played()

    assert failed(last) == {Step.ISSUER: "drill-code-unconfirmed"}
    assert last.outcome is Outcome.FAILED


async def test_a_page_that_stumbles_once_is_asked_again(drills):
    drills.pages.issuers = [Unavailable("code-page-silent"), GOOD]

    assert (await drills.played()).outcome is Outcome.PASSED


async def test_a_page_nobody_can_read_fails_with_its_reason(drills):
    drills.pages.issuers = [Misunderstood("code-page-unreadable", page="KOD II")]

    assert failed(await drills.played()) == {Step.ISSUER: "code-page-unreadable"}


async def test_without_mail_the_letter_fails(drills):
    drills.post = None
    drills.start()

    assert failed(await drills.played()) == {Step.LETTER: "drill-no-mail"}


async def test_while_ksef_is_silent_the_drill_ends_and_does_not_wait_for_ever(drills, house):
    house.ksef.down = True

    last = await drills.played()

    assert failed(last) == {Step.SUBMIT: "ksef-silent"}
    assert states(last)[Step.NUMBER] is StepState.UNREACHED
    assert sum(drills.naps) < 60


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Refusal(450, "Zła faktura", ()), "drill-rejected"),
        (NumberTaken(ksef_number("5265877635", 9)), "drill-number-taken"),
    ],
)
async def test_what_ksef_says_against_the_invoice_is_told(drills, house, outcome, reason):
    house.ksef.verdicts = [Pending(), outcome]

    assert failed(await drills.played()) == {Step.NUMBER: reason}


async def test_what_ksef_gave_up_goes_again_byte_for_byte(drills, house):
    house.ksef.verdicts = [SendAgain(550)]

    assert (await drills.played()).outcome is Outcome.PASSED
    first, second = house.ksef.sendings
    assert first == second


async def test_a_verdict_that_never_comes_is_not_waited_for_for_ever(drills, house):
    house.ksef.verdicts = [Pending()] * 500

    assert failed(await drills.played()) == {Step.NUMBER: "drill-no-verdict"}


async def test_the_page_may_need_some_moments_to_know_the_invoice(drills):
    drills.pages.invoices = [InvoiceSeen.UNKNOWN] * 3

    assert (await drills.played()).outcome is Outcome.PASSED

    drills.pages.invoices = [InvoiceSeen.UNKNOWN] * 500
    assert failed(await drills.played()) == {Step.INVOICE: "drill-invoice-unknown"}


# --- one at a time, killed anywhere ---


async def test_a_second_drill_is_refused_while_one_runs(drills, house):
    await drills.ask()
    await drills.ask()

    assert house.last().code == "refused"
    assert house.last().data["reason"] == "drill-runs"
    assert len(await drills.running()) == 1


async def test_after_a_drill_the_next_may_begin(drills):
    await drills.played()
    await drills.played()

    assert [len(await drills.running()), (await drills.last()).outcome] == [0, Outcome.PASSED]


async def test_companies_drill_apart(drills, house, office):
    await drills.ask()
    await office.client("Druga", "3003", Role.OWNER)
    await house.say("/cwiczenia", "3003")

    assert house.last("3003").code == "drill"
    assert len(await drills.running()) == 2


async def test_the_commits_of_a_drill_are_those_that_are_cut_short_below(drills, house):
    await drills.ask()
    before = house.units.begun
    await drills.look()

    assert house.units.begun - before == COMMITS


COMMITS = 12  # taken on, a number, each of nine steps begun, the end


@pytest.mark.parametrize("dies_at", range(1, COMMITS + 1))
async def test_killed_before_any_commit_the_drill_is_played_or_ends_as_failed_and_nothing_is_half_done(
    drills, house, dies_at
):
    await drills.ask()
    house.units.dies_at = house.units.begun + dies_at
    with pytest.raises(Crash):
        await drills.look()
    drills.dead.add(f"process-{drills.processes}")
    house.units.dies_at = None

    drills.start()
    await drills.look()
    await house.work()

    last = await drills.last()
    taken = dies_at > 1
    assert await drills.running() == []
    assert last.outcome is (Outcome.FAILED if taken else Outcome.PASSED)
    assert last.reason == ("drill-interrupted" if taken else None)
    assert not {StepState.RUNNING, StepState.WAITING} & set(states(last).values())
    assert len(house.ksef.numbers) <= 1
    assert len(house.post.letters) <= 1
    assert await house.invoices() == []
    assert house.one("drill").data["outcome"] == last.outcome.value


async def test_a_drill_of_a_living_process_is_left_alone(drills, house):
    await drills.ask()
    house.units.dies_at = house.units.begun + 4
    with pytest.raises(Crash):
        await drills.look()
    drills.start()

    await drills.look()

    assert len(await drills.running()) == 1


async def test_a_drill_nobody_has_heard_of_for_a_quarter_is_ended(drills, house):
    await drills.ask()
    house.units.dies_at = house.units.begun + 4
    with pytest.raises(Crash):
        await drills.look()
    drills.start()
    house.clock.advance(minutes=16)

    await drills.look()

    assert (await drills.last()).reason == "drill-interrupted"


async def test_whoever_was_taken_for_dead_changes_nothing_any_more(drills, house):
    await drills.ask()
    late = drills.look

    async def another_takes_over():
        drills.meanwhile = None
        drills.dead.add("process-1")
        drills.start()
        await drills.look()

    house.ksef.verdicts = [Pending()]
    drills.meanwhile = another_takes_over
    await late()

    assert (await drills.last()).reason == "drill-interrupted"
    assert await drills.running() == []


async def test_what_happened_is_in_the_history_with_every_step(drills, house):
    await drills.played()

    async with house.units.reading() as work:
        assert not (await examined(work.transaction)).broken
        rows = await work.transaction.rows(select(events).where(events.c.what.like("drill-%")))
    assert [row.what for row in rows] == ["drill-begun", "drill-taken", "drill-ended"]
    said = json.loads(rows[-1].evidence)
    assert said["outcome"] == "passed"
    assert [each["step"] for each in said["steps"]] == [step.value for step in Step]


# --- the record ---


def test_a_drill_is_read_as_it_was_written():
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    drill = Drill(uuid4(), uuid4(), practice=True, begun_at=now, asked_by=uuid4(), owner="a/1/b", told=3)
    drill = drill.at_step(Step.ISSUE, StepState.FAILED, now, {"reason": "x"}).ended(now)

    assert Drill.read(drill.written()) == drill
    assert (drill.outcome, drill.reason) == (Outcome.FAILED, "x")


def test_every_step_needs_only_steps_before_it():
    order = list(Step)

    for step, needed in NEEDS.items():
        assert all(order.index(each) < order.index(step) for each in needed)
    assert set(NEEDS) == set(Step)
