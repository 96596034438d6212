"""How a mailbox is reached."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

AccessToken = Callable[[], Awaitable[str]]
"""Gives an OAuth2 access token that is good for the next minutes."""


class Security(StrEnum):
    """How the connection is protected; NONE is for loopback only."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """Where letters go out. `sender` is the address in From, `sender_name` the words before it.

    With `token` we log in by XOAUTH2 and the password is not used.
    """

    host: str
    port: int
    security: Security
    user: str | None
    password: str | None = field(repr=False)
    sender: str
    sender_name: str
    token: AccessToken | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where letters come in.

    Attributes:
        trusted_authserv: the authserv-id whose verdict on a sender we believe.
        token: with it we log in by XOAUTH2 and the password is not used.
        address: of the mailbox, where the log-in name is none.
        company_id: whose mailbox it is; None for the one of the installation.
        tidy: whether letters that were taken are moved to "Przetworzone".
    """

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    trusted_authserv: str | None = None
    token: AccessToken | None = field(default=None, repr=False, compare=False)
    address: str = ""
    company_id: UUID | None = None
    tidy: bool = False

    @property
    def mailbox(self) -> str:
        """The mailbox's address, in lower case."""
        return (self.address or self.user).lower()


def tls_context() -> ssl.SSLContext:
    """The system's trust, certificates checked."""
    return ssl.create_default_context()
