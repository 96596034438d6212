"""An open transaction as the books see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, Table
from sqlalchemy.exc import IntegrityError

from invoicing.model.errors import Refused
from storage import dialects
from storage.bell import Bell
from storage.leases import Leases
from storage.neighbours import INBOX, JOBS, Neighbours
from storage.secrets import SecretBox
from storage.storable import storable
from storage.timetable import Timetable

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class AlreadyKnown(Refused):
    """Something that must be unique is in the books already; `book` in the details says which."""

    code = "already-known"


@dataclass(frozen=True, slots=True)
class Shared:
    """What all transactions of a process share.

    Attributes:
        dialect: sqlite or postgresql.
        box: seals secrets.
        now: the moment that is noted beside rows where the caller gives none.
        promised: kinds of jobs that became ready since the queue was asked for them.
        wanted: kinds of jobs that this process can do, as far as it has asked.
        neighbours: what other processes are to hear.
        environment: of KSeF, that the process works for; None for whoever neither sends nor draws.
    """

    dialect: str
    box: SecretBox
    now: Callable[[], datetime]
    leases: Leases = field(default_factory=Leases)
    jobs_bell: Bell = field(default_factory=Bell)
    inbox_bell: Bell = field(default_factory=Bell)
    any_bell: Bell = field(default_factory=Bell)
    timetable: Timetable = field(default_factory=Timetable)
    promised: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    neighbours: Neighbours = field(default_factory=Neighbours)
    environment: str | None = None

    def jobs_changed(self) -> None:
        """There may be a job to do, now or later."""
        self._look_at_jobs()
        self.neighbours.tell(JOBS)

    def job_ready(self, kind: str) -> None:
        """There is a job to do now, unless its lane is busy."""
        self.promised.add(kind)
        self._look_at_jobs()  # one lease may not take all that is ready: the next answer must know of the rest
        self.neighbours.tell(kind)

    def inbox_changed(self) -> None:
        """There may be a message to handle."""
        self._look_at_inbox()
        self.neighbours.tell(INBOX)

    def heard(self, words: Collection[str]) -> None:
        """Another process tells of what it changed; it is not told on."""
        if JOBS in words or not self.wanted.isdisjoint(words):
            self._look_at_jobs()
        if INBOX in words:
            self._look_at_inbox()

    def take_promised(self, kinds: Collection[str]) -> bool:
        """Whether one of these kinds was ready since this was asked last."""
        self.wanted.update(kinds)
        ours = self.promised.intersection(kinds)
        self.promised.difference_update(ours)
        return bool(ours)

    def _look_at_jobs(self) -> None:
        self.timetable.forget()
        self.jobs_bell.ring()
        self.any_bell.ring()

    def _look_at_inbox(self) -> None:
        self.inbox_bell.ring()
        self.any_bell.ring()


@dataclass(frozen=True, slots=True)
class Transaction:
    """Runs the books' statements on a connection whose transaction has begun.

    Attributes:
        before_commit: what a book writes once, at the end.
        after_commit: whom to tell when it is true.
    """

    connection: dialects.Connected
    shared: Shared
    before_commit: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    async def run(self, statement: Executable, values: Values | None = None) -> int:
        """Execute; how many rows it touched."""
        return (await self.connection.execute(statement, storable(values))).rowcount

    async def first(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        """The first row, or None."""
        return (await self.connection.execute(statement, storable(values))).first()

    async def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """All rows."""
        return (await self.connection.execute(statement, storable(values))).all()

    async def add(self, table: Table, values: Mapping[str, Any]) -> None:
        """Insert a row.

        Raises:
            AlreadyKnown: a value that must be unique is there already.
        """
        try:
            await self.connection.execute(table.insert(), storable(values))
        except IntegrityError as error:
            raise AlreadyKnown(book=table.name) from error

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT."""
        return dialects.insert(self.shared.dialect, table)
