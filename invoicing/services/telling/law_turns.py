"""The morning on which the law changes: what is different from today on, for the companies of whoever reads it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from invoicing.model.company import VatStatus
from invoicing.model.law_calendar import CALENDAR, Rule, turning
from invoicing.services.access.token_login import certificate_button, needs_certificate
from invoicing.services.jobs import Show
from invoicing.services.messages import Json, Option, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company
from invoicing.services.telling.audience import WORKING, Listener, TellMany, listeners
from invoicing.services.telling.digest import HOURS
from invoicing.services.telling.law_data import law_data

LOOKS_BACK = timedelta(days=7)
"""So long after the day it is still told, to whoever's worker slept over the new year."""
_NAMED = 10  # companies in one line; how many more there are is said

Concerned = Callable[[UnitOfWork, Company, datetime], Awaitable[bool]]


async def _everybody(work: UnitOfWork, company: Company, now: datetime) -> bool:
    del work, company, now
    return True


async def _small_seller(work: UnitOfWork, company: Company, now: datetime) -> bool:
    del work, now
    return company.profile.small_sales


async def _active_payer(work: UnitOfWork, company: Company, now: datetime) -> bool:
    del work, now
    return company.profile.vat_status is VatStatus.ACTIVE


async def _token_only(work: UnitOfWork, company: Company, now: datetime) -> bool:
    return await needs_certificate(work, company.id, now)


CONCERNED: Mapping[Rule, Concerned] = {
    Rule.SMALL_SALES: _small_seller,
    Rule.TILL_INVOICES: _everybody,  # nobody has told us who has a cash register: the sentence begins with "if"
    Rule.TOKEN_LOGIN: _token_only,
    Rule.PENALTIES: _everybody,
    Rule.NUMBER_IN_TRANSFER: _active_payer,
    Rule.NUMBER_IN_SPLIT_PAYMENT: _active_payer,
}
"""Which companies a rule is about."""


def turned(today: date) -> tuple[date, tuple[Rule, ...]] | None:
    """The newest day of change within `LOOKS_BACK`, and what changed for good on it; None when nothing did.

    >>> turned(date(2026, 12, 31)) is None, turned(date(2027, 1, 4))[0].isoformat()
    (True, '2027-01-01')
    """
    for back in range(LOOKS_BACK.days):
        day = today - timedelta(days=back)
        rules = tuple(rule for rule in turning(day) if CALENDAR[rule].law.turns[-1] == day)
        if rules:
            return day, rules
    return None


class TellTurns:
    """Sends the message once, at the hour of the digest; on a holiday too, for the law knows no holiday."""

    def __init__(self, units: UnitsOfWork, clock: Clock, tell: TellMany) -> None:
        self._units, self._clock, self._tell = units, clock, tell

    async def __call__(self) -> None:
        """One look."""
        now = self._clock.now()
        found = turned(now.date()) if now.hour in HOURS else None
        if found is None:
            return
        day, rules = found
        name = f"law-turns:{day.isoformat()}"
        async with self._units.reading() as work:
            if await work.cursors.get(name) is not None:
                return
            shows = await _messages(work, day, rules, now)
        await self._tell(shows)
        async with self._units() as work:
            await work.cursors.put(name, now.isoformat())


async def _messages(work: UnitOfWork, day: date, rules: tuple[Rule, ...], now: datetime) -> list[Show]:
    companies = {company.id: company for company in await work.companies.all()}
    about = {
        rule: [each for each in companies.values() if await CONCERNED[rule](work, each, now)]
        for rule in rules
    }
    found = []
    for listener in await listeners(work, companies, WORKING):
        reply = _message(day, now.date(), about, listener)
        if reply is not None:
            found.append(listener.show(reply, f"law-turns:{day.isoformat()}"))
    return found


def _message(day: date, today: date, about: Mapping[Rule, list[Company]], listener: Listener) -> Reply | None:
    theirs = set(listener.companies)
    concerned = {rule: [each for each in found if each.id in theirs] for rule, found in about.items()}
    rows: list[Json] = [
        {"rule": rule.value, **_named(found), **law_data(rule)} for rule, found in concerned.items() if found
    ]
    if not rows:
        return None
    data: dict[str, Json] = {"day": day.isoformat(), "today": today.isoformat(), "many": listener.several}
    tokens = [each.id for each in concerned.get(Rule.TOKEN_LOGIN, [])]
    return Reply("law-turns", {**data, "rules": rows}, options=_buttons(tokens))


def _named(companies: list[Company]) -> dict[str, Json]:
    names: list[Json] = [each.profile.seller.name for each in companies[:_NAMED]]
    return {"companies": names, "more": max(0, len(companies) - _NAMED)}


def _buttons(tokens: list[UUID]) -> tuple[tuple[Option, ...], ...]:
    """A button says no company's name, so it is there for a single one only."""
    return ((certificate_button(tokens[0]),),) if len(tokens) == 1 else ()
