"""Telegram's limits are kept, answers go first, and the pause it asks for is kept everywhere."""

import asyncio
from collections import deque

import pytest

from bot.chat import TelegramChat
from bot.pacing import PUSHES_A_SECOND, Pace
from invoicing.model.errors import Unavailable
from invoicing.services.jobs import NotYet, Show
from invoicing.services.messages import Channel, Reply

OLA = 1001


class Hand:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 100.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


class EverybodysClock:
    """A clock of its own: it moves, to whoever wakes next, when so many people wait for it or went home.

    However slow the machine, whatever people do between two waits takes no time on it.
    """

    def __init__(self, people: int) -> None:
        self.at, self._awake = 100.0, people
        self._asleep: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        self._asleep.append((self.at + seconds, waking))
        self.one_less()
        await waking

    def one_less(self) -> None:
        self._awake -= 1
        if self._awake or not self._asleep:
            return
        self.at = min(at for at, _ in self._asleep)
        due = [waking for at, waking in self._asleep if at == self.at]
        self._asleep = [one for one in self._asleep if one[0] != self.at]
        self._awake = len(due)
        for waking in due:
            waking.set_result(None)


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def pace(hand):
    return Pace(hand.now, hand.sleep)


async def send(pace, hand, chat, promise, *, asked):
    """As a worker does: what is not due yet comes back when it said."""
    while True:
        try:
            async with pace.turn(chat, promise, asked=asked):
                return hand.at
        except NotYet as later:
            await hand.sleep(later.retry_after)


def most_in_a_second(moments):
    window, most = deque(), 0
    for moment in sorted(moments):
        window.append(moment)
        while window[0] <= moment - 1:
            window.popleft()
        most = max(most, len(window))
    return most


async def test_a_chat_gets_one_message_a_second(pace, hand):
    sent = [await send(pace, hand, "1001", "answer", asked=True) for _ in range(5)]

    assert most_in_a_second(sent) == 1


async def test_thirty_messages_a_second_are_never_exceeded_over_all_chats(pace, hand):
    sent = [await send(pace, hand, str(chat), "answer", asked=True) for chat in range(300)]

    assert 25 <= most_in_a_second(sent) <= 30


async def test_what_nobody_asked_for_takes_twenty_a_second(pace, hand):
    sent = [await send(pace, hand, str(chat), f"push:{chat}", asked=False) for chat in range(200)]

    assert most_in_a_second(sent) <= PUSHES_A_SECOND + 1
    assert sent[-1] - sent[0] == pytest.approx(199 / PUSHES_A_SECOND, abs=0.2)


async def test_an_answer_goes_at_once_however_many_pushes_wait(hand):
    pace = Pace(hand.now, at_the_same_moment)
    given_back = await all_at_once(pace, hand, 1000)

    async with pace.turn("1001", "answer", asked=True):
        assert hand.at == 100.0
    assert len(given_back) > 990


async def test_a_push_that_was_given_back_keeps_its_place(hand):
    pace = Pace(hand.now, at_the_same_moment)
    given_back = await all_at_once(pace, hand, 40)

    for promise, due in given_back.items():
        hand.at = due
        async with pace.turn(promise, promise, asked=False):
            pass

    assert list(given_back.values()) == sorted(given_back.values())
    assert given_back["39"] == pytest.approx(100 + 39 / PUSHES_A_SECOND)


async def at_the_same_moment(seconds):
    """Many wait side by side: none of them moves the clock for the others."""


async def all_at_once(pace, hand, count):
    """So many pushes to as many chats; returns when those that must come back are due."""
    due = {}
    for chat in map(str, range(count)):
        try:
            async with pace.turn(chat, chat, asked=False):
                pass
        except NotYet as later:
            due[chat] = hand.at + later.retry_after
    return due


async def test_the_pause_that_a_429_asks_for_holds_every_chat(telegram, show, bot, hand, pace):
    chat = TelegramChat(bot, pace)
    telegram.add_user(1002, "Ewa", "ewa")
    await telegram.user_sends_text(OLA, "/start")
    await telegram.user_sends_text(1002, "/start")
    telegram.flood(1, 7)

    with pytest.raises(Unavailable) as first:
        await chat.show(show(Reply("not-understood", {})), ())
    hand.at += 2
    with pytest.raises(NotYet) as second:
        await chat.show(Show(Channel.TELEGRAM, "1002", Reply("not-understood", {}), "telegram:2"), ())

    assert first.value.retry_after == 7
    assert second.value.retry_after == pytest.approx(5)


async def test_a_bot_api_that_keeps_its_limits_never_has_to_say_so(telegram, bot):
    people = range(2001, 2041)
    clock = EverybodysClock(len(people))
    chat = TelegramChat(bot, Pace(clock.now, clock.sleep))
    for person in people:
        telegram.add_user(person, f"Osoba {person}")
        await telegram.user_sends_text(person, "/start")
    telegram.state.flood.now = clock.now
    telegram.natural_flood(True)

    async def answer(person):
        reply = Reply("not-understood", {})
        for number in range(2):
            show = Show(Channel.TELEGRAM, str(person), reply, f"telegram:{person}:{number}")
            await show_in_turn(chat, show, clock)
        clock.one_less()

    await asyncio.gather(*(answer(person) for person in people))

    assert all(len(telegram.messages(person)) >= 2 for person in people)
    assert 2 <= clock.at - 100 <= 4  # eighty messages at 28 a second


async def show_in_turn(chat, show, clock):
    """Show it when its turn has come; any other refusal fails the test."""
    while True:
        try:
            return await chat.show(show, ())
        except NotYet as later:
            await clock.sleep(later.retry_after)
