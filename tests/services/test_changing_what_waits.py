"""What waits for approval may be changed by saying it: the question is over then, and everybody concerned hears it."""

import pytest

from invoicing.services.records import Role
from tests.services.house import OLA
from tests.services.test_four_eyes import EWA, JAN, asks, watched  # noqa: F401 - used by its name

HELENA = "1006"


async def test_the_author_says_it_and_the_question_is_void(watched):  # noqa: F811 - the fixture
    await asks(watched)
    await watched.say("zmień termin na 21 dni", JAN)

    card = watched.last(JAN)
    assert (card.code, card.data["due_date"], card.labels[0]) == ("draft-card", "2026-12-11", "issue")
    assert "approval-void" in card.data["notes"]
    for chat in (OLA, EWA):
        assert watched.last(chat).data["outcome"] == "withdrawn"
    await watched.tap("issue", JAN)
    await watched.tap("approve", EWA)
    (invoice,) = await watched.invoices()
    assert invoice.invoice.due_date.isoformat() == "2026-12-11"


async def test_the_author_takes_it_back_by_saying_it(watched):  # noqa: F811
    await asks(watched)
    await watched.say("anuluj", JAN)

    assert watched.last(JAN).code == "draft-cancelled"
    assert watched.last(EWA).data["outcome"] == "withdrawn"


async def test_who_approves_and_may_issue_says_it_and_the_author_decides_anew(watched):  # noqa: F811
    await asks(watched)
    await watched.say("zmień termin na 21 dni")

    assert (watched.last().code, watched.last().data["outcome"]) == ("approval-settled", "changed")
    assert watched.last(EWA).data["outcome"] == "changed"
    changed = watched.last(JAN)
    assert (changed.code, changed.data["due_date"], changed.labels[0]) == (
        "approval-changed",
        "2026-12-11",
        "issue",
    )
    assert await watched.invoices() == []
    await watched.tap("issue", JAN)
    await watched.tap("approve")
    assert len(await watched.invoices()) == 1


async def test_who_may_approve_and_not_issue_changes_nothing(watched):  # noqa: F811
    await asks(watched)
    await watched.say("zmień termin na 21 dni", EWA)

    assert watched.last(JAN).code == "approval-waiting"
    assert "approval-question" in watched.shown(EWA)


async def test_of_several_that_wait_none_is_changed_by_a_guess(watched):  # noqa: F811
    await watched.take_on(Role.ISSUER, HELENA)
    await asks(watched)
    await asks(watched, chat=HELENA)
    await watched.say("zmień termin na 21 dni")

    assert [watched.last(chat).code for chat in (JAN, HELENA)] == ["approval-waiting"] * 2


async def test_an_open_draft_of_one_s_own_is_the_one_that_is_meant(watched):  # noqa: F811
    await asks(watched)
    await watched.say("faktura dla NIP 5260250274, 1 h konsultacji po 200 zł")
    await watched.say("zmień termin na 21 dni")

    assert (watched.last().code, watched.last().data["gross"]) == ("draft-card", "246.00")
    assert watched.last(JAN).code == "approval-waiting"


async def test_an_approval_that_was_faster_wins(watched):  # noqa: F811
    await asks(watched)
    sentence = watched.incoming("zmień termin na 21 dni", JAN)
    await watched.tap("approve", EWA)
    await watched.receive(sentence)
    await watched.work()

    (invoice,) = await watched.invoices()
    assert invoice.invoice.due_date.isoformat() == "2026-12-04"


@pytest.mark.parametrize("words", ["faktura dla NIP 5260250274, 1 h konsultacji po 200 zł"])
async def test_another_invoice_leaves_what_waits_as_it_is(watched, words):  # noqa: F811
    await asks(watched)
    await watched.say(words, JAN)

    assert watched.last(JAN).code == "draft-card"
    assert watched.last(EWA).code == "approval-question"
