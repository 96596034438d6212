"""Nobody waits for a loop's next look of its own accord: whatever can be done is rung for."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.inbox import Inbox
from app.outbox import Outbox
from app.workers import AT_ONCE
from invoicing.model.errors import Unavailable
from invoicing.services.jobs import NotYet, Show
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel, Incoming, Reply, Sender
from invoicing.services.records import Received

MESSAGES, CHATS = 5, AT_ONCE + 3


class OnlyRung:
    """The queue of a process whose loops never look by themselves: a ring that is lost leaves them waiting."""

    def __init__(self, queue) -> None:
        self._queue = queue

    def __getattr__(self, name: str):
        return getattr(self._queue, name)

    async def wait_for_jobs(self, seconds: float) -> bool:
        return await self._queue.wait_for_jobs(None)

    async def wait_for_inbox(self, seconds: float) -> bool:
        return await self._queue.wait_for_inbox(None)


class Until:
    """Counts deeds, and tells when there were as many as wanted."""

    def __init__(self, wanted: int) -> None:
        self.done: list[str] = []
        self._wanted, self._all = wanted, asyncio.Event()

    def note(self, deed: str) -> None:
        self.done.append(deed)
        if len(self.done) >= self._wanted:
            self._all.set()

    async def all(self) -> list[str]:
        async with asyncio.timeout(60):
            await self._all.wait()
        return self.done


def received(chat: int, number: int) -> Received:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return Received(f"{chat}/{number}", Channel.TELEGRAM, f"telegram:{chat}", b"x", now)


def read(one: Received) -> Incoming:
    return Incoming(one.key, Sender(one.channel, one.lane, "Ola"), one.lane, "x", one.received_at)


def show(chat: int, number: int) -> Show:
    return Show(Channel.TELEGRAM, str(chat), Reply("help"), f"{chat}/{number}")


@pytest.fixture
def answering(database, clock, at_work):
    """An inbox at work that answers at once, and what it has answered."""

    def begin(wanted: int, answer=None) -> Until:
        seen = Until(wanted)

        async def finish(key: str) -> None:
            async with database.units() as work:
                await work.inbox.finish(key)

        async def assistant(incoming: Incoming) -> None:
            await (answer or finish)(incoming.key)
            seen.note(incoming.key)

        at_work(Inbox(OnlyRung(database.queue), {Channel.TELEGRAM: read}, assistant, finish, clock))
        return seen

    return begin


@pytest.fixture
def keeping(database, clock, at_work):
    """An outbox at work, and what it has kept."""

    def begin(wanted: int, first=None) -> Until:
        seen = Until(wanted)

        async def handler(job) -> None:
            if first is not None:
                await first(job)
            async with database.units() as work:
                await work.jobs.finish(job.key)
            seen.note(job.key)

        at_work(Outbox(OnlyRung(database.queue), {"Show:telegram": handler, "Submit": handler}, clock))
        return seen

    return begin


@pytest.fixture
def put(database):
    async def write(*rows: Received) -> None:
        async with database.units() as work:
            for row in rows:
                await work.inbox.put(row)

    return write


@pytest.fixture
def promise(database):
    async def enqueue(*jobs, due=None) -> None:
        async with database.units() as work:
            for job in jobs:
                await work.jobs.enqueue(job, due)

    return enqueue


async def test_what_waited_before_the_start_is_answered_to_the_last_message(answering, put):
    await put(*(received(chat, number) for number in range(MESSAGES) for chat in range(CHATS)))

    answered = await answering(MESSAGES * CHATS).all()

    assert [key for key in answered if key.startswith("7/")] == [f"7/{number}" for number in range(MESSAGES)]


async def test_who_writes_while_being_answered_is_answered_again(answering, put):
    seen = answering(MESSAGES * CHATS)

    for number in range(MESSAGES):
        for chat in range(CHATS):
            await put(received(chat, number))
            await asyncio.sleep(0)

    assert len(set(await seen.all())) == MESSAGES * CHATS


async def test_a_message_that_came_before_the_end_of_the_one_before_is_not_forgotten(
    database, answering, put
):
    async def slowly(key: str) -> None:
        """Handled, seen to be followed, and only then out of the assistant's hands."""
        async with database.units() as work:
            await work.inbox.finish(key)
        for _ in range(50):
            await asyncio.sleep(0)

    await put(received(1, 0), received(1, 1), received(1, 2))

    assert await answering(3, slowly).all() == ["1/0", "1/1", "1/2"]


async def test_a_chat_is_shown_all_that_was_promised_to_it(keeping, promise):
    await promise(*(show(chat, number) for number in range(MESSAGES) for chat in range(CHATS)))

    assert len(set(await keeping(MESSAGES * CHATS).all())) == MESSAGES * CHATS


async def test_what_is_promised_while_something_is_shown_is_shown_too(keeping, promise):
    async def promising(job) -> None:
        chat, number = job.cause.split("/")
        if int(number) < MESSAGES - 1:
            await promise(show(int(chat), int(number) + 1), show(int(chat) + CHATS, int(number) + 1))

    seen = keeping(MESSAGES * CHATS, promising)
    await promise(*(show(chat, 0) for chat in range(CHATS)))

    assert len(await seen.all()) >= MESSAGES * CHATS


async def test_what_was_put_off_comes_when_it_is_due_and_lets_its_chat_go_on(
    database, keeping, promise, clock
):
    tried: set[str] = set()

    async def once(job) -> None:
        if job.key not in tried:
            tried.add(job.key)
            raise (NotYet(30) if isinstance(job, Submit) else Unavailable(service="telegram", retry_after=60))

    seen = keeping(3, once)
    await promise(Submit(UUID(int=1)), show(1, 0), show(1, 1))
    due = await put_off(database, clock, 30)
    assert due == clock.now() + timedelta(seconds=30)

    clock.advance(60)
    database.queue.wake()
    await put_off(database, clock, 60)  # the second message of the chat, tried for the first time
    clock.advance(60)
    database.queue.wake()

    assert set(await seen.all()) == {Submit(UUID(int=1)).key, show(1, 0).key, show(1, 1).key}


async def put_off(database, clock, seconds: float) -> datetime:
    """When the next promise falls due, once that is so far off."""
    for _ in range(2000):
        due = await database.queue.next_due(["Show:telegram", "Submit"])
        if due is not None and due == clock.now() + timedelta(seconds=seconds):
            return due
        await asyncio.sleep(0.005)
    raise AssertionError(f"nothing was put off for {seconds} s; the next is due {due}")
