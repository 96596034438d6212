"""`/limit`: the month under the rule of 10 000 zł as a bar, and the button that takes the rule up or gives it up."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from invoicing.model.law_calendar import Rule, in_force
from invoicing.services.companies import Standing, require_member
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.metering.meter import meter_data, month_of
from invoicing.services.metering.using import use_rule
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading
from invoicing.services.telling.law_data import law_data

Tap = Callable[[UnitOfWork, Choice, Person], Awaitable[Reply]]
USE, DROP = "use-limit", "drop-limit"
"""Actions of the buttons under the meter."""
_SUM = r"10 ?(?:000|tys\.?|tysiecy|k)(?: ?(?:zl|zlotych))?"
_ASKING = (
    rf"(?:pokaz )?(?:limit|licznik|regula)(?: {_SUM})?",
    rf"(?:ile|co) (?:mi |nam )?(?:jeszcze )?(?:zostalo|zostaje|mam|mamy)(?: mi| nam)? (?:z |do |w )?limitu?(?: {_SUM})?",
    rf"ile (?:brakuje|zostalo)(?: mi| nam)? do {_SUM}",
)


def asks(text: str) -> bool:
    """Whether somebody asks for the meter.

    >>> asks("limit 10 tysięcy"), asks("/limit"), asks("Ile zostało mi z limitu?"), asks("limit konta")
    (True, True, True, False)
    """
    said = bare(text)
    return said.partition("@")[0] == "/limit" or any(re.fullmatch(each, said) for each in _ASKING)


class LimitTalk:
    """Understands questions about the limit, and its two buttons."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What shows the meter; None when the words are about something else."""
        return self.shown if asks(text) else None

    @property
    def buttons(self) -> Mapping[str, Tap]:
        """What the buttons do."""
        return {USE: self._tapped, DROP: self._tapped}

    async def shown(self, work: UnitOfWork, standing: Standing) -> Reply:
        """The month of the person's company, and what its owner may choose."""
        today = self._clock.today()
        company = await work.companies.get(standing.company.id)
        meter = await month_of(work, company, today)
        profile, holds = company.profile, in_force(Rule.SMALL_SALES, today)
        data: dict[str, Json] = {
            **meter_data(meter),
            **law_data(Rule.SMALL_SALES),
            "company": profile.seller.name,
            "uses": profile.small_sales,
            "holds": holds,
        }
        usable = holds and (profile.small_sales or meter.lost is None)
        rows = _buttons(standing, uses=profile.small_sales) if usable else ()
        return Reply("limit", data, options=rows)

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        if choice.subject is None:
            return stale()
        standing = await require_member(work, person, choice.subject)
        await use_rule(work, standing, self._clock.now(), uses=choice.action == USE)
        return await self.shown(work, standing)


def _buttons(standing: Standing, *, uses: bool) -> tuple[tuple[Option, ...], ...]:
    if not standing.may(Action.SETTINGS):
        return ()
    action = DROP if uses else USE
    return ((Option(action, choice=Choice(action, standing.company.id)),),)
