"""The outbox's worker on real storage: what was promised is done, in order, however the world behaves."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from app.outbox import SURPRISES, Outbox, backoff
from app.workers import AT_ONCE
from invoicing.model.errors import Refused, Unavailable
from invoicing.services.jobs import NotYet, Show
from invoicing.services.ksef_jobs import Submit
from invoicing.services.messages import Channel, Reply
from invoicing.services.sending.troubles import SetAside
from tests.app.stage import until


def show(cause: str, chat: str = "1") -> Show:
    return Show(Channel.TELEGRAM, chat, Reply("help"), cause)


def submit(number: int) -> Submit:
    return Submit(UUID(int=number))


class Hands:
    """A handler: does what is written for a job, keeps the promise, and remembers the order."""

    def __init__(self, database) -> None:
        self._database = database
        self.does = {}
        self.tried: list[str] = []
        self.kept: list[str] = []
        self.busy: Counter[str | None] = Counter()
        self.most: Counter[str | None] = Counter()

    async def __call__(self, job) -> None:
        self.tried.append(job.key)
        self.busy[job.lane] += 1
        self.most[job.lane] = max(self.most[job.lane], self.busy[job.lane])
        try:
            if job.key in self.does:
                await self.does[job.key]()
            async with self._database.units() as work:
                await work.jobs.finish(job.key)
        finally:
            self.busy[job.lane] -= 1
        self.kept.append(job.key)

    def on(self, job, deed) -> None:
        self.does[job.key] = deed


@pytest.fixture
def hands(database):
    return Hands(database)


@pytest.fixture
async def outbox(database, clock, hands, at_work):
    return at_work(Outbox(database.queue, {"Show:telegram": hands, "Submit": hands}, clock))


@pytest.fixture
def promise(database):
    async def enqueue(*jobs) -> None:
        async with database.units() as work:
            for job in jobs:
                await work.jobs.enqueue(job)

    return enqueue


@pytest.fixture
def pause(database, clock):
    """Seconds until the next promise falls due, once it was given back."""

    async def look() -> float:
        for _ in range(1000):
            due = await database.queue.next_due()
            if due is not None and due > clock.now():
                return (due - clock.now()).total_seconds()
            await asyncio.sleep(0.01)
        raise AssertionError("nothing was put off")

    return look


async def set_aside(database):
    """What waits for a human, once something does."""
    for _ in range(1000):
        if parked := await database.queue.parked():
            return parked
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was set aside")


def failing(error):
    """A deed that always fails."""

    async def deed() -> None:
        raise error

    return deed


def failing_once(error):
    """A deed that fails at the first attempt."""
    left = [error]

    async def deed() -> None:
        if left:
            raise left.pop()

    return deed


def waiting():
    """A deed that ends when the event is set."""
    event = asyncio.Event()
    return event, event.wait


@pytest.mark.usefixtures("outbox")
async def test_a_chat_reads_in_order_one_by_one(promise, hands):
    jobs = [show(f"{number}") for number in range(8)]

    await promise(*jobs)

    await until(lambda: len(hands.kept) == len(jobs), "all kept")
    assert hands.kept == [job.key for job in jobs]
    assert hands.most[jobs[0].lane] == 1


@pytest.mark.usefixtures("outbox")
async def test_a_chat_that_takes_its_time_holds_up_no_other(promise, hands):
    event, hold = waiting()
    hands.on(show("slow"), hold)

    await promise(show("slow"), show("after"), show("other", chat="2"), submit(1))

    await until(lambda: len(hands.kept) == 2, "the others")
    assert hands.kept == [show("other", chat="2").key, submit(1).key]
    event.set()
    await until(lambda: len(hands.kept) == 4, "all")
    assert hands.kept[2:] == [show("slow").key, show("after").key]


@pytest.mark.usefixtures("outbox")
async def test_not_more_is_done_at_once_than_was_decided_and_all_gets_done(promise, hands):
    event, hold = waiting()
    jobs = [submit(number) for number in range(3 * AT_ONCE)]
    for job in jobs:
        hands.on(job, hold)

    await promise(*jobs)

    await until(lambda: hands.busy[None] == AT_ONCE, "all hands full")
    event.set()
    await until(lambda: len(hands.kept) == len(jobs), "all kept")
    assert hands.most[None] == AT_ONCE


@pytest.mark.usefixtures("outbox")
async def test_who_asks_for_a_pause_gets_exactly_that(promise, hands, pause, later):
    hands.on(submit(1), failing_once(Unavailable(retry_after=7.0)))

    await promise(submit(1))

    assert await pause() == 7.0
    later(7.0)
    await until(lambda: hands.kept, "the second attempt")


@pytest.mark.usefixtures("outbox")
async def test_the_pauses_of_an_absent_service_grow_and_it_is_waited_for_for_ever(
    promise, hands, pause, later
):
    hands.on(submit(1), failing(Unavailable()))
    await promise(submit(1))

    pauses = []
    for _ in range(SURPRISES + 5):
        pauses.append(await pause())
        later()

    assert all(0.8 * wanted <= one <= 1.2 * wanted for one, wanted in zip(pauses, GROWING, strict=False))
    del hands.does[submit(1).key]
    later()
    await until(lambda: hands.kept, "the attempt that succeeds")


@pytest.mark.usefixtures("outbox")
async def test_an_answer_that_is_not_ready_is_no_failed_attempt(promise, hands, pause, later):
    hands.on(submit(1), failing(NotYet(3.0)))
    await promise(submit(1))
    for _ in range(5):
        assert await pause() == 3.0
        later(3.0)

    await pause()
    hands.on(submit(1), failing_once(Unavailable()))
    later(3.0)

    await until(lambda: len(hands.tried) == 7, "the failure")
    assert await pause() <= 1.2


@pytest.mark.usefixtures("outbox")
@pytest.mark.parametrize("error", [ZeroDivisionError(), Refused("unforeseen"), KeyError("x"), TimeoutError()])
async def test_a_handler_that_stumbles_stops_no_other_and_is_tried_again(promise, hands, later, pause, error):
    hands.on(submit(1), failing_once(error))

    await promise(submit(1), submit(2), show("a"))

    await until(lambda: len(hands.kept) == 2, "the others")
    await pause()
    later()
    await until(lambda: submit(1).key in hands.kept, "the second attempt")


@pytest.mark.usefixtures("outbox")
async def test_what_always_stumbles_is_set_aside_after_many_attempts_and_its_chat_goes_on(
    promise, hands, pause, later
):
    hands.on(show("bad"), failing(ZeroDivisionError()))
    await promise(show("bad"), show("good"))

    for _ in range(SURPRISES - 1):
        await pause()
        later()

    await until(lambda: show("good").key in hands.kept, "the chat going on")
    assert hands.tried.count(show("bad").key) == SURPRISES
    later()
    await promise(show("next"))
    await until(lambda: show("next").key in hands.kept, "the next")
    assert hands.tried.count(show("bad").key) == SURPRISES


async def test_what_needs_a_human_is_told_first_and_set_aside_at_the_first_attempt(
    database, clock, hands, at_work, promise
):
    told = []

    async def tell(job, error) -> None:
        told.append((job.key, error.reason, [one.key for one in await database.queue.parked()]))

    at_work(Outbox(database.queue, {"Submit": hands}, clock, tell))
    hands.on(submit(1), failing(SetAside("ksef-call-refused")))
    await promise(submit(1), submit(2))

    await until(lambda: hands.kept == [submit(2).key], "the other")
    await until(lambda: told, "somebody to be told")
    parked = await set_aside(database)
    assert [one.key for one in parked] == [submit(1).key]
    assert told == [(submit(1).key, "ksef-call-refused", [])]
    assert hands.tried.count(submit(1).key) == 1


async def test_a_promise_is_set_aside_even_when_nobody_can_be_told(database, clock, hands, at_work, promise):
    async def tell(job, error) -> None:
        raise KeyError(job.key)

    at_work(Outbox(database.queue, {"Submit": hands}, clock, tell))
    hands.on(submit(1), failing(SetAside("ksef-call-refused")))
    await promise(submit(1))

    await until(lambda: hands.tried, "the attempt")
    parked = await set_aside(database)
    assert [one.key for one in parked] == [submit(1).key]


@pytest.mark.usefixtures("outbox")
async def test_a_promise_that_another_worker_took_over_is_left_to_it(promise, hands, other, clock, caplog):
    taken = []

    async def so_slow_that_the_lease_runs_out() -> None:
        taken.extend(await other.queue.lease_jobs(clock.now() + timedelta(seconds=61), 16))

    hands.on(submit(1), so_slow_that_the_lease_runs_out)

    await promise(submit(1))
    await until(lambda: hands.tried and not hands.busy[None], "the attempt that came too late")
    await promise(submit(2))

    await until(lambda: hands.kept == [submit(2).key], "the next promise")
    assert [one.key for one in taken] == [submit(1).key]
    assert not [line for line in caplog.records if line.levelname in {"WARNING", "ERROR"}]
    async with other.units() as work:
        await work.jobs.finish(submit(1).key)


async def test_a_stop_lets_running_work_end_and_begins_nothing(outbox, promise, hands, other, clock):
    event, hold = waiting()
    hands.on(show("running"), hold)
    await promise(show("running"), show("next"))
    await until(lambda: hands.tried, "work")

    stopping = asyncio.create_task(outbox.stop(30))
    await promise(submit(1))
    event.set()
    await stopping

    assert hands.kept == [show("running").key]
    left = await other.queue.lease_jobs(clock.now(), 16)
    assert [one.key for one in left] == [show("next").key, submit(1).key]


async def test_work_that_does_not_end_in_time_is_given_back_at_once(outbox, promise, hands, other, clock):
    _, hold = waiting()
    hands.on(submit(1), hold)
    await promise(submit(1))
    await until(lambda: hands.tried, "work")

    await outbox.stop(0.01)

    (left,) = await other.queue.lease_jobs(clock.now(), 16)
    assert (left.key, left.attempts) == (submit(1).key, 1)
    assert hands.kept == []


async def test_a_worker_without_the_craft_leaves_a_promise_alone(database, clock, hands, at_work, promise):
    at_work(Outbox(database.queue, {"Submit": hands}, clock))

    await promise(show("a"), submit(1))

    await until(lambda: hands.kept, "what it can do")
    assert hands.tried == [submit(1).key]
    (left,) = await database.queue.lease_jobs(clock.now(), 16)
    assert left.key == show("a").key


GROWING = [1, 2, 4, 8, 16, 32, *[60] * 100]


@pytest.mark.parametrize("attempts", [0, 1, 2, 5, 6, 7, 8, 1000, 10**9])
def test_a_pause_grows_to_a_minute_and_is_never_the_same_for_all(attempts):
    wanted = GROWING[min(max(attempts, 1) - 1, 10)]

    pauses = [backoff(attempts, None) for _ in range(200)]

    assert all(timedelta(seconds=0.8 * wanted) <= one <= timedelta(seconds=1.2 * wanted) for one in pauses)
    assert len(set(pauses)) > 100


@pytest.mark.parametrize("asked", [0.0, 0.5, 30.0, 3600.0])
def test_what_the_service_asked_for_is_kept_to_the_second(asked):
    assert backoff(7, asked) == timedelta(seconds=asked)
