"""Whether a company uses the rule of 10 000 zł: said by its owner, and never again once the right is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.law_calendar import Rule, in_force
from invoicing.model.lifecycle import Status
from invoicing.services.companies import Standing
from invoicing.services.messages import Json
from invoicing.services.people.rights import Action
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company, Event


async def use_rule(work: UnitOfWork, standing: Standing, now: datetime, *, uses: bool) -> CompanyProfile:
    """Keep what the owner said; the profile as it is then.

    Raises:
        NotAllowed: the role does not reach that far.
        Refused: small-sales-over, small-sales-lost.
    """
    standing.require(Action.SETTINGS)
    company = await work.companies.locked(standing.company.id)
    return await choose_rule(work, company, now, str(standing.person.id), uses=uses)


async def choose_rule(
    work: UnitOfWork, company: Company, now: datetime, who: str | None, *, uses: bool
) -> CompanyProfile:
    """The same for whoever needs no role: the operator on the server.

    Raises:
        Refused: small-sales-over, small-sales-lost.
    """
    profile = company.profile
    if uses:
        profile = await _with_the_right(work, profile, now.date())
    profile = replace(profile, small_sales=uses)
    await work.companies.save(replace(company, profile=profile))
    await work.events.add(Event("habits-changed", now, who, company.id, evidence=habits_of(profile)))
    return profile


async def _with_the_right(work: UnitOfWork, profile: CompanyProfile, today: date) -> CompanyProfile:
    """The profile of a company that may use the rule.

    An online invoice that KSeF refused was never issued (art. 106na ust. 1), so it cost nobody a right.
    """
    if not in_force(Rule.SMALL_SALES, today):
        raise Refused("small-sales-over")
    lost = profile.small_sales_lost
    if lost is None:
        return profile
    crossing = await work.invoices.get(lost.invoice_id)
    if crossing.status is not Status.REJECTED or crossing.offline_mode is not None:
        raise Refused("small-sales-lost", number=lost.number)
    return replace(profile, small_sales_lost=None)


def habits_of(profile: CompanyProfile) -> dict[str, Json]:
    """What a company has chosen, as replies and the history carry it."""
    return {
        "small_sales": profile.small_sales,
        "when_silent": profile.when_silent.value,
        "consumers_into_ksef": profile.consumers_into_ksef,
    }
