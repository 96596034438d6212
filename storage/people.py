"""The book of people, their addresses and memberships."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.services.messages import Channel
from invoicing.services.records import Membership, Person, Role
from storage.tables import identities, memberships, people
from storage.transaction import AlreadyKnown, Transaction

_RANK = {role: rank for rank, role in enumerate(Role)}
_OWNER_OF_ADDRESS = select(identities.c.person_id).where(
    identities.c.channel == bindparam("by"), identities.c.address == bindparam("at")
)
_ONE = select(people).where(people.c.id == bindparam("person"))
_PERSON = (
    select(people.c.id, people.c.name, people.c.language)
    .join(identities, identities.c.person_id == people.c.id)
    .where(identities.c.channel == bindparam("by"), identities.c.address == bindparam("at"))
)
_KNOWN = select(identities.c.address).where(
    identities.c.channel == bindparam("by"), identities.c.address.in_(bindparam("those", expanding=True))
)
_ADDRESS = (
    select(identities.c.address)
    .where(identities.c.person_id == bindparam("person"), identities.c.channel == bindparam("by"))
    .order_by(identities.c.seq)
)
_MEMBERSHIPS = (
    select(memberships.c.person_id, memberships.c.company_id, memberships.c.role)
    .where(memberships.c.person_id == bindparam("person"))
    .order_by(memberships.c.seq)
)
_MEMBERS = (
    select(people.c.id, people.c.name, people.c.language, memberships.c.company_id, memberships.c.role)
    .join(memberships, memberships.c.person_id == people.c.id)
    .where(memberships.c.company_id == bindparam("company"))
    .order_by(memberships.c.seq)
)
_MEMBERSHIP = (
    memberships.c.person_id == bindparam("person"),
    memberships.c.company_id == bindparam("company"),
)
_SPEAK = people.update().where(people.c.id == bindparam("person")).values(language=bindparam("new_language"))
_UNIDENTIFY = identities.delete().where(
    identities.c.person_id == bindparam("person"),
    identities.c.channel == bindparam("by"),
    identities.c.address == bindparam("at"),
)
_LEAVE = memberships.delete().where(*_MEMBERSHIP)
_PROMOTE = memberships.update().where(*_MEMBERSHIP)


class People:
    """`PeopleBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, person: Person) -> None:
        """Write a new person."""
        row = {"id": person.id, "name": person.name, "language": person.language}
        await self._transaction.add(people, row)

    async def get(self, person_id: UUID) -> Person:
        """The person of that id (KeyError when there is none)."""
        row = await self._transaction.first(_ONE, {"person": person_id})
        if row is None:
            raise KeyError(person_id)
        return _person(row)

    async def speak(self, person_id: UUID, language: str) -> None:
        """From now on the person is spoken to in that language (KeyError when there is no such person)."""
        if not await self._transaction.run(_SPEAK, {"person": person_id, "new_language": language}):
            raise KeyError(person_id)

    async def identify(self, person_id: UUID, channel: Channel, address: str) -> None:
        """Let the person be known by an address; saying it again changes nothing.

        Raises:
            AlreadyKnown: the address belongs to somebody else.
        """
        owner = await self._transaction.first(_OWNER_OF_ADDRESS, {"by": channel.value, "at": address})
        if owner is None:
            row = {"channel": channel.value, "address": address, "person_id": person_id}
            await self._transaction.add(identities, row)
        elif owner.person_id != person_id:
            raise AlreadyKnown(book="identities")

    async def by_identity(self, channel: Channel, address: str) -> Person | None:
        """Who is known by that address."""
        row = await self._transaction.first(_PERSON, {"by": channel.value, "at": address})
        return row and _person(row)

    async def known(self, channel: Channel, addresses: Collection[str]) -> frozenset[str]:
        """Those of the addresses that somebody is known by."""
        rows = await self._transaction.rows(_KNOWN, {"by": channel.value, "those": list(addresses)})
        return frozenset(str(row.address) for row in rows)

    async def address(self, person_id: UUID, channel: Channel) -> str | None:
        """How to reach the person by a channel: the address known first."""
        row = await self._transaction.first(_ADDRESS, {"person": person_id, "by": channel.value})
        return row and str(row.address)

    async def addresses(self, person_id: UUID, channel: Channel) -> Sequence[str]:
        """Every address of the person there, the one known first at the beginning."""
        rows = await self._transaction.rows(_ADDRESS, {"person": person_id, "by": channel.value})
        return [str(row.address) for row in rows]

    async def unidentify(self, person_id: UUID, channel: Channel, address: str) -> bool:
        """Let the person no longer be known by an address; False when they were not."""
        place = {"person": person_id, "by": channel.value, "at": address}
        return await self._transaction.run(_UNIDENTIFY, place) > 0

    async def join(self, membership: Membership) -> None:
        """Make the person a member; the higher role stays when there was one."""
        place = {"person": membership.person_id, "company": membership.company_id}
        known = await self._transaction.first(select(memberships.c.role).where(*_MEMBERSHIP), place)
        if known is None:
            row = {"person_id": membership.person_id, "company_id": membership.company_id}
            await self._transaction.add(memberships, {**row, "role": membership.role.value})
        elif _RANK[membership.role] < _RANK[Role(known.role)]:
            await self._transaction.run(_PROMOTE.values(role=membership.role.value), place)

    async def leave(self, person_id: UUID, company_id: UUID) -> None:
        """End a membership; what the person did stays."""
        await self._transaction.run(_LEAVE, {"person": person_id, "company": company_id})

    async def memberships(self, person_id: UUID) -> Sequence[Membership]:
        """Where the person belongs, oldest first."""
        rows = await self._transaction.rows(_MEMBERSHIPS, {"person": person_id})
        return [Membership(row.person_id, row.company_id, Role(row.role)) for row in rows]

    async def members(self, company_id: UUID) -> Sequence[tuple[Person, Membership]]:
        """Who belongs to the company, oldest first."""
        rows = await self._transaction.rows(_MEMBERS, {"company": company_id})
        return [(_person(row), Membership(row.id, row.company_id, Role(row.role))) for row in rows]


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.language)
