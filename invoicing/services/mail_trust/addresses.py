"""The secret address that a person writes commands to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from invoicing.services.ports import UnitOfWork


def plus_address(mailbox: str, token: str) -> str:
    """The address of a mailbox that bears a secret.

    >>> plus_address("faktury@firma.pl", "abcdefghijklmnop")
    'faktury+abcdefghijklmnop@firma.pl'
    """
    local, _, domain = mailbox.partition("@")
    return f"{local}+{token}@{domain}"


async def command_address(work: UnitOfWork, person_id: UUID, mailbox: str, now: datetime) -> str:
    """Where the person writes to; the first time it is asked for it is made."""
    if await work.mail_tokens.token(person_id) is None:
        await work.mail_tokens.renew(person_id, now)
    return plus_address(mailbox, await work.mail_tokens.token(person_id) or "")
