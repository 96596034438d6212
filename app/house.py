"""The app, built and not yet started, and what each role adds to it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.clock import SystemClock
from app.duty import Alone, OnDuty, Resting, for_ever
from app.inbox import Inbox, Reader
from app.outbox import Handler, Outbox
from app.settings import Settings
from app.watching.tally import Tally
from app.workers import Task, every
from invoicing.services.messages import Channel, Incoming
from invoicing.services.ports import Showing
from storage.database import Database

if TYPE_CHECKING:
    from invoicing.services.conversation.issue_page import IssuePages
    from invoicing.services.delivery.opening import PaperPages

log = logging.getLogger(__name__)

PROMISES_FIRST = 3.0
"""Seconds that looks wait after a start, so that what a process before this one has promised is done first."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What lies behind links.

    Attributes:
        papers: what buyers see behind theirs.
        issuing: what people without Telegram see behind theirs.
    """

    papers: PaperPages
    issuing: IssuePages


@dataclass
class House:
    """The app, built and not yet started.

    Attributes:
        tally: what this process has done.
        resting: what another process does just now.
        tasks: background loops by name.
        closers: what to close at the end, in order.
        pages: what the role web shows; None in a process that meets nobody.
    """

    settings: Settings
    clock: SystemClock
    database: Database
    inbox: Inbox
    outbox: Outbox
    tally: Tally = field(default_factory=Tally)
    resting: Resting = field(default_factory=Resting)
    tasks: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    closers: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)
    pages: Pages | None = None

    def add_duty(
        self, label: str, task: Task = for_ever, *, name: str = "", alone: Collection[str] = ()
    ) -> None:
        """Have a task done by one process of all at a time.

        Args:
            label: of the task, and in the log.
            task: runs until it is cancelled; else all work lies in what goes with the duty.
            name: of the duty, where it is more than the label.
            alone: kinds of jobs, channels of messages and rounds that only the same process takes.
        """
        duties, wake = self.database.duties, self.database.queue.wake
        together = Alone(frozenset(alone), self.resting, wake) if alone else None
        self.tasks[label] = OnDuty(duties, name or label, task, label=label, alone=together)

    async def take_over(self) -> None:
        """Free what dead processes of this machine held, or a clock put off too far; whoever has time does it."""
        queue = self.database.queue
        if await queue.left_by_the_dead() and (freed := await queue.reclaim()):  # another may be quicker
            log.warning("takes over from the dead", extra={"processes": freed})
        if moved := await self.database.put_off.bring_forward(self.clock.now()):
            log.warning("the clock was put back: what waited longer for it goes on", extra={"moved": moved})

    def add_look(self, label: str, seconds: float, look: Task, *, of: str) -> None:
        """Have a look made again and again, by one process of all at a time; first come the promises that wait.

        Args:
            label: of the loop.
            seconds: between two looks.
            look: one look.
            of: the name that the duty wakes with which it goes.
        """

        async def turn() -> None:
            await self.outbox.until_idle(PROMISES_FIRST)
            await self.resting.until_awake(of)

        self.tasks[label] = every(seconds, look, turn)


async def _nobody(incoming: Incoming) -> None:
    """A process without a way in hears nobody."""
    raise LookupError(incoming.key)


@dataclass
class Parts:
    """What each role adds to.

    Attributes:
        hear: answers whoever wrote.
    """

    handlers: dict[str, Handler] = field(default_factory=dict)
    fronts: dict[Channel, Showing] = field(default_factory=dict)
    readers: dict[Channel, Reader] = field(default_factory=dict)
    hear: Callable[[Incoming], Awaitable[None]] = _nobody
