"""The inbox's worker on real storage: everybody is answered, in order within a chat, chats side by side."""

import asyncio
from datetime import timedelta

import pytest

from app.inbox import Inbox
from app.workers import AT_ONCE, every, forever
from invoicing.model.errors import Unavailable
from invoicing.services.messages import Channel, Incoming, Sender
from invoicing.services.records import Received
from storage.message_queue import PARK_INBOX_AFTER
from tests.app.stage import until


class Assistant:
    """Answers by finishing the message; does what is written for a text first."""

    def __init__(self, database) -> None:
        self._database = database
        self.does = {}
        self.tried: list[str] = []
        self.answered: list[str] = []
        self.busy = self.most = 0

    async def __call__(self, incoming: Incoming) -> None:
        self.tried.append(incoming.text)
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            if incoming.text in self.does:
                await self.does[incoming.text]()
            async with self._database.units() as work:
                await work.inbox.finish(incoming.key)
        finally:
            self.busy -= 1
        self.answered.append(incoming.text)


def read(received: Received) -> Incoming | None:
    """A front end's reader: the raw bytes are the text; "poison" cannot be read, nothing is not worth an answer."""
    text = received.raw.decode()
    if text == "poison":
        raise ValueError(text)
    if not text:
        return None
    sender = Sender(received.channel, received.lane, "Ola")
    return Incoming(received.key, sender, received.lane, text, received.received_at)


@pytest.fixture
def assistant(database):
    return Assistant(database)


@pytest.fixture
async def inbox(database, clock, assistant, at_work):
    async def skip(key: str) -> None:
        async with database.units() as work:
            await work.inbox.finish(key)

    return at_work(Inbox(database.queue, {Channel.TELEGRAM: read}, assistant, skip, clock))


@pytest.fixture
def arrive(database, clock):
    """Texts come in: to chat "1" unless written as "chat/text"."""
    numbers = iter(range(10**6))

    async def put(*texts: str, channel: Channel = Channel.TELEGRAM) -> None:
        async with database.units() as work:
            for text in texts:
                chat, _, words = text.rpartition("/")
                key = f"{channel}:{next(numbers)}"
                await work.inbox.put(Received(key, channel, chat or "1", words.encode(), clock.now()))

    return put


@pytest.fixture
def left(database, clock):
    """Texts that wait for somebody, now or later; the first of each chat."""

    async def look() -> list[str]:
        ahead = clock.now() + timedelta(hours=1)
        return [one.raw.decode() for one in await database.queue.waiting_inbox(ahead, 100)]

    return look


def raising(error):
    async def deed() -> None:
        raise error

    return deed


@pytest.mark.usefixtures("inbox")
async def test_a_chat_is_answered_in_order(arrive, assistant):
    texts = [str(number) for number in range(10)]

    await arrive(*texts)

    await until(lambda: len(assistant.answered) == len(texts), "all answers")
    assert assistant.answered == texts
    assert assistant.most == 1


@pytest.mark.usefixtures("inbox")
async def test_a_chat_that_needs_thought_holds_up_no_other(arrive, assistant):
    event = asyncio.Event()
    assistant.does["hard"] = event.wait

    await arrive("hard", "after", "2/easy", "3/easy too")

    await until(lambda: len(assistant.answered) == 2, "the other chats")
    assert set(assistant.answered) == {"easy", "easy too"}
    event.set()
    await until(lambda: len(assistant.answered) == 4, "all answers")
    assert assistant.answered[2:] == ["hard", "after"]


@pytest.mark.usefixtures("inbox")
async def test_a_crowd_is_answered_so_many_at_once_and_nobody_is_forgotten(arrive, assistant):
    event = asyncio.Event()
    chats = [f"{number}/hello {number}" for number in range(3 * AT_ONCE)]
    assistant.does = {text.partition("/")[2]: event.wait for text in chats}

    await arrive(*chats)

    await until(lambda: assistant.busy == AT_ONCE, "a full house")
    event.set()
    await until(lambda: len(assistant.answered) == len(chats), "all answers")
    assert assistant.most == AT_ONCE


@pytest.mark.usefixtures("inbox")
async def test_what_is_worth_no_answer_is_put_away(arrive, assistant, left):
    await arrive("", "hello")

    await until(lambda: assistant.answered, "the answer")
    assert (assistant.tried, await left()) == (["hello"], [])


@pytest.mark.usefixtures("inbox")
@pytest.mark.parametrize("text", ["poison", "stumble"])
async def test_a_poisoned_message_holds_up_no_other_chat_and_its_own_only_for_a_while(
    arrive, assistant, left, later, text
):
    assistant.does["stumble"] = raising(ZeroDivisionError())
    await arrive(text, "after", "2/other")
    await until(lambda: "other" in assistant.answered, "the other chat")
    assert await left() == [text]

    def the_chat_goes_on() -> bool:
        later(2)
        return "after" in assistant.answered

    await until(the_chat_goes_on, "an answer to the next message")

    assert assistant.answered == ["other", "after"]
    assert assistant.tried.count(text) == (PARK_INBOX_AFTER if text == "stumble" else 0)
    assert await left() == []


@pytest.mark.usefixtures("inbox")
async def test_a_message_that_failed_once_is_answered_before_the_next(arrive, assistant, left, later):
    assistant.does["first"] = raising(Unavailable())
    await arrive("first", "second")
    await until(lambda: assistant.tried, "the first attempt")
    await until(lambda: assistant.busy == 0, "its end")
    del assistant.does["first"]

    def both_answered() -> bool:
        later(2)
        return len(assistant.answered) == 2

    await until(both_answered, "both answers")
    assert assistant.answered == ["first", "second"]
    assert await left() == []


@pytest.mark.usefixtures("inbox")
async def test_an_absent_service_is_waited_for_and_the_message_is_never_set_aside(
    arrive, assistant, database, later
):
    assistant.does["hello"] = raising(Unavailable("register-silent"))
    await arrive("hello", "after")
    for attempt in range(1, PARK_INBOX_AFTER + 5):
        await until(lambda attempt=attempt: len(assistant.tried) >= attempt, "the attempt")
        later()
    assert await database.queue.parked() == []

    del assistant.does["hello"]
    later()
    await until(lambda: assistant.answered == ["hello", "after"], "both answers", lambda: assistant.tried)


@pytest.fixture
async def told(database, clock, assistant, at_work):
    """Who was told of what, by an inbox that tells."""
    told = []

    async def tell(row, incoming) -> None:
        told.append((row.raw.decode(), incoming and incoming.text))

    async def skip(key: str) -> None:
        raise AssertionError(key)

    at_work(Inbox(database.queue, {Channel.TELEGRAM: read}, assistant, skip, clock, tell_aside=tell))
    return told


async def test_who_wrote_a_message_that_is_set_aside_is_told_once_with_what_could_be_read(
    told, assistant, arrive, later
):
    assistant.does["bad"] = raising(ZeroDivisionError())
    await arrive("bad", "good", "2/poison", "2/fine")

    for attempt in range(1, PARK_INBOX_AFTER + 1):
        await until(lambda attempt=attempt: assistant.tried.count("bad") >= attempt, "the attempt")
        later()

    def all_answered():
        later()  # the message that cannot be read may be behind in its attempts
        return set(assistant.answered) == {"good", "fine"}

    await until(all_answered, "the others")
    assert sorted(told) == [("bad", "bad"), ("poison", None)]


@pytest.mark.usefixtures("inbox")
async def test_a_channel_of_another_process_is_left_to_it(arrive, assistant, left):
    await arrive("letter", channel=Channel.EMAIL)
    await arrive("2/hello")

    await until(lambda: assistant.answered, "the answer")
    assert (assistant.tried, await left()) == (["hello"], ["letter"])


async def test_a_stop_lets_an_answer_end_and_keeps_the_rest_for_later(inbox, arrive, assistant, left):
    event = asyncio.Event()
    assistant.does["running"] = event.wait
    await arrive("running", "next")
    await until(lambda: assistant.busy, "work")

    stopping = asyncio.create_task(inbox.stop(30))
    await asyncio.sleep(0)
    await arrive("2/late")
    event.set()
    await stopping

    assert assistant.answered == ["running"]
    assert await left() == ["next", "late"]


async def test_an_answer_that_does_not_end_in_time_is_begun_anew_later(inbox, arrive, assistant, left):
    assistant.does["running"] = asyncio.Event().wait
    await arrive("running")
    await until(lambda: assistant.busy, "work")

    await inbox.stop(0.01)
    await until(lambda: not assistant.busy, "the end")

    assert (assistant.answered, await left()) == ([], ["running"])


# --- loops that look again and again ---


async def test_a_look_without_an_answer_is_followed_by_another():
    looks = []
    enough = asyncio.Event()

    async def look() -> None:
        looks.append(len(looks))
        if len(looks) == 3:
            enough.set()
        raise Unavailable

    looking = asyncio.create_task(every(0, look)())
    await enough.wait()
    looking.cancel()

    assert looks[:3] == [0, 1, 2]


async def test_a_worker_that_stumbled_begins_anew():
    begun = []

    async def worker() -> None:
        begun.append(1)
        if len(begun) == 1:
            raise ZeroDivisionError

    await forever("worker", worker)

    assert len(begun) == 2


async def test_a_letter_that_ends_the_process_is_set_aside_some_day(
    database, clock, assistant, arrive, at_work
):
    ends, told = asyncio.Event(), []

    async def ending(_: Received) -> None:
        ends.set()
        await asyncio.Event().wait()  # as far as the books can tell, the process dies here

    async def tell(row: Received, _: Incoming | None) -> None:
        told.append(row.raw.decode())

    await arrive("letter", channel=Channel.EMAIL)
    for _ in range(PARK_INBOX_AFTER):
        ends.clear()
        dying = Inbox(database.queue, {Channel.EMAIL: ending}, assistant, None, clock, tell_aside=tell)
        working = asyncio.create_task(dying())
        await ends.wait()
        await dying.stop(0)
        working.cancel()
    at_work(Inbox(database.queue, {Channel.EMAIL: ending}, assistant, None, clock, tell_aside=tell))

    await until(lambda: told == ["letter"], "setting it aside")
    assert [one.key for one in await database.queue.parked()] == ["email:0"]
