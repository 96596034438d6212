"""Whom something concerns that nobody asked about, and how many hear of it at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from invoicing.services.jobs import Show
from invoicing.services.letter_news import addressee
from invoicing.services.messages import Channel, Reply
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.records import Person, Role

WAKING_HOURS = range(8, 22)
"""When a message nobody asked for may reach a chat, in Warsaw; the midnight guard alone comes later."""
WORKING = frozenset({Role.OWNER, Role.ISSUER, Role.ACCOUNTANT})
"""Roles that do something about an invoice that waits."""
AT_A_TIME = 20
"""Messages promised in a second: of the 30 that Telegram takes, ten stay free for answers."""


def awake(now: datetime) -> bool:
    """Whether people may be written to."""
    return now.hour in WAKING_HOURS


@dataclass(slots=True)
class Listener:
    """A person with a chat, and the companies they hear about.

    Attributes:
        channel: Telegram, or e-mail for whoever has nothing else.
        several: they belong to more than one company, so a company must be named.
    """

    person: Person
    chat: str
    several: bool = False
    companies: list[UUID] = field(default_factory=list)
    channel: Channel = Channel.TELEGRAM

    def show(self, reply: Reply, cause: str) -> Show:
        """The promise to show a reply there; once for each cause."""
        company = self.companies[0] if self.channel is Channel.EMAIL and len(self.companies) == 1 else None
        language = self.person.language
        return Show(self.channel, self.chat, reply, cause, language=language, company_id=company)


async def listeners(
    work: UnitOfWork,
    companies: Iterable[UUID],
    roles: Collection[Role] = tuple(Role),
    *,
    letters: bool = False,
) -> list[Listener]:
    """Who belongs to these companies in one of the roles and has a chat; everybody once.

    With `letters` whoever has none hears by mail: only for what cannot wait until they ask.
    """
    found: dict[UUID, Listener] = {}
    for company in companies:
        for person, membership in await work.people.members(company):
            if membership.role in roles:
                found.setdefault(person.id, Listener(person, "")).companies.append(company)
    for person_id, listener in found.items():
        listener.chat = await work.people.address(person_id, Channel.TELEGRAM) or ""
        to = await addressee(work, person_id) if letters and not listener.chat else None
        if to is not None:
            listener.chat, listener.channel = to.address, Channel.EMAIL
        listener.several = len(await work.people.memberships(person_id)) > 1
    return [listener for listener in found.values() if listener.chat]


class TellMany:
    """Promises what many hear, so many a second: answers never queue up behind it.

    A promise exists once for each chat and cause, so that being cut short and beginning again says nothing twice.
    """

    def __init__(self, units: UnitsOfWork, pause: Callable[[float], Awaitable[None]]) -> None:
        self._units, self._pause = units, pause

    async def __call__(self, shows: Sequence[Show]) -> None:
        """Promise them all, in order."""
        for start in range(0, len(shows), AT_A_TIME):
            if start:
                await self._pause(1.0)
            async with self._units() as work:
                for show in shows[start : start + AT_A_TIME]:
                    await work.jobs.enqueue(show)
