"""In which queue a letter waits: strangers in one for all, so that a flood of theirs holds nobody else up.

Nothing is believed here that is not proven elsewhere; a lane only says behind whom a letter waits. Whoever forges the
address of a member fills the lane of letters under that address, and neither those of others nor those that came to
the member's secret address.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.message import EmailMessage

from invoicing.services.delivery.addressing import Addresses, Purpose
from invoicing.services.messages import Channel
from invoicing.services.ports import UnitOfWork
from mailer.accounts import ImapAccount
from mailer.authenticity import single_sender
from mailer.bounces import marked_in
from mailer.parts import header_of
from mailer.proving import plus_token


@dataclass(frozen=True, slots=True)
class Claims:
    """What a header says that decides on its lane.

    Attributes:
        marked: it came to an address that only we can make.
        token: the secret part of the address it came to, if any.
        sender: in From.
    """

    marked: bool = False
    token: str | None = None
    sender: str | None = None


def claims_of(raw: bytes, account: ImapAccount, addresses: Addresses | None) -> Claims:
    """What a letter claims; nothing where its header cannot be read."""
    try:
        header = header_of(raw)
        return Claims(_marked(header, addresses), plus_token(header, account.mailbox), single_sender(header))
    except Exception:  # noqa: BLE001 - the library stumbles over made-up headers in many ways; the reader says so in the log
        return Claims()


async def lane_of(work: UnitOfWork, mailbox: str, claims: Claims) -> str:
    """The lane of a letter; that of the mailbox alone is the strangers'."""
    base = strangers(mailbox)
    if claims.marked:
        return f"{base} answers"
    if claims.token is not None and await _opens(work, claims.token):
        return f"{base} {_short(claims.token)}"
    if claims.sender is not None and await work.people.by_identity(Channel.EMAIL, claims.sender):
        return f"{base} {_short(claims.sender)}"
    return base


def strangers(mailbox: str) -> str:
    """The lane of everybody nobody knows.

    >>> strangers("faktury@firma.example")
    'email:faktury@firma.example'
    """
    return f"email:{mailbox}"


def mailbox_of(lane: str) -> str:
    """The mailbox that a lane belongs to.

    >>> mailbox_of("email:faktury@firma.example answers"), mailbox_of("email:faktury@firma.example")
    ('faktury@firma.example', 'faktury@firma.example')
    """
    return lane.removeprefix("email:").partition(" ")[0]


def _marked(header: EmailMessage, addresses: Addresses | None) -> bool:
    if addresses is None:
        return False
    return any(marked_in(header, addresses, purpose) for purpose in (Purpose.REPLY, Purpose.BOUNCE))


async def _opens(work: UnitOfWork, token: str) -> bool:
    if await work.mail_tokens.person_of(token) is not None:
        return True
    return await work.agreements.by_secret(token) is not None


def _short(name: str) -> str:
    """A lane stands in the open; what is secret does not."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]
