"""The book of companies being set up, with optimistic versions, and of the links that let people do it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
)

from invoicing.model.errors import StaleChoice
from invoicing.services.onboarding.records import Onboarding, Opening, Step
from storage.codec import decode, encode
from storage.columns import Moment, Sequence64
from storage.tables import metadata, people
from storage.transaction import Transaction

openings = Table(
    "openings",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Column("redeemed_at", Moment),
)

onboardings = Table(
    "onboardings",
    metadata,
    Column("seq", Sequence64, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("founded", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("onboarding", Text, nullable=False),
    Index(None, "person_id", "founded"),
)

_NOW = bindparam("moment", type_=Moment)
_REDEEM = (
    openings.update()
    .where(
        openings.c.code_hash == bindparam("code"),
        openings.c.redeemed_at.is_(None),
        openings.c.expires_at > _NOW,
    )
    .values(redeemed_at=_NOW)
)
_WITHDRAW = openings.delete().where(openings.c.redeemed_at.is_(None))
_BY_ID = select(onboardings.c.onboarding).where(onboardings.c.id == bindparam("onboarding_id"))
_OF_PERSON = (
    select(onboardings.c.onboarding)
    .where(onboardings.c.person_id == bindparam("person"), onboardings.c.founded.is_(False))
    .order_by(onboardings.c.seq.desc())
    .limit(1)
)
_SAVE = (
    onboardings.update()
    .where(onboardings.c.id == bindparam("onboarding_id"), onboardings.c.version == bindparam("before"))
    .values(version=bindparam("after"), founded=bindparam("is_founded"), onboarding=bindparam("content"))
)


class Onboardings:
    """`OnboardingBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def offer(self, opening: Opening) -> None:
        """Write a new link down."""
        row = {"code_hash": opening.code_hash, "expires_at": opening.expires_at}
        await self._transaction.add(openings, row)

    async def withdraw_offers(self) -> None:
        """Forget every link that nobody has used."""
        await self._transaction.run(_WITHDRAW, {})

    async def redeem(self, code_hash: bytes, now: datetime) -> bool:
        """Use a link up; False when unknown, used or expired."""
        return await self._transaction.run(_REDEEM, {"code": code_hash, "moment": now}) > 0

    async def add(self, onboarding: Onboarding) -> None:
        """Begin one."""
        row = {
            "id": onboarding.id,
            "person_id": onboarding.person_id,
            "founded": False,
            "version": onboarding.version,
            "onboarding": encode(onboarding),
        }
        await self._transaction.add(onboardings, row)

    async def save(self, onboarding: Onboarding) -> None:
        """Write it anew.

        Raises:
            StaleChoice: it has changed since it was read.
        """
        values = {
            "onboarding_id": onboarding.id,
            "before": onboarding.version - 1,
            "after": onboarding.version,
            "is_founded": onboarding.step is Step.FOUNDED,
            "content": encode(onboarding),
        }
        if not await self._transaction.run(_SAVE, values):
            raise StaleChoice

    async def get(self, onboarding_id: UUID) -> Onboarding | None:
        """The one of that id."""
        row = await self._transaction.first(_BY_ID, {"onboarding_id": onboarding_id})
        return row and decode(Onboarding, row.onboarding)

    async def of_person(self, person_id: UUID) -> Onboarding | None:
        """The newest one of a person whose company is not there yet."""
        row = await self._transaction.first(_OF_PERSON, {"person": person_id})
        return row and decode(Onboarding, row.onboarding)
