"""Above an amount of the company's one person asks and another one issues: exactly what was seen, and nobody alone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from invoicing.model.errors import Refused
from invoicing.model.invoice import DraftStatus
from invoicing.model.party import Nip
from invoicing.services.companies import standing_of
from invoicing.services.issuing.issuing import Issuing
from invoicing.services.messages import Channel, Choice
from invoicing.services.modes.ways import IssueWay
from invoicing.services.people.members import remove_member
from invoicing.services.records import Role
from ksef.fa3.writer import Fa3Writer
from tests.services.fakes import PROSTA, WARSAW, Crash
from tests.services.house import OLA, SENTENCE

JAN, EWA, HELENA = "1003", "1004", "1005"
LARGE = "faktura dla NIP 5260250274, 10 h konsultacji po 1000 zł, wyślij na ksiegowosc@klient.example"
"""12 300 zł gross."""


@pytest.fixture
async def watched(house):
    """Ola owns the company, Jan issues for it, Ewa keeps its books; above 5000 zł two of them agree."""
    await house.take_on(Role.ISSUER, JAN)
    await house.take_on(Role.ACCOUNTANT, EWA)
    await house.say("/zatwierdzanie 5000")
    return house


async def asks(house, sentence=LARGE, chat=JAN):
    """Somebody wants a large invoice, and the question is with the others."""
    await house.say(sentence, chat)
    await house.tap("issue", chat)
    assert house.last(chat).code == "approval-waiting"


async def person(house, chat):
    async with house.units.reading() as work:
        return await work.people.by_identity(Channel.TELEGRAM, chat)


def history(by_hand) -> list[str]:
    """What the chain of events says of approvals and invoices."""
    rows = by_hand("SELECT what FROM events ORDER BY seq")
    return [what for (what,) in rows if what.startswith(("approval", "issued"))]


def reason(house, chat):
    return house.last(chat).data.get("reason")


async def test_a_large_invoice_waits_until_somebody_else_approves_it(watched, by_hand):
    await asks(watched)
    assert await watched.invoices() == []
    for chat in (OLA, EWA):
        question = watched.last(chat)
        assert question.code == "approval-question"
        assert (question.data["asked_by"], question.data["gross"]) == ("Ola", "12300.00")

    await watched.tap("approve", EWA)

    (invoice,) = await watched.invoices()
    assert invoice.issued_by == (await person(watched, JAN)).id
    assert invoice.invoice.totals.gross == Decimal("12300.00")
    assert watched.last(EWA).data["outcome"] == "approved"
    assert watched.last(OLA).data["number"] == "FV/2026/11/1"  # in place of the question
    assert "approval-question" not in watched.shown(OLA) + watched.shown(EWA)
    assert watched.shown(JAN)[-3:] == ["approval-settled", "already-issued", "accepted"]
    assert history(by_hand) == ["approval-limit", "approval-asked", "issued"]


async def test_the_history_names_who_asked_and_who_agreed(watched):
    await asks(watched)
    await watched.tap("approve", EWA)

    (invoice,) = await watched.invoices()
    async with watched.units.reading() as work:
        (event,) = [each for each in await work.events.of_invoice(invoice.id) if each.what == "issued"]
    assert event.who == str((await person(watched, JAN)).id)
    assert event.evidence["approved_by"] == str((await person(watched, EWA)).id)


async def test_up_to_the_amount_everybody_issues_alone(watched):
    await watched.say(SENTENCE, JAN)
    assert "needs-approval" not in watched.last(JAN).data["notes"]
    await watched.tap("issue", JAN)

    assert len(await watched.invoices()) == 1
    await watched.say("/zatwierdzanie 492")
    await watched.say(SENTENCE, JAN)  # just the amount is not above it
    await watched.tap("issue", JAN)
    assert len(await watched.invoices()) == 2
    await watched.say("/zatwierdzanie 491,99")
    await watched.say(SENTENCE, JAN)
    assert "needs-approval" in watched.last(JAN).data["notes"]
    await watched.tap("issue", JAN)
    assert len(await watched.invoices()) == 2


async def test_nobody_approves_their_own_not_even_an_owner(watched):
    await asks(watched, chat=OLA)
    assert "approval-question" not in watched.shown(OLA)
    question = watched.tap_of("approve", EWA, person=OLA)
    await watched.receive(question)
    await watched.work()

    assert reason(watched, OLA) == "approval-own"
    assert await watched.invoices() == []
    await watched.tap("approve", EWA)
    assert len(await watched.invoices()) == 1


@pytest.mark.parametrize("role", [Role.ISSUER, Role.VIEWER])
async def test_whoever_has_no_right_to_approve_cannot(watched, role):
    await watched.take_on(role, HELENA)
    await asks(watched)
    assert watched.shown(HELENA) == ["welcome"]

    await watched.receive(watched.tap_of("approve", EWA, person=HELENA))
    await watched.work()

    assert watched.last(HELENA).code == "not-allowed"
    assert await watched.invoices() == []


async def test_a_crafted_tap_of_the_author_issues_nothing(watched):
    await asks(watched)
    (draft,) = await waiting(watched)
    for action in ("issue", "issue-offline24", "approve", "hold", "resume", "issue-pro-forma", "due-7"):
        await watched.say(
            "", JAN, choice=Choice(action, draft.id, draft.version), tapped_message="9", callback="c"
        )

    assert await watched.invoices() == []
    assert [each.id for each in await waiting(watched)] == [draft.id]


async def test_no_door_issues_it_without_the_second_person(watched):
    await watched.say(LARGE, JAN)
    async with watched.units() as work:
        jan = await standing_of(work, Channel.TELEGRAM, JAN)
        draft = await work.drafts.latest_open(jan.person.id)
        with pytest.raises(Refused, match="approval-needed"):
            await Issuing(watched.clock, watched.write)(work, draft, jan)

    assert await watched.invoices() == []


async def waiting(house):
    async with house.units.reading() as work:
        (ours, *_) = await work.companies.all()
        return await work.drafts.for_approval(ours.id, 10)


async def test_two_who_approve_at_the_same_moment_issue_one_invoice(watched):
    await asks(watched)
    first, second = watched.tap_of("approve", EWA), watched.tap_of("approve", OLA)
    await watched.receive(first)
    await watched.receive(second)
    await watched.work()

    assert len(await watched.invoices()) == 1
    assert watched.telegram.alerts[-2:].count("approval-over") == 1
    assert watched.last(OLA).data["number"] == watched.last(EWA).data["number"] == "FV/2026/11/1"


async def test_a_change_cancels_the_question_and_an_old_approval_is_worth_nothing(watched):
    await asks(watched)
    old = watched.tap_of("approve", EWA)
    await watched.tap("edit", JAN)
    assert watched.last(EWA).data["outcome"] == "withdrawn"
    await watched.say("cena 2000 zł", JAN)
    await watched.receive(old)
    await watched.work()
    assert await watched.invoices() == []

    await watched.tap("issue", JAN)
    await watched.receive(replace(old, key="telegram:late"))  # of the version before
    await watched.work()
    assert await watched.invoices() == []
    assert watched.last(EWA).code == "approval-question"
    await watched.tap("approve", EWA)
    (invoice,) = await watched.invoices()
    assert invoice.invoice.totals.gross == Decimal("24600.00")


async def test_a_cancelled_draft_leaves_nothing_to_approve(watched):
    await asks(watched)
    old = watched.tap_of("approve", EWA)
    await watched.tap("cancel", JAN)
    await watched.receive(old)
    await watched.work()

    assert watched.last(EWA).data["outcome"] == "withdrawn"
    assert await watched.invoices() == []


async def test_a_rejection_brings_the_card_back_with_its_reason(watched):
    await asks(watched)
    await watched.tap("reject", EWA)
    await watched.tap("reject-buyer", EWA)

    back = watched.last(JAN)
    assert (back.code, back.data["reason"], back.data["by"]) == ("approval-rejected", "buyer", "Ola")
    assert watched.last(EWA).data["outcome"] == watched.last(OLA).data["outcome"] == "rejected"
    await watched.tap("issue", JAN)  # of the card that came back: it asks once more
    assert watched.last(EWA).code == "approval-question"
    assert await watched.invoices() == []


async def test_a_reason_may_be_written_and_belongs_to_the_question_that_was_tapped(watched):
    await asks(watched)
    await watched.say("odrzucam: kwota bez dojazdu", EWA)
    assert reason(watched, EWA) == "approval-nothing"

    await watched.tap("reject", EWA)
    await watched.say("Odrzucam: kwota miała być bez dojazdu", EWA)

    assert reason(watched, JAN) == "kwota miała być bez dojazdu"
    await watched.say("odrzucam: jeszcze raz", EWA)
    assert reason(watched, EWA) == "approval-nothing"


async def test_a_rejection_does_not_change_what_the_author_is_talking_about(watched):
    await asks(watched)
    await watched.say("faktura dla NIP 5260250274, 1 h dojazdu 150 zł", JAN)
    await watched.tap("reject", EWA)
    await watched.tap("reject-lines", EWA)
    await watched.say("termin 7 dni", JAN)

    assert watched.last(JAN).data["lines"][0]["name"] == "dojazd"


async def test_the_freeze_beats_the_approval(watched):
    await asks(watched)
    await watched.say("/zamroz")
    await watched.tap("approve", EWA)

    assert reason(watched, EWA) == "company-frozen"
    assert await watched.invoices() == []
    await watched.say("/odmroz")
    await watched.tap("thaw")
    await watched.tap("approve", EWA)
    assert len(await watched.invoices()) == 1


async def test_on_another_day_it_is_shown_anew_before_it_is_approved(watched):
    await asks(watched)
    watched.clock.advance(days=1)
    await watched.tap("approve", EWA)

    assert watched.telegram.alerts[-1] == "approval-of-another-day"
    assert watched.last(EWA).data["issue_date"] == "2026-11-21"
    assert await watched.invoices() == []
    await watched.tap("approve", OLA)  # the card of before
    assert watched.telegram.alerts[-1] == "stale-choice"
    assert await watched.invoices() == []
    await watched.tap("approve", EWA)
    (invoice,) = await watched.invoices()
    assert invoice.invoice.issue_date.isoformat() == "2026-11-21"


async def test_a_way_that_has_lost_its_ground_goes_back_to_the_author(watched):
    await asks(watched)
    (draft,) = await waiting(watched)
    async with watched.units() as work:  # it was tapped in a failure that is over by now
        approval = replace(draft.approval, way=IssueWay.EMERGENCY.value)
        await work.drafts.put_back(replace(draft, version=draft.version + 1, approval=approval))
    await watched.tap("approve", EWA)  # the question of before comes anew
    assert watched.telegram.alerts[-1] == "stale-choice"
    await watched.tap("approve", EWA)

    assert watched.telegram.alerts[-1] == "emergency-without-failure"
    assert watched.last(JAN).code == "approval-returned"
    assert watched.last(EWA).data["outcome"] == "returned"
    assert await watched.invoices() == []
    await watched.tap("issue", JAN)
    await watched.tap("approve", EWA)
    assert len(await watched.invoices()) == 1


async def test_whoever_asked_and_left_gets_no_invoice_by_approval(watched):
    await asks(watched)
    jan, ola = await person(watched, JAN), await person(watched, OLA)
    async with watched.units() as work:
        (ours, *_) = await work.companies.all()
        await remove_member(work, ours, jan.id, ola, watched.clock.now())
    await watched.tap("approve", EWA)

    assert reason(watched, EWA) == "approval-author-gone"
    assert await watched.invoices() == []
    await watched.tap("reject", EWA)
    await watched.tap("reject-buyer", EWA)
    assert await waiting(watched) == []


async def test_a_foreign_currency_counts_by_the_rate_of_the_draft(watched):
    watched.rates.publishes("EUR", "4.2512", date(2026, 11, 19), "225/A/NBP/2026")
    await watched.say("faktura dla NIP 5260250274, 1 h konsultacji po 900 euro", JAN)
    assert "needs-approval" not in watched.last(JAN).data["notes"]  # 1107 EUR are 4706 zł
    await watched.tap("issue", JAN)
    assert len(await watched.invoices()) == 1
    await watched.say("faktura dla NIP 5260250274, 1 h konsultacji po 1000 euro", JAN)
    await watched.tap("issue", JAN)

    assert watched.last(JAN).code == "approval-waiting"
    assert watched.last(JAN).data["in_pln"] == "5228.98"


async def test_a_correction_by_more_than_the_amount_waits_too(watched):
    await asks(watched)
    await watched.tap("approve", EWA)
    await watched.say("korekta FV/2026/11/1: 1 godz. zamiast 10, powód: pomyłka", JAN)
    assert watched.last(JAN).code == "draft-card"
    await watched.tap("issue", JAN)

    assert watched.last(JAN).code == "approval-waiting"
    assert watched.last(EWA).data["gross"] == "-11070.00"
    await watched.tap("approve", EWA)
    assert [each.invoice.number for each in await watched.invoices()] == ["FV/2026/11/1", "KOR/2026/11/1"]


async def test_a_correction_to_zero_and_the_invoice_for_the_right_buyer_are_approved_together(watched):
    watched.write = Fa3Writer()
    watched.start()
    await asks(watched)
    await watched.tap("approve", EWA)
    watched.register.knows(Nip.parse("7740001454"), "WŁAŚCIWY NABYWCA S.A.", PROSTA)
    await watched.say("zły NIP na FV/2026/11/1, powinien być 7740001454", JAN)
    await watched.tap("issue-both", JAN)
    assert watched.last(EWA).data["replacement"]["gross"] == "12300.00"
    await watched.tap("approve", EWA)

    issued = [each.invoice.number for each in await watched.invoices()]
    assert sorted(issued) == ["FV/2026/11/1", "FV/2026/11/2", "KOR/2026/11/1"]
    assert await waiting(watched) == []


async def test_a_recurring_invoice_above_the_amount_waits_too(watched):
    await watched.say("faktura dla NIP 5260250274, abonament 9000 zł co miesiąc 1.", JAN)
    await watched.tap("recur", JAN)
    watched.clock.at = datetime(2026, 12, 1, 8, tzinfo=WARSAW)
    await watched.prepare_recurring()
    await watched.work()
    await watched.tap("issue", JAN)

    assert watched.last(JAN).code == "approval-waiting"
    await watched.tap("approve", OLA)
    assert len(await watched.invoices()) == 1


async def test_a_draft_by_mail_waits_too(watched):
    await watched.write_letter(LARGE)
    await watched.tap("issue")

    assert watched.last().code == "approval-waiting"
    await watched.tap("approve", EWA)
    assert len(await watched.invoices()) == 1


async def test_a_pro_forma_is_no_invoice_and_waits_for_nobody(watched):
    await watched.say("pro forma dla NIP 5260250274, 10 h konsultacji po 1000 zł", JAN)
    await watched.tap("issue-pro-forma", JAN)

    assert "pro-forma" in watched.shown(JAN)
    await watched.tap("pro-forma-invoice", JAN)
    await watched.tap("issue", JAN)
    assert watched.last(JAN).code == "approval-waiting"
    await watched.say("wystaw fakturę do PF/2026/11/1", JAN)  # no second draft beside the one that waits
    assert watched.last(JAN).code == "approval-waiting"
    assert len(await waiting(watched)) == 1


async def test_what_waits_is_listed_for_its_author_and_for_those_who_may_approve(watched):
    await asks(watched)
    await watched.say("/szkice", JAN)
    assert [each["for_approval"] for each in watched.last(JAN).data["drafts"]] == [True]
    assert watched.last(JAN).data["to_approve"] == []
    await watched.say("/szkice", EWA)
    assert [each["gross"] for each in watched.last(EWA).data["to_approve"]] == ["12300.00"]

    await watched.tap("to-approve", EWA)
    assert watched.last(EWA).code == "approval-question"
    await watched.tap("approve", EWA)
    assert len(await watched.invoices()) == 1


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("/zatwierdzanie 5000", "5000"),
        ("zatwierdzanie powyżej 5 000 zł", "5000"),
        ("zatwierdzanie powyżej 12.500,50 zł brutto", "12500.50"),
        ("zatwierdzanie od 5 tys.", "5000"),
        ("approval above 10k", "10000"),
        ("затвердження понад 5000", "5000"),
        ("/zatwierdzanie 0", "0"),
    ],
)
async def test_the_owner_sets_the_amount_by_saying_it(house, words, limit):
    await house.take_on(Role.ACCOUNTANT, EWA)
    await house.say(words)

    assert house.last().code == "approval-rule"
    assert house.last().data["limit"] == limit
    assert house.last(EWA).data["by"] == "Ola"


@pytest.mark.parametrize("words", ["/zatwierdzanie wyłącz", "wyłącz zatwierdzanie", "approval off"])
async def test_the_owner_switches_it_off(watched, words):
    await watched.say(words)
    assert watched.last().data["limit"] is None

    await watched.say(LARGE, JAN)
    await watched.tap("issue", JAN)
    assert len(await watched.invoices()) == 1


@pytest.mark.parametrize(
    "words", ["/zatwierdzanie 5,5,5", "zatwierdzanie powyżej 1e309", "/zatwierdzanie 12 3"]
)
async def test_an_amount_nobody_can_read_changes_nothing(watched, words):
    await watched.say(words)
    assert reason(watched, OLA) == "amount-format"

    await watched.say("/zatwierdzanie")
    assert watched.last().data["limit"] == "5000"


async def test_only_an_owner_sets_it(watched):
    await watched.say("/zatwierdzanie wyłącz", JAN)
    assert watched.last(JAN).code == "not-allowed"
    await watched.say("/zatwierdzanie", JAN)
    assert watched.last(JAN).data["limit"] == "5000"


async def test_whoever_is_alone_cannot_switch_it_on(house):
    await house.say("/zatwierdzanie 5000")
    assert reason(house, OLA) == "approval-alone"

    await house.take_on(Role.VIEWER, HELENA)
    await house.say("/zatwierdzanie 5000")
    assert reason(house, OLA) == "approval-alone"
    await house.say(LARGE)
    await house.tap("issue")
    assert len(await house.invoices()) == 1


async def test_an_owner_whose_invoices_nobody_may_approve_hears_it_before_and_at_the_tap(house):
    await house.take_on(Role.ISSUER, JAN)
    await house.say("/zatwierdzanie 5000")
    assert house.last().data["alone"] == ["Ola"]

    await house.say(LARGE)
    await house.tap("issue")
    assert reason(house, OLA) == "approval-nobody"
    assert await house.invoices() == []


@pytest.mark.parametrize("label", ["approve", "reject-buyer"])
async def test_killed_before_the_commit_a_decision_is_neither_lost_nor_made_twice(watched, label):
    await asks(watched)
    if label != "approve":
        await watched.tap("reject", EWA)
    tap = watched.tap_of(label, EWA)
    watched.units.dies_at = watched.units.begun + 1
    with pytest.raises(Crash):
        await watched.receive(tap)
    assert await watched.invoices() == []
    assert len(await waiting(watched)) == 1

    watched.units.dies_at = None
    await watched.restart()
    for _ in range(2):
        await watched.assistant(tap)
    await watched.work()
    assert len(await watched.invoices()) == (label == "approve")
    assert await waiting(watched) == []


async def test_killed_while_asking_the_question_comes_once(watched):
    await watched.say(LARGE, JAN)
    tap = watched.tap_of("issue", JAN)
    with pytest.raises(Crash), watched.units.dying(before=1):
        await watched.receive(tap)
    await watched.restart()
    for _ in range(2):
        await watched.assistant(tap)
    await watched.work()

    assert watched.shown(EWA).count("approval-question") == 1
    async with watched.units.reading() as work:
        (draft,) = await work.drafts.for_approval((await work.companies.all())[0].id, 5)
    assert draft.status is DraftStatus.FOR_APPROVAL
    assert watched.clock.at - draft.approval.asked_at < timedelta(minutes=1)


@pytest.mark.parametrize("words", ["pokaż szkic", "tak"])
async def test_words_change_nothing_of_what_waits_and_the_author_hears_how_to_take_it_back(watched, words):
    await asks(watched)
    await watched.say(words, JAN)

    assert watched.last(JAN).code == "approval-waiting"
    await watched.tap("edit", JAN)
    await watched.say("cena 100 zł", JAN)
    assert watched.last(JAN).data["net"] == "1000.00"
