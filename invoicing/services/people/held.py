"""What the books hold of a person: whose it is, in which sections it is given out, and the port behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from invoicing.services.messages import Json
from invoicing.services.records import Person

Rows = Mapping[str, Sequence[Mapping[str, Json]]]
"""By section, its rows; the values are JSON, moments ISO texts in UTC."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody by everything that the books know them by.

    Attributes:
        person_id: of somebody who works or worked with us; None for an address alone, a buyer's.
        chats: Telegram ids.
        mails: e-mail addresses in lower case.
        marks: names of the lanes in which their letters came.
        name: how they are called; "" once it is erased, and for an address alone.
        language: pl, en or uk.
    """

    person_id: UUID | None = None
    chats: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    name: str = ""
    language: str = "pl"


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter as it came: when, and its bytes."""

    received_at: datetime
    raw: bytes


class PersonalBook(Protocol):
    """Everything that is a person's, across all books."""

    async def whose(self, person_id: UUID) -> Whose | None:
        """By what somebody is known; None when there is no such person."""

    async def everybody(self) -> Sequence[Person]:
        """Whoever works or worked with us and has not been erased, oldest first."""

    async def held(self, whose: Whose) -> Rows:
        """All of it that is given out, but for letters."""

    async def counted(self, whose: Whose) -> Mapping[str, int]:
        """How many rows each section has, and how many "letters" there are."""

    async def since(self, person_id: UUID) -> Mapping[UUID, datetime]:
        """By company, when the person first did something there."""

    def letters(self, whose: Whose) -> AsyncIterator[KeptLetter]:
        """Their letters, the newest first, one in memory at a time."""

    async def erase(self, whose: Whose) -> None:
        """Take out what is only theirs; what the history, the invoices and others need stays, under their id.

        Letters stay until `forget_letters`; there may be many.
        """

    async def erase_address(self, whose: Whose) -> Sequence[UUID]:
        """Take out what is kept of an address: contacts with their chats, letters with wishes; the companies it was in.

        That it wants no letters stays, else it would get them again.
        """

    async def waits(self, whose: Whose) -> bool:
        """Whether something is still to be shown to them."""

    async def forget_letters(self, whose: Whose, limit: int) -> bool:
        """Empty so many of their letters that were done with; False when none was left."""

    async def forget_traces(self, whose: Whose) -> None:
        """Take out keys of promises and lanes of messages that name where they were reached."""
