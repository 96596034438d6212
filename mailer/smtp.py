"""Letters out: one worker, one connection used again and again."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import aiosmtplib

from invoicing.model.errors import LatarnikError, Refused, Unavailable
from invoicing.services.ports import Clock, Letter, SmtpAnswer
from mailer.accounts import Security, SmtpAccount, tls_context
from mailer.letters import to_message

TIMEOUT = 30.0
IDLE_CHECK = 30.0
LETTERS_PER_CONNECTION = 100


class SmtpPostman:
    """Sends letters over SMTP (port `Postman`).

    A connection is used for up to 100 letters: on loopback that is three times faster than one for each. After
    any doubt it is thrown away, because after a 421 the library still believes it is connected.
    """

    def __init__(self, account: SmtpAccount, clock: Clock) -> None:
        self._account, self._clock = account, clock
        self._lock = asyncio.Lock()
        self._client: aiosmtplib.SMTP | None = None
        self._used = 0
        self._last = 0.0

    async def send(self, letter: Letter) -> SmtpAnswer:
        """Hand one letter over; the answer is the server's word that it took it.

        Raises:
            Unavailable: 4xx, no connection, or lost after DATA began: repeat with the same Message-ID.
            Refused: 5xx; reason `address-refused` or `letter-refused`.
        """
        account = self._account
        message = to_message(letter, account.sender, account.sender_name, self._clock.now())
        async with self._lock:
            try:
                client = await self._connected()
                _, answer = await client.send_message(message, sender=account.sender, recipients=[letter.to])
            except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
                if not isinstance(error, aiosmtplib.SMTPRecipientsRefused):
                    await self._hang_up()
                raise _explained(error, letter.to) from error
            self._used += 1
            self._last = time.monotonic()
        return SmtpAnswer(250, answer)

    async def close(self) -> None:
        """Say goodbye to the server."""
        async with self._lock:
            await self._hang_up()

    async def check(self) -> None:
        """Connect and log in (for `doctor`).

        Raises:
            Unavailable: the server does not let us in.
        """
        async with self._lock:
            try:
                await self._connected()
            except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
                await self._hang_up()
                raise _explained(error, "") from error

    async def _connected(self) -> aiosmtplib.SMTP:
        client = self._client
        if client is not None and client.is_connected and self._used < LETTERS_PER_CONNECTION:
            if time.monotonic() - self._last < IDLE_CHECK:
                return client
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.noop()
                return client
        await self._hang_up()
        account = self._account
        secured = account.security is not Security.NONE
        self._client = client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            username=account.user,
            password=account.password,
            use_tls=account.security is Security.TLS,
            start_tls=account.security is Security.STARTTLS,
            tls_context=tls_context() if secured else None,
            timeout=TIMEOUT,
        )
        await client.connect()
        self._used = 0
        return client

    async def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.quit(timeout=3)
            client.close()


def _explained(error: Exception, address: str) -> LatarnikError:
    """Who is at fault, and whether to try again."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _answered(error.recipients[0].code, error.recipients[0].message, "address-refused", address)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Unavailable("mail-login", service="smtp", text=error.message)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _answered(error.code, error.message, "letter-refused", address)
    return Unavailable(service="smtp", text=str(error)[:200])


def _answered(code: int, text: str, reason: str, address: str) -> LatarnikError:
    if 500 <= code < 600:
        return Refused(reason, address=address, status=str(code), text=text)
    return Unavailable(service="smtp", status=str(code), text=text)
