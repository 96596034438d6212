"""What a talk is: words are understood first, and what they do happens later, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

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


def acting(read: Reading, incoming: Incoming, standing: Standing) -> Act:
    """The answer shown where the sentence came from; it names the company to people who have several."""

    async def act(work: UnitOfWork) -> Sequence[Show]:
        reply = await read(work, standing)
        if standing.among > 1:
            reply = naming_company(reply, standing.company)
        return [answer(incoming, reply, standing.person.language)]

    return act
