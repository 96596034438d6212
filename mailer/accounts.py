"""How a mailbox is reached."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from enum import StrEnum


class Security(StrEnum):
    """How the connection is protected; NONE is for loopback only."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """Where letters go out. `sender` is the address in From, `sender_name` the words before it."""

    host: str
    port: int
    security: Security
    user: str | None
    password: str | None = field(repr=False)
    sender: str
    sender_name: str


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where letters come in. `trusted_authserv` is the authserv-id whose verdict on a sender we believe."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    trusted_authserv: str | None = None


def tls_context() -> ssl.SSLContext:
    """The system's trust, certificates checked."""
    return ssl.create_default_context()
