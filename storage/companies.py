"""The book of companies and their secrets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from invoicing.model.company import CompanyProfile
from invoicing.model.party import Nip
from invoicing.services.records import Company
from storage.belonging import belong
from storage.codec import decode, encode
from storage.tables import companies, secrets
from storage.transaction import Transaction

_ALL = select(companies.c.id, companies.c.profile).order_by(companies.c.seq)
_BY_ID = _ALL.where(companies.c.id == bindparam("company"))
_LOCKED = _BY_ID.with_for_update()  # SQLite has one writer at a time and needs no lock
_BY_NIP = _ALL.where(companies.c.nip == bindparam("digits"))
_SAVE = (
    companies.update().where(companies.c.id == bindparam("company")).values(profile=bindparam("new_profile"))
)
_SECRET = select(secrets.c.sealed).where(
    secrets.c.company_id == bindparam("company"), secrets.c.name == bindparam("secret")
)


class Companies:
    """`CompanyBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, company: Company) -> None:
        """Write a new company.

        Raises:
            AlreadyKnown: its id or NIP is in the book.
        """
        row = {"id": company.id, "nip": company.profile.seller.nip.digits, "profile": encode(company.profile)}
        await self._transaction.add(companies, row)
        await belong(self._transaction)

    async def save(self, company: Company) -> None:
        """Write what is known of it anew; its NIP stays (KeyError when there is none)."""
        values = {"company": company.id, "new_profile": encode(company.profile)}
        if not await self._transaction.run(_SAVE, values):
            raise KeyError(company.id)

    async def get(self, company_id: UUID) -> Company:
        """The company of that id (KeyError when there is none)."""
        row = await self._transaction.first(_BY_ID, {"company": company_id})
        if row is None:
            raise KeyError(company_id)
        return _company(row)

    async def locked(self, company_id: UUID) -> Company:
        """The company of that id, until the end of the transaction for us alone (KeyError when there is none)."""
        row = await self._transaction.first(_LOCKED, {"company": company_id})
        if row is None:
            raise KeyError(company_id)
        return _company(row)

    async def by_nip(self, nip: Nip) -> Company | None:
        """The company of that NIP."""
        row = await self._transaction.first(_BY_NIP, {"digits": nip.digits})
        return row and _company(row)

    async def all(self) -> Sequence[Company]:
        """Every company, oldest first."""
        return [_company(row) for row in await self._transaction.rows(_ALL)]

    async def put_secret(self, company_id: UUID, name: str, value: bytes) -> None:
        """Keep a secret, sealed for this company and name; replaces."""
        sealed = self._transaction.shared.box.seal(company_id, name, value)
        new = self._transaction.insert(secrets).values(company_id=company_id, name=name, sealed=sealed)
        await self._transaction.run(
            new.on_conflict_do_update(index_elements=["company_id", "name"], set_={"sealed": sealed})
        )

    async def secret(self, company_id: UUID, name: str) -> bytes | None:
        """A secret in the clear.

        Raises:
            UnusableKey: it was sealed with another key, or changed, or moved here from another row.
        """
        row = await self._transaction.first(_SECRET, {"company": company_id, "secret": name})
        return row and self._transaction.shared.box.open(company_id, name, row.sealed)


def _company(row: Row[Any]) -> Company:
    return Company(row.id, _profile(row.profile))


@lru_cache(maxsize=256)
def _profile(text: str) -> CompanyProfile:
    """The profile behind its text; it is asked for with every message and changes once a year."""
    return decode(CompanyProfile, text)
