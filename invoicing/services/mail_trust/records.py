"""What the books hold of letters and their senders: command addresses, letters set apart, agreements asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

KEPT = timedelta(days=30)
"""How long a letter in quarantine lies there."""
FRESH = timedelta(hours=24)
"""How far a letter's Date may be from its arrival, and how long an agreement may be given."""


class Doubt(StrEnum):
    """Why a letter does nothing."""

    UNPROVEN = "unproven"  # nobody but the letter itself says that it is from that address
    OTHER_SENDER = "other-sender"  # our secret address, written to from an address that is not the person's
    TOKEN_UNKNOWN = "token-unknown"  # noqa: S105 - a revoked or invented address is no password
    TOKEN_MISSING = "token-missing"  # noqa: S105 - as above
    OLD = "old"  # or dated in the future, or not at all
    NOT_ADDRESSED = "not-addressed"  # sent on: written to somebody else
    REPLAYED = "replayed"  # a letter that has been taken before


class Ended(StrEnum):
    """What became of a letter in quarantine."""

    ADOPTED = "adopted"  # its sender is the person: the address was added
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A letter that did nothing, shown to the person it would have acted for; its words are not shown.

    Attributes:
        key: of the letter in the inbox.
        knew_token: it came to the person's secret address.
        sender_is_real: its From is proven.
    """

    id: UUID
    key: str
    person_id: UUID
    sender: str
    doubt: Doubt
    received_at: datetime
    knew_token: bool
    sender_is_real: bool
    ended: Ended | None = None


class MailTokenBook(Protocol):
    """Secret addresses for commands, and which letters have been taken."""

    async def renew(self, person_id: UUID, now: datetime) -> None:
        """Give the person a new secret; the one before opens nothing any more."""

    async def token(self, person_id: UUID) -> str | None:
        """The person's secret for a plus-address; None when they have none yet."""

    async def subject_token(self, person_id: UUID) -> str | None:
        """A shorter one for the subject, where a mailbox knows no plus-addresses."""

    async def person_of(self, token: str) -> UUID | None:
        """Whose secret it is, as long as it has not been renewed."""

    async def take(self, digest: str, now: datetime) -> bool:
        """Note that a letter was taken; False when it, or a copy of it, was before."""


class QuarantineBook(Protocol):
    """Letters that did nothing."""

    async def put(self, letter: Quarantined) -> None:
        """Set a letter apart; doing it again changes nothing."""

    async def get(self, letter_id: UUID) -> Quarantined | None:
        """The letter of that id."""

    async def waiting(self, person_id: UUID, limit: int) -> Sequence[Quarantined]:
        """Letters that nobody has decided on, the newest first."""

    async def counted(self, person_id: UUID, since: datetime) -> Sequence[tuple[str, int]]:
        """How many letters each sender has there since a moment."""

    async def end(self, letter_id: UUID, how: Ended) -> bool:
        """Decide on one; False when it was decided already. A deleted letter's words are gone at once."""

    async def forget(self, before: datetime) -> int:
        """Drop letters from before a moment, words and all, and notes of those that were taken; how many letters."""


class AgreementEnd(StrEnum):
    """Why an agreement can be given no more."""

    USED = "used"
    REPLACED = "replaced"  # a newer version of the draft was asked about
    REVOKED = "revoked"  # the person asked for a new secret address


@dataclass(frozen=True, slots=True)
class Agreement:
    """A letter of ours that one person may answer: about one version of one draft, or about no draft.

    Attributes:
        way: how the first button of the card would have issued it; None where TAK issues nothing.
        choices: what the numbers of the letter stand for, encoded (`Choice`).
        mailbox: ours, to which the answer comes.
        thread: Message-ID of the letter that ours answered, and `subject` its subject.
    """

    id: UUID
    person_id: UUID
    draft_id: UUID | None
    version: int
    way: str | None
    expires_at: datetime
    ended: AgreementEnd | None = None
    choices: tuple[str, ...] = ()
    mailbox: str | None = None
    thread: str | None = None
    subject: str | None = None


class AgreementBook(Protocol):
    """Questions that were asked by mail; of their secrets only digests are in the book."""

    async def ask(self, agreement: Agreement) -> None:
        """Write a new one; those about the same draft are replaced by it."""

    async def secret(self, agreement_id: UUID) -> str:
        """What its one-time address bears."""

    async def link(self, agreement_id: UUID) -> str:
        """The code of its one-time link: its name and 192 bits that only the installation's key can derive."""

    async def by_link(self, code: str) -> Agreement | None:
        """Which one a link is about, whatever became of it; None for every code that is not ours."""

    async def by_secret(self, secret: str) -> Agreement | None:
        """Which one an address is about, whatever became of it."""

    async def get(self, agreement_id: UUID) -> Agreement | None:
        """The one of that id."""

    async def latest(self, person_id: UUID, limit: int) -> Sequence[Agreement]:
        """What the person was asked last, the newest first, whatever became of it."""

    async def about(self, draft_id: UUID, person_id: UUID) -> Agreement | None:
        """The newest question to the person about a draft."""

    async def end(self, agreement_id: UUID, why: AgreementEnd) -> bool:
        """Let it be given no more; False when it could not be any more."""

    async def revoke(self, person_id: UUID) -> None:
        """None of the addresses given to the person opens anything any more."""
