"""In which queue a letter waits: strangers in one for all, so that a flood of theirs holds nobody else up.

Nothing is believed here that is not proven elsewhere; a lane only says behind whom a letter waits. Whoever forges the
address of a member fills the lane of letters under that address, and neither those of others nor those that came to
the member's secret address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from email.message import EmailMessage

from invoicing.services.delivery.addressing import Addresses, Purpose
from invoicing.services.letters_in.lane_names import lane_name
from invoicing.services.messages import Channel
from invoicing.services.ports import UnitOfWork
from mailer.accounts import ImapAccount
from mailer.authenticity import single_sender
from mailer.bounces import marked_in
from mailer.header_section import header_of, raw_fields
from mailer.proving import plus_token

_RECIPIENTS = frozenset({b"delivered-to", b"x-original-to", b"envelope-to", b"to", b"cc"})
_WORD = rb"[\w!#$%&'*+/=?^`{|}~-]+"
_QUOTED = rb'"[^"\\]*+"'
_ADDRESS = rb"((?!=\?)" + _WORD + rb"(?:\." + _WORD + rb")*+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)++)"
_NAMED = rb"(?:" + _WORD + rb"|" + _QUOTED + rb")\s+"
_PLAIN_FROM = re.compile(rb"\s*(?:" + _ADDRESS + rb"|(?:" + _NAMED + rb")*+<" + _ADDRESS + rb">)\s*")
_LONGEST_FROM = 400  # bytes


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
        if (plain := _plain_sender(raw)) is not None:
            return Claims(sender=plain)
        header = header_of(raw)
        return Claims(_marked(header, addresses), plus_token(header, account.mailbox), single_sender(header))
    except Exception:  # noqa: BLE001 - the library stumbles over made-up headers in many ways; the reader says so in the log
        return Claims()


def _plain_sender(raw: bytes) -> str | None:
    """Whom a letter like nearly all names in From, where it came to no address with a plus; None for all others.

    The library reads a header in a millisecond, three quarters of what a letter costs until it is stored. Where it
    would find fault with the name beside the address, this does not: who forges a sender needs no such fault.

    Raises:
        ValueError: as `header_of`.
    """
    senders = []
    for name, value in raw_fields(raw):
        if name in _RECIPIENTS and b"+" in value:
            return None
        if name == b"from":
            senders.append(value)
    if len(senders) != 1 or len(senders[0]) > _LONGEST_FROM:
        return None
    found = _PLAIN_FROM.fullmatch(senders[0])
    return (found[1] or found[2]).decode().lower() if found else None


async def lanes_of(work: UnitOfWork, mailbox: str, claims: Sequence[Claims]) -> list[str]:
    """The lanes of letters that came together; that of the mailbox alone is the strangers'."""
    senders = {each.sender for each in claims if each.sender is not None}
    members = await work.people.known(Channel.EMAIL, senders) if senders else frozenset()
    tokens = {each.token for each in claims if each.token is not None and not each.marked}
    opening = {each for each in tokens if await _opens(work, each)}
    return [_lane(strangers(mailbox), each, opening, members) for each in claims]


def _lane(base: str, claims: Claims, opening: Set[str], members: Set[str]) -> str:
    if claims.marked:
        return f"{base} answers"
    known = claims.token if claims.token in opening else claims.sender if claims.sender in members else None
    return base if known is None else f"{base} {lane_name(known)}"


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
    return marked_in(header, addresses, Purpose.REPLY, Purpose.BOUNCE) is not None


async def _opens(work: UnitOfWork, token: str) -> bool:
    if await work.mail_tokens.person_of(token) is not None:
        return True
    return await work.agreements.by_secret(token) is not None
