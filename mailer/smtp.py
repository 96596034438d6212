"""Letters out: a few connections to one mail server, used again and again."""

from __future__ import annotations

import asyncio
import email.policy
import re
import time
from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

import aiosmtplib

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.delivery.addressing import Addresses
from invoicing.services.letters_out import Letter, SmtpAnswer
from invoicing.services.mailboxes.records import MailboxAbilities
from invoicing.services.ports import Clock
from mailer.accounts import SmtpAccount
from mailer.connection import FAULTS, INTERRUPTED, Connection, explained
from mailer.envelopes import Envelope, envelope_of
from mailer.letters import to_message

POOL = 4
"""Connections to one account: on two cores four take half as many letters again as one does."""
LOOK_AGAIN = 60.0
"""Seconds for which it is believed what a mailbox can do."""
LARGEST = 10 * 1024 * 1024
"""Octets of the largest letter that goes out: beyond that many servers refuse, and the paper goes another way."""
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")

LearnedOf = Callable[[str], Awaitable[MailboxAbilities | None]]
"""What a mailbox was seen to do; None when nobody has looked yet."""
Pacing = Callable[[str, str], Awaitable[None]]
"""Waits for the turn of a letter: account, recipient; raises `Unavailable` (`NotYet`) when it is not now."""


class Allowance(Protocol):
    """How many letters a mailbox may send in a day."""

    async def take(self, mailbox: str, company_id: UUID | None) -> None:
        """Count a letter before it goes; raises `NotYet` when it may not go today."""

    async def give_back(self, mailbox: str) -> None:
        """It did not get out."""


Signing = Callable[[bytes], bytes]
"""Adds a signature to a letter."""


class SmtpPostman:
    """Sends letters of one account over SMTP (port `Postman`).

    Args:
        account: where, and as whom.
        clock: dates the letters.
        addresses: makes addresses that find home; None: letters have plain ones.
        learned: what the mailbox can do; None: nothing is relied on.
        pacing: keeps the limits of the provider and of the recipients' servers.
        sign: signs by DKIM.
        allowance: keeps the limit that the provider has for a day.
    """

    def __init__(
        self,
        account: SmtpAccount,
        clock: Clock,
        *,
        addresses: Addresses | None = None,
        learned: LearnedOf | None = None,
        pacing: Pacing | None = None,
        sign: Signing | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self._allowance = allowance
        self._account, self._clock, self._addresses = account, clock, addresses
        self._learned, self._pacing, self._sign = learned, pacing, sign
        self._room = asyncio.Semaphore(POOL)
        self._idle: list[Connection] = []
        self._known: tuple[float, MailboxAbilities | None] | None = None

    async def send(self, letter: Letter) -> SmtpAnswer:
        """Hand one letter over; the answer is the server's word that it took it.

        Raises:
            Unavailable: 4xx, no connection; reason `mail-interrupted`: lost after DATA began. Repeat with the same
                Message-ID. `NotYet`: it is not this letter's turn.
            Refused: 5xx; reason `address-refused` or `letter-refused`.
        """
        envelope = envelope_of(letter, self._account.sender, self._addresses, await self._abilities())
        raw = self._written(letter, envelope)
        if len(raw) > LARGEST:
            raise Refused("letter-too-large", address=letter.to, size=str(len(raw)))
        if self._pacing is not None:
            await self._pacing(self._account.sender, letter.to)
        if self._allowance is None:
            return await self._hand_over(envelope, raw, letter.to)
        await self._allowance.take(self._account.sender, letter.company_id)
        try:
            return await self._hand_over(envelope, raw, letter.to)
        except Unavailable as later:
            if later.reason != INTERRUPTED:  # the letter may have gone all the same
                await self._allowance.give_back(self._account.sender)
            raise

    async def _hand_over(self, envelope: Envelope, raw: bytes, to: str) -> SmtpAnswer:
        lines: list[str] = []
        async with self._room:
            connection = self._idle.pop() if self._idle else Connection(self._account)
            try:
                said = await connection.hand_over(envelope, raw, lines)
            except FAULTS as error:
                refused = isinstance(error, aiosmtplib.SMTPRecipientRefused)
                if refused and await connection.reset():
                    self._idle.append(connection)
                else:
                    await connection.close()
                raise explained(error, to, lines) from error
            except BaseException:
                await connection.close()
                raise
            self._idle.append(connection)
        return SmtpAnswer(250, said, tuple(lines), raw)

    async def close(self) -> None:
        """Say goodbye to the server."""
        while self._idle:
            await self._idle.pop().close()

    async def check(self) -> None:
        """Connect and log in (for `doctor`).

        Raises:
            Unavailable: the server does not let us in.
        """
        connection = Connection(self._account)
        try:
            await connection.open()
        except FAULTS as error:
            raise explained(error, "", []) from error
        finally:
            await connection.close()

    def _written(self, letter: Letter, envelope: Envelope) -> bytes:
        account = self._account
        message = to_message(letter, account.sender, account.sender_name, self._clock.now(), envelope)
        utf8 = not (letter.to + account.sender).isascii()
        policy = email.policy.SMTPUTF8 if utf8 else email.policy.SMTP
        raw = message.as_bytes(policy=policy)
        if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
            raw = _LINE_ENDS.sub(b"\r\n", raw)  # what was signed, or kept as proof, must be what goes
        return self._sign(raw) if self._sign is not None else raw

    async def _abilities(self) -> MailboxAbilities | None:
        if self._learned is None:
            return None
        if self._known is None or time.monotonic() - self._known[0] > LOOK_AGAIN:
            self._known = (time.monotonic(), await self._learned(self._account.sender))
        return self._known[1]
