"""The books of a unit of work: what can be looked up and written down in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from invoicing.model.party import Nip
from invoicing.services.jobs import Job
from invoicing.services.messages import Channel
from invoicing.services.records import (
    Company,
    Event,
    Invitation,
    Membership,
    Person,
    Received,
)


class CompanyBook(Protocol):
    """Companies and their secrets (encrypted at rest)."""

    async def add(self, company: Company) -> None:
        """Write a new company; its NIP is unique."""

    async def save(self, company: Company) -> None:
        """Write what is known of it anew; its NIP stays (KeyError when there is none)."""

    async def get(self, company_id: UUID) -> Company:
        """The company of that id (KeyError when there is none)."""

    async def locked(self, company_id: UUID) -> Company:
        """The same, and nobody else who asks for it so gets it before this transaction ends.

        Whoever issues and whoever changes what issuing depends on ask first of all, so one of them sees the other.
        """

    async def by_nip(self, nip: Nip) -> Company | None:
        """The company of that NIP."""

    async def all(self) -> Sequence[Company]:
        """Every company, oldest first."""

    async def put_secret(self, company_id: UUID, name: str, value: bytes) -> None:
        """Keep a secret (ksef-token, ksef-certificate, ksef-key), encrypted; replaces."""

    async def secret(self, company_id: UUID, name: str) -> bytes | None:
        """A secret in the clear."""


class PeopleBook(Protocol):
    """People, how they are reached, and their memberships."""

    async def add(self, person: Person) -> None:
        """Write a new person."""

    async def get(self, person_id: UUID) -> Person:
        """The person of that id (KeyError when there is none)."""

    async def speak(self, person_id: UUID, language: str) -> None:
        """From now on the person is spoken to in that language."""

    async def identify(self, person_id: UUID, channel: Channel, address: str) -> None:
        """Let the person be known by an address of a channel; an address belongs to one person only."""

    async def by_identity(self, channel: Channel, address: str) -> Person | None:
        """Who is known by that address."""

    async def known(self, channel: Channel, addresses: Collection[str]) -> frozenset[str]:
        """Those of the addresses that somebody is known by."""

    async def address(self, person_id: UUID, channel: Channel) -> str | None:
        """How to reach the person by a channel."""

    async def addresses(self, person_id: UUID, channel: Channel) -> Sequence[str]:
        """Every address of the person there, the one known first at the beginning."""

    async def unidentify(self, person_id: UUID, channel: Channel, address: str) -> bool:
        """Let the person no longer be known by an address; False when they were not."""

    async def join(self, membership: Membership) -> None:
        """Make the person a member; the higher role stays when there was one."""

    async def leave(self, person_id: UUID, company_id: UUID) -> None:
        """End a membership; what the person did stays."""

    async def memberships(self, person_id: UUID) -> Sequence[Membership]:
        """Where the person belongs."""

    async def members(self, company_id: UUID) -> Sequence[tuple[Person, Membership]]:
        """Who belongs to the company."""


class InvitationBook(Protocol):
    """One-time invitations."""

    async def add(self, invitation: Invitation) -> None:
        """Write a new invitation."""

    async def redeem(self, code_hash: bytes, now: datetime) -> Invitation | None:
        """Use it up; None when unknown, used or expired."""

    async def open_of(self, company_id: UUID, now: datetime) -> Sequence[Invitation]:
        """Those that still let somebody in, the first to expire first."""

    async def withdraw(self, code_hash: bytes) -> None:
        """Take it back; it lets nobody in any more."""


class EventBook(Protocol):
    """The append-only, hash-chained history."""

    async def add(self, event: Event) -> None:
        """Write a line; its hash covers the line before."""

    async def of_invoice(self, invoice_id: UUID) -> Sequence[Event]:
        """The history of an invoice, oldest first."""


class InboxBook(Protocol):
    """Raw updates and letters: written before they are confirmed, handled once, in order of their lane."""

    async def put(self, received: Received) -> bool:
        """Write it down; False when its key is known already."""

    async def finish(self, key: str, *, forget: bool = False) -> bool:
        """Mark it handled; False when it was already (then the transaction should write nothing).

        `forget` empties it: it holds a code that may still let somebody in.
        """


class ShownBook(Protocol):
    """Messages we have shown under a tag, so that a later one can take their place."""

    async def remember(self, channel: Channel, chat: str, tag: str, message_id: str) -> None:
        """Keep the newest message id of a tag."""

    async def message(self, channel: Channel, chat: str, tag: str) -> str | None:
        """The message id known under the tag."""


class CursorBook(Protocol):
    """How far a front end has read its source, so that it need not read it all again."""

    async def get(self, name: str) -> str | None:
        """The cursor of that name."""

    async def put(self, name: str, value: str) -> None:
        """Move it."""


class JobBook(Protocol):
    """The outbox."""

    async def enqueue(self, job: Job, due: datetime | None = None) -> None:
        """Promise a job, due now or later; a key that exists already is left as it is."""

    async def finish(self, key: str) -> None:
        """The promise is kept.

        Raises:
            LeaseLost: another worker has taken it over; the transaction must not commit.
        """

    async def forget(self, kind: str, before: datetime) -> int:
        """Drop kept promises of a kind that were made before a moment; only for kinds whose keys never come again."""

    async def hasten(self, kind: str, now: datetime) -> None:
        """Make all waiting jobs of a kind due (KSeF is back)."""
