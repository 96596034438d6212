"""The book of mailboxes; their secrets lie with the other secrets of the company."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Column, ForeignKey, String, Table, Text, Uuid, bindparam, select

from invoicing.services.mailboxes.records import SECRET, Mailbox, MailboxAbilities
from storage.codec import decode, encode
from storage.companies import Companies
from storage.tables import companies, metadata, secrets
from storage.transaction import Transaction

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("company_id", Uuid, ForeignKey(companies.c.id), primary_key=True),
    Column("address", String(254), nullable=False, unique=True),
    Column("mailbox", Text, nullable=False),
)

mailbox_abilities = Table(
    "mailbox_abilities",
    metadata,
    Column("address", String(254), primary_key=True),
    Column("abilities", Text, nullable=False),
)

_ALL = select(mailboxes.c.mailbox).order_by(mailboxes.c.address)
_OF_COMPANY = select(mailboxes.c.mailbox).where(mailboxes.c.company_id == bindparam("company"))
_REMOVE = mailboxes.delete().where(mailboxes.c.company_id == bindparam("company"))
_FORGET = secrets.delete().where(
    secrets.c.company_id == bindparam("company"), secrets.c.name == bindparam("secret")
)
_ABILITIES = select(mailbox_abilities.c.abilities).where(
    mailbox_abilities.c.address == bindparam("of_address")
)


class Mailboxes:
    """`MailboxBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._companies = Companies(transaction)

    async def put(self, mailbox: Mailbox, secret: bytes) -> None:
        """Keep the mailbox of a company with its sealed secret; replaces the one it had.

        Raises:
            AlreadyKnown: another company has that address.
        """
        await self.remove(mailbox.company_id)
        row = {"company_id": mailbox.company_id, "address": mailbox.address, "mailbox": encode(mailbox)}
        await self._transaction.add(mailboxes, row)
        await self.renew_secret(mailbox.company_id, secret)

    async def remove(self, company_id: UUID) -> bool:
        """Forget a company's mailbox and its secret; False when it had none."""
        await self._transaction.run(_FORGET, {"company": company_id, "secret": SECRET})
        return await self._transaction.run(_REMOVE, {"company": company_id}) > 0

    async def of_company(self, company_id: UUID) -> Mailbox | None:
        """The mailbox of a company; None means that it uses the one of the installation."""
        row = await self._transaction.first(_OF_COMPANY, {"company": company_id})
        return row and decode(Mailbox, row.mailbox)

    async def all(self) -> Sequence[Mailbox]:
        """Every company's mailbox."""
        return [decode(Mailbox, row.mailbox) for row in await self._transaction.rows(_ALL)]

    async def secret(self, company_id: UUID) -> bytes | None:
        """Its password or refresh token in the clear."""
        return await self._companies.secret(company_id, SECRET)

    async def renew_secret(self, company_id: UUID, secret: bytes) -> None:
        """Keep a newer one, as providers hand them out."""
        await self._companies.put_secret(company_id, SECRET, secret)

    async def learn(self, address: str, abilities: MailboxAbilities) -> None:
        """Keep what a mailbox, a company's or the installation's, was seen to do."""
        seen = encode(abilities)
        new = self._transaction.insert(mailbox_abilities).values(address=address.lower(), abilities=seen)
        await self._transaction.run(
            new.on_conflict_do_update(index_elements=["address"], set_={"abilities": seen})
        )

    async def abilities(self, address: str) -> MailboxAbilities | None:
        """What was learned last; None when nobody has looked yet."""
        row = await self._transaction.first(_ABILITIES, {"of_address": address.lower()})
        return row and decode(MailboxAbilities, row.abilities)
