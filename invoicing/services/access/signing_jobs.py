"""Promises on the way from a signed file to certificates; one at a time for a company, whatever process keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PrepareLogin:
    """Get a fresh challenge and send the file to be signed.

    Attributes:
        ordinal: which file of the company; the newest is the one that counts.
    """

    company_id: UUID
    person_id: UUID
    ordinal: int

    @property
    def key(self) -> str:
        """Once for each file that was asked for."""
        return f"prepare-login:{self.company_id}:{self.ordinal}"

    @property
    def lane(self) -> str | None:
        """One after another for a company."""
        return f"access:{self.company_id}"


@dataclass(frozen=True, slots=True)
class FetchSigned:
    """Bring the signed file from the chat.

    Attributes:
        file: how the front end finds it.
        cause: key of what the person did.
    """

    company_id: UUID
    person_id: UUID
    file: str
    cause: str

    @property
    def key(self) -> str:
        """Once for each file that was sent."""
        return f"fetch-signed:{self.cause}"

    @property
    def lane(self) -> str | None:
        """One after another for a company."""
        return f"access:{self.company_id}"


@dataclass(frozen=True, slots=True)
class LogInSigned:
    """Log in with the signed file, once."""

    company_id: UUID
    person_id: UUID
    cause: str

    @property
    def key(self) -> str:
        """Once for each file that was sent."""
        return f"log-in-signed:{self.cause}"

    @property
    def lane(self) -> str | None:
        """One after another for a company."""
        return f"access:{self.company_id}"


@dataclass(frozen=True, slots=True)
class EquipCompany:
    """Get the certificates that the company has not got.

    Attributes:
        missing: permissions that whoever signed has not got, to be said at the end.
        anew: certificates from before this moment count for nothing, because whoever signed then lacked rights;
            None lets every certificate count that lasts.
    """

    company_id: UUID
    person_id: UUID
    cause: str
    missing: tuple[str, ...] = ()
    anew: datetime | None = None

    @property
    def key(self) -> str:
        """Once for each log-in."""
        return f"equip:{self.cause}"

    @property
    def lane(self) -> str | None:
        """One after another for a company."""
        return f"access:{self.company_id}"


@dataclass(frozen=True, slots=True)
class CheckRights:
    """Log in with what came over the one-time page, and see what it may do.

    Attributes:
        link_id: of the link, whose message is told the end.
        what: Authentication or token.
        until: its last day.
        foreign_nip: a NIP in it that is not the company's.
        opened: before it the company could not get in.
    """

    company_id: UUID
    person_id: UUID
    link_id: UUID
    what: str
    until: date
    foreign_nip: str | None = None
    opened: bool = False

    @property
    def key(self) -> str:
        """Once for each link."""
        return f"check-rights:{self.link_id}"

    @property
    def lane(self) -> str | None:
        """One after another for a company."""
        return f"access:{self.company_id}"
