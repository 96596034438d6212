"""What a talk is: words are understood first, and what they do happens later, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from invoicing.services.companies import Standing
from invoicing.services.jobs import Show
from invoicing.services.messages import Incoming, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.replies import answer, naming_company

Act = Callable[[UnitOfWork], Awaitable[Sequence[Show]]]
"""What one incoming writes, given the transaction; returns what to show."""
Reading = Callable[[UnitOfWork, Standing], Awaitable[Reply]]
"""What a sentence does for whoever said it; returns the answer."""
Talk = Callable[[str], Reading | None]
"""Understands sentences of its own; None for all others."""


def showing(show: Show) -> Act:
    """What writes nothing and shows this."""

    async def act(work: UnitOfWork) -> Sequence[Show]:
        del work
        return [show]

    return act


class GuestTalk(Protocol):
    """Understands people who are no members: buyers, each in their own place."""

    async def look(
        self, work: UnitOfWork, incoming: Incoming, *, member: bool
    ) -> Callable[[], Awaitable[Act]] | None:
        """What answers them; None for everybody and everything else.

        Args:
            work: for reading.
            incoming: what somebody did.
            member: they belong to a company, or are founding one.
        """


class FirstOf:
    """Several such talks; the first that understands answers."""

    def __init__(self, *talks: GuestTalk) -> None:
        self._talks = talks

    async def look(
        self, work: UnitOfWork, incoming: Incoming, *, member: bool
    ) -> Callable[[], Awaitable[Act]] | None:
        """What answers them; None when none of the talks does."""
        for talk in self._talks:
            found = await talk.look(work, incoming, member=member)
            if found is not None:
                return found
        return None


def acting(read: Reading, incoming: Incoming, standing: Standing) -> Act:
    """The answer shown where the sentence came from; it names the company to people who have several."""

    async def act(work: UnitOfWork) -> Sequence[Show]:
        reply = await read(work, standing)
        if standing.among > 1:
            reply = naming_company(reply, standing.company)
        return [answer(incoming, reply, standing.person.language)]

    return act
