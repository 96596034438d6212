"""The end of the questions: the company is written down, its owner is in it, and the way to KSeF begins."""

from __future__ import annotations

from dataclasses import dataclass, replace

from invoicing.model.errors import Refused
from invoicing.model.numbering import Series
from invoicing.services.companies import Standing, choose_company
from invoicing.services.ids import company_id
from invoicing.services.onboarding.records import Onboarding, Step
from invoicing.services.onboarding.sightings import keep_seen
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.received.beginning import begin_telling
from invoicing.services.records import Company, Event, Membership, Person, Role


@dataclass(frozen=True, slots=True)
class Founded:
    """What came of it."""

    onboarding: Onboarding
    standing: Standing


async def found(work: UnitOfWork, onboarding: Onboarding, person: Person, clock: Clock) -> Founded:
    """Write the company down.

    Raises:
        Refused: company-here-already, somebody was faster.
        InvalidValue: what was said does not fit together.
    """
    profile, now = onboarding.profile(), clock.now()
    nip = profile.seller.nip
    if await work.companies.by_nip(nip) is not None:
        raise Refused("company-here-already", nip=nip.digits)
    company = Company(company_id(nip), profile)
    await work.companies.add(company)
    await begin_telling(work, company.id, now)
    await work.people.join(Membership(person.id, company.id, Role.OWNER))
    standing = Standing(person, company, Role.OWNER, len(await work.people.memberships(person.id)))
    await choose_company(work, standing)
    await _begin_series(work, onboarding, company, clock)
    if onboarding.seen is not None:
        await keep_seen(work, company.id, onboarding.seen)
    evidence = {"nip": nip.digits, "onboarding": str(onboarding.id)}
    await work.events.add(Event("company-added", now, str(person.id), company.id, evidence=evidence))
    return Founded(replace(onboarding.at(Step.FOUNDED), company_id=company.id), standing)


async def _begin_series(work: UnitOfWork, onboarding: Onboarding, company: Company, clock: Clock) -> None:
    """Numbers that were used before Latarnik came are gone."""
    if onboarding.next_number > 1:
        series = Series(onboarding.series)
        period = series.period(clock.today())
        await work.series.begin(company.id, series.pattern, period, onboarding.next_number - 1)
