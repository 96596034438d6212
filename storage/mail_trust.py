"""The books of secret mail addresses and of letters that did nothing."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    select,
)

from invoicing.services.codes import digest_of
from invoicing.services.mail_trust.records import Doubt, Ended, Quarantined
from storage.columns import Moment
from storage.tables import metadata, people
from storage.traffic import inbox
from storage.transaction import Transaction

mail_tokens = Table(
    "mail_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
taken_letters = Table(
    "taken_letters",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("taken_at", Moment, nullable=False, index=True),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("sender", Text, nullable=False),
    Column("doubt", String(16), nullable=False),
    Column("received_at", Moment, nullable=False, index=True),
    Column("knew_token", Boolean, nullable=False),
    Column("sender_is_real", Boolean, nullable=False),
    Column("ended", String(16)),
    Index("quarantine_by_person", "person_id", "received_at"),
)

_PURPOSE, _IN_SUBJECT = b"mail-token", b"mail-token-in-subject"
_BYTES, _SHORT_BYTES = 10, 5  # 16 and 8 characters of base32
_LIVE = select(mail_tokens.c.id).where(
    mail_tokens.c.person_id == bindparam("person"), mail_tokens.c.revoked_at.is_(None)
)
_PERSON_OF = select(mail_tokens.c.person_id).where(
    mail_tokens.c.digest == bindparam("secret"), mail_tokens.c.revoked_at.is_(None)
)
_REVOKE = (
    mail_tokens.update()
    .where(mail_tokens.c.person_id == bindparam("person"), mail_tokens.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
_GET = select(quarantine).where(quarantine.c.id == bindparam("letter"))
_OF_PERSON = quarantine.c.person_id == bindparam("person")
_WAITING = (
    select(quarantine)
    .where(_OF_PERSON, quarantine.c.ended.is_(None))
    .order_by(quarantine.c.received_at.desc(), quarantine.c.key)
    .limit(bindparam("most"))
)
_COUNTED = (
    select(quarantine.c.sender, func.count().label("letters"))
    .where(_OF_PERSON, quarantine.c.received_at >= bindparam("since"))
    .group_by(quarantine.c.sender)
    .order_by(quarantine.c.sender)
)
_END = (
    quarantine.update()
    .where(quarantine.c.id == bindparam("letter"), quarantine.c.ended.is_(None))
    .values(ended=bindparam("how"))
)
_OLD_KEYS = select(quarantine.c.key).where(quarantine.c.received_at < bindparam("before"))
_KEY = select(quarantine.c.key).where(quarantine.c.id == bindparam("letter"))
_EMPTY_OLD = inbox.update().where(inbox.c.key.in_(_OLD_KEYS)).values(raw=b"")
_EMPTY_ONE = inbox.update().where(inbox.c.key.in_(_KEY)).values(raw=b"")
_FORGET = quarantine.delete().where(quarantine.c.received_at < bindparam("before"))
_FORGET_TAKEN = taken_letters.delete().where(taken_letters.c.taken_at < bindparam("before"))


class MailTokens:
    """`MailTokenBook` of the contract: of a secret only its SHA-256 is in the book, the installation's key makes it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def renew(self, person_id: UUID, now: datetime) -> None:
        """Give the person a new secret; the one before opens nothing any more."""
        await self._transaction.run(_REVOKE, {"person": person_id, "now": now})
        token_id = uuid4()
        digest = digest_of(self._derived(_PURPOSE, token_id, _BYTES))
        row = {"digest": digest, "id": token_id, "person_id": person_id, "made_at": now, "revoked_at": None}
        await self._transaction.add(mail_tokens, row)

    async def token(self, person_id: UUID) -> str | None:
        """The person's secret for a plus-address; None when they have none yet."""
        row = await self._transaction.first(_LIVE, {"person": person_id})
        return self._derived(_PURPOSE, row.id, _BYTES) if row else None

    async def subject_token(self, person_id: UUID) -> str | None:
        """A shorter one for the subject, where a mailbox knows no plus-addresses."""
        row = await self._transaction.first(_LIVE, {"person": person_id})
        return self._derived(_IN_SUBJECT, row.id, _SHORT_BYTES) if row else None

    async def person_of(self, token: str) -> UUID | None:
        """Whose secret it is, as long as it has not been renewed."""
        row = await self._transaction.first(_PERSON_OF, {"secret": digest_of(token.lower())})
        return row.person_id if row else None

    async def take(self, digest: str, now: datetime) -> bool:
        """Note that a letter was taken; False when it, or a copy of it, was before."""
        note = self._transaction.insert(taken_letters).on_conflict_do_nothing(index_elements=["digest"])
        return await self._transaction.run(note, {"digest": digest, "taken_at": now}) > 0

    def _derived(self, purpose: bytes, token_id: UUID, size: int) -> str:
        secret = self._transaction.shared.box.derived(purpose, token_id.bytes)
        return base64.b32encode(secret[:size]).decode().lower()


class Quarantine:
    """`QuarantineBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def put(self, letter: Quarantined) -> None:
        """Set a letter apart; doing it again changes nothing."""
        row = {
            "id": letter.id,
            "key": letter.key,
            "person_id": letter.person_id,
            "sender": letter.sender,
            "doubt": letter.doubt.value,
            "received_at": letter.received_at,
            "knew_token": letter.knew_token,
            "sender_is_real": letter.sender_is_real,
            "ended": letter.ended.value if letter.ended else None,
        }
        await self._transaction.run(
            self._transaction.insert(quarantine).on_conflict_do_nothing(index_elements=["id"]), row
        )

    async def get(self, letter_id: UUID) -> Quarantined | None:
        """The letter of that id."""
        row = await self._transaction.first(_GET, {"letter": letter_id})
        return row and _letter(row)

    async def waiting(self, person_id: UUID, limit: int) -> Sequence[Quarantined]:
        """Letters that nobody has decided on, the newest first."""
        rows = await self._transaction.rows(_WAITING, {"person": person_id, "most": limit})
        return [_letter(row) for row in rows]

    async def counted(self, person_id: UUID, since: datetime) -> Sequence[tuple[str, int]]:
        """How many letters each sender has there since a moment."""
        rows = await self._transaction.rows(_COUNTED, {"person": person_id, "since": since})
        return [(str(row.sender), int(row.letters)) for row in rows]

    async def end(self, letter_id: UUID, how: Ended) -> bool:
        """Decide on one; False when it was decided already. A deleted letter's words are gone at once."""
        first = await self._transaction.run(_END, {"letter": letter_id, "how": how.value}) > 0
        if first and how is Ended.DELETED:
            await self._transaction.run(_EMPTY_ONE, {"letter": letter_id})
        return first

    async def forget(self, before: datetime) -> int:
        """Drop letters from before a moment, words and all, and notes of those that were taken; how many letters."""
        await self._transaction.run(_EMPTY_OLD, {"before": before})
        await self._transaction.run(_FORGET_TAKEN, {"before": before})
        return await self._transaction.run(_FORGET, {"before": before})


def _letter(row: Row[Any]) -> Quarantined:
    return Quarantined(
        row.id,
        row.key,
        row.person_id,
        row.sender,
        Doubt(row.doubt),
        row.received_at,
        row.knew_token,
        row.sender_is_real,
        Ended(row.ended) if row.ended else None,
    )
