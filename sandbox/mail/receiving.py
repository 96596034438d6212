"""SMTP in: who may send, to whom, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.mail.faults import PORTAL_LETTERS, Faults
from sandbox.mail.headers import stamped, with_new_message_id
from sandbox.mail.mailboxes import Mailboxes, exists
from sandbox.world import World

LARGEST = 30_000_000


class Reception:
    """Handler of aiosmtpd for one world."""

    def __init__(self, world: World, mailboxes: Mailboxes, faults: Faults, accounts: dict[str, str]) -> None:
        self._world, self._mailboxes, self._faults, self._accounts = world, mailboxes, faults, accounts
        self._sent: dict[int, int] = {}

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, auth: Any
    ) -> AuthResult:
        """Check name and password of a program that sends."""
        if (
            isinstance(auth, LoginPassword)
            and self._accounts.get(auth.login.decode()) == auth.password.decode()
        ):
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name with these arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept recipients under .example that have no fault."""
        del server, session
        if not exists(address):
            return "550 5.1.1 no such user: only addresses under .example exist here"
        fault = self._faults.of(address)
        if fault == "bounce":
            return "550 5.1.1 <mailbox does not exist>"
        if fault == "later":
            return "451 4.2.1 mailbox busy, try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - see above
        """Put the letter into the recipients' mailboxes."""
        if any(self._faults.of(address) == "drop" for address in envelope.rcpt_tos):
            if isinstance(server.transport, asyncio.Transport):
                server.transport.abort()
            return "421 4.4.2 connection dropped"
        raw, mail_from = self._played(session, envelope.original_content or b"", envelope.mail_from or "")
        if raw is None:
            return "421 4.7.0 too many letters, come back later"
        for address in envelope.rcpt_tos:
            await self._mailboxes.deliver(
                address, stamped(raw, self._world, mail_from, address, authentic=True)
            )
        return "250 2.0.0 delivered"

    def _played(self, session: Session, raw: bytes, mail_from: str) -> tuple[bytes | None, str]:
        """What the provider's character makes of a letter."""
        character = self._faults.character
        if character == "gmail-like":
            return raw, str(getattr(session, "login_data", None) or mail_from)
        if character == "portal-like":
            count = self._sent[id(session)] = self._sent.get(id(session), 0) + 1
            return (with_new_message_id(raw) if count <= PORTAL_LETTERS else None), mail_from
        return raw, mail_from
