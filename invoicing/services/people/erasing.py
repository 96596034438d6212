"""Erasing a person (art. 17 RODO): one transaction takes out what is only theirs, a promise sweeps the traces after it.

What the law keeps stays: issued invoices and the history, in which an id stands and no name (art. 17(3)(b) and (e)).
It cannot be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from invoicing.model.errors import Refused
from invoicing.services.jobs import NotYet
from invoicing.services.letters_in.lane_names import lane_name
from invoicing.services.messages import Channel, Json
from invoicing.services.people.freezing import freeze_company, unname
from invoicing.services.people.held import Whose
from invoicing.services.people.jobs import ForgetTraces
from invoicing.services.people.members import leave
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.records import Company, Event, Membership, Role

AGAIN_AFTER = 5.0
"""Seconds until the sweep looks again whether the farewell was shown."""
_LETTERS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Erased:
    """Whose data went, and what they belonged to."""

    whose: Whose
    companies: tuple[str, ...] = ()


async def alone_in(work: UnitOfWork, person_id: UUID) -> Sequence[Company]:
    """Companies whose only owner the person is: without them nobody could let others in."""
    owned = [each for each in await work.people.memberships(person_id) if each.role is Role.OWNER]
    return [await work.companies.get(each.company_id) for each in owned if await _owners(work, each) == 1]


async def erase_person(
    work: UnitOfWork, person_id: UUID, by: UUID | None, now: datetime, *, company_ends: bool = False
) -> Erased:
    """Erase somebody who works or worked with us; a second time changes nothing.

    Args:
        work: the open transaction.
        person_id: who.
        by: who asked, the person; None on the server.
        now: the moment.
        company_ends: companies that lose their only owner by it are frozen; else such a person is refused.

    Raises:
        Refused: person-unknown; last-owner-erasing, with the companies' names.
    """
    whose = await work.personal.whose(person_id)
    if whose is None:
        raise Refused("person-unknown")
    alone = await alone_in(work, person_id)
    if alone and not company_ends:
        raise Refused("last-owner-erasing", names=", ".join(each.profile.seller.name for each in alone))
    for company in alone:
        await freeze_company(work, company, None, now)
    names = []
    for membership in await work.people.memberships(person_id):
        company = await work.companies.get(membership.company_id)
        names.append(company.profile.seller.name)
        await leave(work, membership, by, now)
    for company in await work.companies.all():
        await unname(work, company.id, whose.name)
    await work.personal.erase(whose)
    if whose.name:
        await work.events.add(Event("person-erased", now, str(by) if by else None, evidence=_of(person_id)))
    await work.jobs.enqueue(ForgetTraces(person_id, whose.chats, whose.mails, whose.marks))
    return Erased(whose, tuple(names))


async def erase_address(work: UnitOfWork, mail: str, now: datetime) -> Sequence[UUID]:
    """Erase what is kept of a buyer's address; the companies whose contact it was.

    Invoices, their deliveries and the proof of them stay, and so does the wish to get no letters.

    Raises:
        Refused: address-of-person, somebody works with us by it: their data go by their id.
    """
    whose = whose_address(mail)
    if await work.people.known(Channel.EMAIL, whose.mails):
        raise Refused("address-of-person")
    companies = await work.personal.erase_address(whose)
    for company in companies:
        await work.events.add(Event("contact-erased", now, None, company))
    await work.jobs.enqueue(ForgetTraces(uuid4(), (), whose.mails, whose.marks))
    return companies


def whose_address(mail: str) -> Whose:
    """Somebody of whom only an address is known."""
    address = mail.strip().lower()
    return Whose(mails=(address,), marks=(lane_name(address),))


class ForgettingTraces:
    """Keeps the promise `ForgetTraces`; killed in the middle it goes on where it was."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def __call__(self, job: ForgetTraces) -> None:
        """Sweep.

        Raises:
            NotYet: something is still to be shown there, the farewell.
        """
        whose = Whose(job.erasure, job.chats, job.mails, job.marks)
        async with self._units.reading() as work:
            if await work.personal.waits(whose):
                raise NotYet(AGAIN_AFTER)
        more = bool(job.mails or job.marks)
        while more:
            async with self._units() as work:
                more = await work.personal.forget_letters(whose, _LETTERS_AT_ONCE)
        async with self._units() as work:
            await work.personal.forget_traces(whose)
            await work.jobs.finish(job.key)


async def _owners(work: UnitOfWork, membership: Membership) -> int:
    members = await work.people.members(membership.company_id)
    return sum(each.role is Role.OWNER for _, each in members)


def _of(person_id: UUID) -> dict[str, Json]:
    return {"person": str(person_id)}
