"""What one process of an installation does at a time: one talks, the others stand by and take over when it is gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.workers import Task
from invoicing.model.errors import Unavailable

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks whether the one who has the duty is gone; one short question on an idle connection."""
LAST_WORDS = 1.05
"""Seconds that whoever takes over keeps quiet: what the one before said last still counts in limits of a second."""

Name = TypeVar("Name", bound=str)


class Duties(Protocol):
    """The duties of this process (`storage.duties`)."""

    async def take(self, name: str) -> bool:
        """Whether the duty is ours now; nobody waits for it."""

    async def lost(self, name: str) -> None:
        """Until a duty of ours is ours no more."""

    async def give_up(self, name: str) -> None:
        """Let others have it."""


class Resting:
    """Names of what this process could do and leaves to the one that has the duty: jobs, channels, rounds."""

    def __init__(self) -> None:
        self._roused: dict[str, asyncio.Event] = {}

    def rest(self, names: Iterable[str]) -> None:
        """Leave these to another process."""
        for name in names:
            self._roused.setdefault(name, asyncio.Event()).clear()

    def rouse(self, names: Iterable[str]) -> None:
        """Do these here."""
        for name in names:
            self._roused.setdefault(name, asyncio.Event()).set()

    def awake(self, names: Iterable[Name]) -> list[Name]:
        """Those that do not rest."""
        return [name for name in names if self._is_awake(name)]

    async def until_awake(self, name: str) -> None:
        """Wait while it rests."""
        if not self._is_awake(name):
            await self._roused[name].wait()

    def _is_awake(self, name: str) -> bool:
        return name not in self._roused or self._roused[name].is_set()


@dataclass(frozen=True, slots=True)
class Alone:
    """What the process that has a duty takes besides, and nobody else: it rests in all the others.

    Attributes:
        names: kinds of jobs, channels of messages, rounds.
        resting: where it is noted.
        wake: makes workers look again.
    """

    names: frozenset[str]
    resting: Resting
    wake: Callable[[], None]

    def begin(self) -> None:
        """This process takes it."""
        self.resting.rouse(self.names)
        self.wake()

    def end(self) -> None:
        """This process leaves it to others."""
        self.resting.rest(self.names)


class OnDuty:
    """Does a task while this process has the duty, and stands by while another one has it.

    Args:
        duties: whose they are.
        name: known to all processes of the installation.
        task: runs until it is cancelled.
        label: what the log calls it; a name may hold an address.
        alone: what goes with it. Cancelled, it keeps that and the duty until the books are closed, so that what
            runs may end undisturbed.
        look_every: seconds between two looks while another process has it.
    """

    def __init__(
        self,
        duties: Duties,
        name: str,
        task: Task,
        *,
        label: str,
        alone: Alone | None = None,
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._duties, self._name, self._task = duties, name, task
        self._label, self._alone, self._look_every = label, alone, look_every
        if alone is not None:
            alone.end()

    async def __call__(self) -> None:
        """Do it, or stand by, until cancelled."""
        while True:
            await self._turn()
            if self._alone is not None:
                self._alone.begin()
            await self._serve()

    async def _turn(self) -> None:
        """Until the duty is ours."""
        if await self._ours():
            return
        log.info("stands by: another process does this", extra={"duty": self._label})
        while not await self._ours():  # noqa: ASYNC110 - another process rings no bell
            await asyncio.sleep(self._look_every)
        log.info("takes over", extra={"duty": self._label})
        await asyncio.sleep(LAST_WORDS)

    async def _ours(self) -> bool:
        try:
            return await self._duties.take(self._name)
        except Unavailable as away:
            log.warning("no answer about a duty", extra={"duty": self._label, "why": str(away)[:200]})
            return False

    async def _serve(self) -> None:
        """Until the duty is lost; what fails lets others try."""
        work = asyncio.ensure_future(self._task())
        lost = asyncio.ensure_future(self._duties.lost(self._name))
        try:
            await asyncio.wait({work, lost}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await _ended(work, lost)
            if self._alone is None:
                await self._duties.give_up(self._name)
            raise
        failed = work.done()
        if not failed:
            log.warning("a duty is lost", extra={"duty": self._label})
        await _ended(work, lost)
        if self._alone is not None:
            self._alone.end()
        await self._duties.give_up(self._name)
        if failed:
            work.result()


async def for_ever() -> None:
    """The task of a duty whose work lies in what goes with it."""
    await asyncio.Event().wait()


async def _ended(*tasks: asyncio.Future[None]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):  # its own words were heard already
            await task
