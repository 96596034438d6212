"""A mailbox as a value: where it is, how we log in, and what it has shown to be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

SECRET = "mailbox"  # noqa: S105 - the name a secret is kept under, not the secret
"""Under this name a company's secrets hold the password of its mailbox, or its OAuth2 refresh token."""


class WireSecurity(StrEnum):
    """How a connection is protected; NONE is for this machine only."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class LogIn(StrEnum):
    """What a mailbox lets us in by."""

    PASSWORD = "password"  # noqa: S105 - a word of the configuration
    MICROSOFT = "microsoft"  # OAuth2, refresh token from the device code flow


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server of a mailbox."""

    host: str
    port: int
    security: WireSecurity


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mailbox of one company; whatever comes in there is about that company alone.

    Attributes:
        address: of the mailbox, in lower case; From of what goes out.
        preset: the code of its provider, see `presets`.
        user: log-in name on both servers.
        client: which application the provider lets in (OAuth2 client id); None with a password.
        trusted_authserv: whose verdict on senders is believed; None believes none.
        tidy: whether letters that were taken are moved to the folder "Przetworzone".
    """

    company_id: UUID
    address: str
    preset: str
    imap: Endpoint
    smtp: Endpoint
    user: str
    log_in: LogIn = LogIn.PASSWORD
    client: str | None = None
    trusted_authserv: str | None = None
    tidy: bool = False


@dataclass(frozen=True, slots=True)
class MailboxAbilities:
    """What a mailbox was seen to do with one letter to itself (`latarnik doctor mail`).

    Attributes:
        own_mail_from: our envelope sender came through as it was (bounces can be told apart by VERP).
        plus_address: a letter to base+word@ arrives.
        delivered_to: the server writes the address of the envelope into Delivered-To.
        keeps_message_id: the Message-ID is the one we gave.
        announces_dsn: delivery reports can be asked for (RFC 3461).
        copies_sent: the provider puts a copy into Sent by itself; if not, we append one.
        sent_folder: what the folder of sent letters is called there; None when there is none.
    """

    learned_at: datetime
    own_mail_from: bool = False
    plus_address: bool = False
    delivered_to: bool = False
    keeps_message_id: bool = False
    announces_dsn: bool = False
    copies_sent: bool = False
    sent_folder: str | None = None


class MailboxBook(Protocol):
    """The book of mailboxes."""

    async def put(self, mailbox: Mailbox, secret: bytes) -> None:
        """Keep the mailbox of a company with its sealed secret; replaces the one it had.

        Raises:
            AlreadyKnown: another company has that address.
        """

    async def remove(self, company_id: UUID) -> bool:
        """Forget a company's mailbox and its secret; False when it had none."""

    async def of_company(self, company_id: UUID) -> Mailbox | None:
        """The mailbox of a company; None means that it uses the one of the installation."""

    async def all(self) -> Sequence[Mailbox]:
        """Every company's mailbox."""

    async def secret(self, company_id: UUID) -> bytes | None:
        """Its password or refresh token in the clear."""

    async def renew_secret(self, company_id: UUID, secret: bytes) -> None:
        """Keep a newer one, as providers hand them out."""

    async def learn(self, address: str, abilities: MailboxAbilities) -> None:
        """Keep what a mailbox, a company's or the installation's, was seen to do."""

    async def abilities(self, address: str) -> MailboxAbilities | None:
        """What was learned last; None when nobody has looked yet: then rely on nothing."""


class MailDayBook(Protocol):
    """Letters of each mailbox and day."""

    async def take(self, mailbox: str, day: date, most: int) -> int | None:
        """Count one more; how many there are then, None when there were `most` already."""

    async def give_back(self, mailbox: str, day: date) -> None:
        """Count one less: it never got out."""
