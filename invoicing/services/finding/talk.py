"""Sentences and buttons that find invoices, open one, and say that it was paid."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from invoicing.model.errors import Refused
from invoicing.services.companies import Standing, require_member
from invoicing.services.finding.listing import FILED, FOUND, listed
from invoicing.services.finding.paying import mark
from invoicing.services.finding.records import Direction, Filed, Query
from invoicing.services.finding.showing import PAID, UNPAID, shown
from invoicing.services.messages import Choice, Reply
from invoicing.services.parsing.searches import OneWish, PaidWish, SearchWish, Wish, search_wish
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading

_Tap = Callable[[UnitOfWork, Choice, Person], Awaitable[Reply]]
_SOME = 2
"""One more than one: enough to know that a number alone does not say which."""


class Finding:
    """Understands "faktury z listopada", "status FV/2026/11/7", "FV/2026/11/7 zapłacona"."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What the sentence does; None when it is about something else."""
        wish = search_wish(text, self._clock.today())
        if wish is None:
            return None

        async def act(work: UnitOfWork, standing: Standing) -> Reply:
            return await self._do(work, standing, wish)

        return act

    async def latest(self, work: UnitOfWork, standing: Standing) -> Reply:
        """All invoices of the company, newest first."""
        return await listed(work, standing, Query(), self._clock.today())

    @property
    def buttons(self) -> Mapping[str, _Tap]:
        """What the buttons under lists and cards do."""
        return {FOUND: self._turn, FILED: self._open, PAID: self._pay, UNPAID: self._pay}

    async def _do(self, work: UnitOfWork, standing: Standing, wish: Wish) -> Reply:
        today = self._clock.today()
        if isinstance(wish, SearchWish):
            return await listed(work, standing, wish.query, today)
        found = await _meant(work, standing, wish.number, today)
        if not found and not wish.number:
            return await self.latest(work, standing)
        if not found:
            raise Refused("invoice-unknown", number=wish.number)
        if len(found) > 1 or isinstance(wish, OneWish):
            return await self._one_or_list(work, standing, wish, found)
        now = self._clock.now()
        newer = await mark(work, standing, found[0], now, paid=wish.paid)
        return await shown(work, standing, newer, today, changed=newer != found[0])

    async def _one_or_list(
        self, work: UnitOfWork, standing: Standing, wish: OneWish | PaidWish, found: Sequence[Filed]
    ) -> Reply:
        """A number that several bear is answered with the list of them: nobody guesses which one was paid."""
        today = self._clock.today()
        if len(found) > 1:
            return await listed(work, standing, Query(number=wish.number), today)
        return await shown(work, standing, found[0], today)

    async def _turn(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        kept = await work.filed.recall(choice.subject) if choice.subject else None
        if kept is None:
            return stale()
        company, query = kept
        standing = await require_member(work, person, company)
        return await listed(work, standing, query, self._clock.today(), choice.version)

    async def _open(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        found = await tapped(work, choice)
        if found is None:
            return stale()
        standing = await require_member(work, person, found.company_id)
        card = await shown(work, standing, found, self._clock.today(), choice.version)
        # a list can be opened again from the card; news stay as they are, and the card comes under them
        return card if choice.version else replace(card, replaces=f"opened:{found.id}")

    async def _pay(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        found = await tapped(work, choice)
        if found is None:
            return stale()
        standing = await require_member(work, person, found.company_id)
        newer = await mark(work, standing, found, self._clock.now(), paid=choice.action == PAID)
        return await shown(work, standing, newer, self._clock.today(), choice.version, changed=True)


async def _meant(work: UnitOfWork, standing: Standing, number: str, today: date) -> Sequence[Filed]:
    """Those of that number; for an empty one the invoice issued last, if any."""
    if number:
        return await numbered(work, standing, number, today)
    return await work.filed.find(standing.company.id, Query(direction=Direction.ISSUED), today, limit=1)


async def numbered(work: UnitOfWork, standing: Standing, number: str, today: date) -> Sequence[Filed]:
    """Those under that number of the person's company; where nobody bears it whole, those that have it as a part."""
    exact = await work.filed.numbered(standing.company.id, number, _SOME)
    if exact:
        return exact
    return await work.filed.find(standing.company.id, Query(number=number), today, limit=_SOME)


async def tapped(work: UnitOfWork, choice: Choice) -> Filed | None:
    """The invoice of a button; None when there is no such row."""
    try:
        return await work.filed.get(choice.subject) if choice.subject else None
    except KeyError:
        return None
