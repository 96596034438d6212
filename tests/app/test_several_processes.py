"""`latarnik run` several times on the same books: one does, the others stand by; what a dead one had is taken over."""

import pytest

from tests.app.stage import OLA, OURS, until
from tests.app.town import Assassin, kill
from tests.twins.by_hand import ByHand

pytestmark = pytest.mark.timeout(600)
LETTER = ("ktos@obcy.example", OURS, "Pytanie", "Dzień dobry, kto tam?")
STANDS_BY, TAKES_OVER = "stands by: another process does this", "takes over"


async def test_a_second_bot_stands_by_and_talks_when_the_first_is_killed(town):
    async with town.running("bot worker", "bot worker") as (first, second):
        await town.until_said(second, STANDS_BY, "telegram", "rounds")
        card = await town.stage.card()

        await kill(first)
        await town.stage.telegram.user_taps(OLA, card["message_id"], "Wystaw")
        said = await town.stage.say("pomoc")

        await until(lambda: town.stage.from_bot(said), "an answer of the second bot")
        assert town.duties(second, TAKES_OVER) == {"telegram", "rounds"}
        await until(
            lambda: [each for each in town.stage.ksef.invoices() if each["ksef_number"]], "the invoice"
        )
        assert second.troubles("telegram does not answer") == []
        assert len([line for line in second.log() if line["event"] == STANDS_BY]) == 2  # once for each duty
    assert len(town.stage.ksef.invoices()) == 1


async def test_two_bots_answer_everything_once(town):
    guests, questions, before = 8, 5, handled(town.by_hand)
    for number in range(guests):
        town.stage.telegram.add_user(2000 + number, f"Gość {number}", f"gosc{number}")

    async with town.running("bot", "bot"):
        for number in range(guests):
            await town.stage.telegram.user_sends_text(2000 + number, "dzień dobry")
        said = [await town.stage.say("pomoc") for _ in range(questions)]

        await until(lambda: handled(town.by_hand) == before + guests + questions, "all messages handled")
        await until(lambda: open_rows(town.by_hand) == 0, "an empty outbox")

    assert len(town.stage.from_bot(said[0])) == questions
    for number in range(guests):
        told = [each for each in town.stage.telegram.messages(2000 + number) if each["from"] == "bot"]
        assert len({each["message_id"] for each in told}) == 1


def handled(by_hand: ByHand) -> int:
    """Messages out of chats that were answered."""
    ((rows,),) = by_hand("SELECT count(*) FROM inbox WHERE channel = 'telegram' AND done_at IS NOT NULL")
    return rows


def open_rows(by_hand: ByHand) -> int:
    """What waits, but for what has its hour."""
    ((rows,),) = by_hand(
        "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)"
        " + (SELECT count(*) FROM jobs WHERE done_at IS NULL AND due_at IS NULL AND kind LIKE 'Show%')"
    )
    return rows


async def test_a_mailbox_has_one_watcher_and_another_one_when_it_is_killed(town):
    async with town.running("mail", "mail") as (first, second):
        await town.until_said(second, STANDS_BY, "mailbox", "letters")
        assert not town.duties(first, STANDS_BY)

        await kill(first)
        await town.until_said(second, TAKES_OVER, "mailbox", "letters")
        await town.stage.mail.send(*LETTER)

        await until(lambda: letters_handled(town.by_hand) == 1, "the letter read")


def letters_handled(by_hand: ByHand) -> int:
    ((rows,),) = by_hand("SELECT count(*) FROM inbox WHERE channel = 'email' AND done_at IS NOT NULL")
    return rows


async def test_what_a_killed_worker_was_sending_the_other_one_brings_home(town):
    async with town.running("bot", "worker", "worker") as apps:
        assassin = Assassin(town.by_hand, apps)
        town.stage.witness = assassin.watch
        await town.stage.issue()
        await town.stage.hear("przyjęta")

        assert assassin.killed
        left = [app for app in apps if app is not assassin.killed]
        freed = [line for app in left for line in app.log() if line["event"] == "takes over from the dead"]
        assert [line["processes"] for line in freed] == [1]  # by whoever looked first
    assert len([each for each in town.stage.ksef.invoices() if each["ksef_number"]]) == 1


async def test_a_process_that_is_told_to_stop_hands_over_and_drops_nothing(town):
    async with town.running("bot", "bot") as (first, second):
        said = await town.stage.say("pomoc")
        assert await first.stop() == 0
        await town.until_said(second, TAKES_OVER, "telegram")

        await until(lambda: town.stage.from_bot(said), "the answer")
        again = await town.stage.say("pomoc")
        await until(lambda: town.stage.from_bot(again), "the next answer")
    assert len(town.stage.from_bot(said)) == 2
