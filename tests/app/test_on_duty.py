"""What one process does while others stand by: never two at a time, and the next one when it is gone."""

import asyncio
from functools import partial

import pytest

from app import duty
from app.duty import Alone, OnDuty, Resting
from app.workers import every
from invoicing.model.errors import Unavailable

ROUNDS = "rounds"


class Process:
    """A process's share: looks that go with a duty, and what else rests while another process has it."""

    def __init__(self, name: str, duties, seen: list[str]) -> None:
        self.resting, self._seen, self._name = Resting(), seen, name
        self.woken = 0
        alone = Alone(frozenset({ROUNDS, "Show:telegram"}), self.resting, self._wake)
        self.duty = OnDuty(duties, ROUNDS, duty.for_ever, label=ROUNDS, alone=alone, look_every=0.01)
        self._looks = every(0.001, self._look, partial(self.resting.until_awake, ROUNDS))
        self._tasks = [asyncio.create_task(self.duty()), asyncio.create_task(self._looks())]

    def kinds(self) -> list[str]:
        return self.resting.awake(["Submit", "Show:telegram"])

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look(self) -> None:
        self._seen.append(self._name)

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    """Nothing here has a limit of a second."""
    monkeypatch.setattr(duty, "LAST_WORDS", 0.0)


async def until(holds) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - a lock rings no bell
            await asyncio.sleep(0.005)


async def test_rounds_are_made_by_one_process_until_it_closes_its_books(database, other):
    seen: list[str] = []
    first = Process("first", database.duties, seen)
    await until(lambda: len(seen) > 5)
    second = Process("second", other.duties, seen)
    await until(lambda: len(seen) > 20)
    assert set(seen) == {"first"}
    assert (first.kinds(), second.kinds()) == (["Submit", "Show:telegram"], ["Submit"])

    await first.end()
    assert first.kinds() == ["Submit", "Show:telegram"]  # what it has begun it may still say
    told = len(seen)
    await database.close()

    await until(lambda: len(seen) > told + 5)
    assert set(seen[told:]) == {"second"}
    assert second.kinds() == ["Submit", "Show:telegram"]
    assert second.woken == 1
    await second.end()


class Server:
    """A server of duties that can be away and that can take them back."""

    def __init__(self) -> None:
        self.there = True
        self.back = asyncio.Event()

    async def take(self, name: str) -> bool:
        if not self.there:
            raise Unavailable("database-missing")
        return True

    async def lost(self, name: str) -> None:
        await self.back.wait()

    async def give_up(self, name: str) -> None:
        """Nothing is left to give up."""


async def test_who_has_lost_its_duty_does_nothing_until_it_has_it_again():
    seen: list[str] = []
    server = Server()
    process = Process("only", server, seen)
    await until(lambda: len(seen) > 3)

    server.there = False
    server.back.set()
    await until(lambda: process.kinds() == ["Submit"])
    assert process.woken == 1

    server.back.clear()
    server.there = True
    await until(lambda: process.kinds() == ["Submit", "Show:telegram"])
    assert process.woken == 2
    told = len(seen)
    await until(lambda: len(seen) > told + 3)
    await process.end()


async def test_a_task_that_fails_lets_others_try(database, other):
    async def broken() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await OnDuty(database.duties, "poller", broken, label="poller")()

    assert await other.duties.take("poller")
