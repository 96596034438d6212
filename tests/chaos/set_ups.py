"""The ways to run the app that the harness knows: where the books are, and which processes share the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.twins.postgresql import FAST, postgresql_server

BOOKS = "books"


@dataclass(frozen=True, slots=True)
class SetUp:
    """One way to run the app.

    Attributes:
        name: as the command line and the table call it.
        processes: the roles of each process, for `latarnik run --role ...`.
        on_a_server: whether the books are PostgreSQL's.
    """

    name: str
    processes: tuple[tuple[str, ...], ...]
    on_a_server: bool = True

    def alone(self, role: str) -> bool:
        """Whether only one process has a role: while it is dead, nobody does that work."""
        return sum(role in roles or "all" in roles for roles in self.processes) == 1

    def has(self, place: int, role: str) -> bool:
        """Whether the process at a place has a role."""
        return bool({role, "all"} & set(self.processes[place]))


SET_UPS = {
    each.name: each
    for each in (
        SetUp("sqlite", (("all",),), on_a_server=False),
        SetUp("postgresql", (("all",),)),
        SetUp("apart", (("bot", "mail", "web"), ("worker",))),
        SetUp("two-workers", (("all",), ("worker",))),
        SetUp("twins", (("all",), ("bot", "mail", "worker"))),
    )
}


@contextmanager
def server_for(set_up: SetUp) -> Iterator[str | None]:
    """The address of empty books on a server of their own; None where the books are a file."""
    if not set_up.on_a_server:
        yield None
        return
    with postgresql_server(**FAST) as server:
        server.create(BOOKS)
        yield server.url(BOOKS)
