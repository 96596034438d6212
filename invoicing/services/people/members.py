"""Who belongs to a company and who may come: taking people and invitations back, from the chat or from the server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.messages import Reply
from invoicing.services.people.rights import Action, may
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company, Event, Invitation, Membership, Person, Role
from invoicing.services.replies import tell

Members = Sequence[tuple[Person, Membership]]


async def remove_member(
    work: UnitOfWork, company: Company, person_id: UUID, by: Person | None, now: datetime
) -> Person:
    """Put somebody out, or let them leave; what they issued stays, and they hear of it once.

    Args:
        work: the open transaction.
        company: where.
        person_id: who.
        by: who decides; None on the server.
        now: the moment.

    Raises:
        Refused: member-gone; last-owner, because nobody could let others in any more.
    """
    members = await work.people.members(company.id)
    person, membership = found_in(members, person_id)
    owners = [each for _, each in members if each.role is Role.OWNER]
    if membership.role is Role.OWNER and len(owners) == 1:
        raise Refused("last-owner", name=person.name)
    if by is None or by.id != person.id:
        reply = Reply("put-out", {"company": company.profile.seller.name})
        await tell(work, person.id, company.id, reply, f"put-out:{company.id}:{now.isoformat()}")
    await leave(work, membership, by.id if by else None, now)
    return person


async def leave(work: UnitOfWork, membership: Membership, by: UUID | None, now: datetime) -> None:
    """End a membership, with a line in the history; `by` is None on the server."""
    person = membership.person_id
    await work.people.leave(person, membership.company_id)
    evidence = {"person": str(person), "role": membership.role.value}
    what = "member-left" if by == person else "member-removed"
    event = Event(what, now, str(by) if by else None, membership.company_id, evidence=evidence)
    await work.events.add(event)
    if may(membership.role, Action.PEOPLE):  # else they could come back by a link that they kept
        await withdraw_all(work, membership.company_id, by, now)


def found_in(members: Members, person_id: UUID) -> tuple[Person, Membership]:
    """The member of that id.

    Raises:
        Refused: member-gone.
    """
    for person, membership in members:
        if person.id == person_id:
            return person, membership
    raise Refused("member-gone")


async def withdraw(
    work: UnitOfWork, company: Company, invitation_id: UUID, by: Person | None, now: datetime
) -> Invitation:
    """Take an open invitation back: its link lets nobody in any more.

    Raises:
        Refused: invitation-gone, somebody came by it, or its week is over.
    """
    for invitation in await work.invitations.open_of(company.id, now):
        if id_of(invitation) == invitation_id:
            await _taken_back(work, invitation, str(by.id) if by else None, now)
            return invitation
    raise Refused("invitation-gone")


async def withdraw_all(work: UnitOfWork, company: UUID, by: UUID | None, now: datetime) -> None:
    """Take back every open invitation of a company: who made one is not written down, and may be a thief."""
    for invitation in await work.invitations.open_of(company, now):
        await _taken_back(work, invitation, str(by) if by else None, now)


async def _taken_back(work: UnitOfWork, invitation: Invitation, by: str | None, now: datetime) -> None:
    await work.invitations.withdraw(invitation.code_hash)
    evidence = {"role": invitation.role.value}
    await work.events.add(Event("invitation-withdrawn", now, by, invitation.company_id, evidence=evidence))


def id_of(invitation: Invitation) -> UUID:
    """A name for an invitation that tells nothing of its code."""
    return UUID(bytes=invitation.code_hash[:16])
