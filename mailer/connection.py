"""One connection to a mail server, with every answer it gave to a letter."""

from __future__ import annotations

import time
from contextlib import suppress

import aiosmtplib

from invoicing.model.errors import LatarnikError, Refused, Unavailable
from mailer.accounts import Security, SmtpAccount, tls_context
from mailer.envelopes import Envelope

TIMEOUT = 30.0
IDLE_CHECK = 30.0
LETTERS_PER_CONNECTION = 100
INTERRUPTED = "mail-interrupted"
"""Reason of an `Unavailable`: the letter had begun to go, and may have arrived."""
FAULTS = (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError)
"""What the library raises when a letter does not go; ValueError: an address that cannot be said."""


class Connection:
    """Used for up to 100 letters. After any doubt it is thrown away: after a 421 the library believes it is connected."""

    def __init__(self, account: SmtpAccount) -> None:
        self._account = account
        self._client: aiosmtplib.SMTP | None = None
        self._used = 0
        self._last = 0.0

    async def open(self) -> aiosmtplib.SMTP:
        """The connection, a fresh one where the old one may be worn out."""
        client = self._client
        if client is not None and client.is_connected and self._used < LETTERS_PER_CONNECTION:
            if time.monotonic() - self._last < IDLE_CHECK:
                return client
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.noop()
                return client
        await self.close()
        account = self._account
        secured = account.security is not Security.NONE
        self._client = client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            username=account.user,
            password=account.password,
            oauth_token_generator=account.token,
            use_tls=account.security is Security.TLS,
            start_tls=account.security is Security.STARTTLS,
            tls_context=tls_context() if secured else None,
            timeout=TIMEOUT,
        )
        await client.connect()
        self._used = 0
        return client

    async def hand_over(self, envelope: Envelope, raw: bytes, lines: list[str]) -> str:
        """Say a letter; returns the words of the server that took it.

        Args:
            envelope: from whom and to whom.
            raw: the letter.
            lines: the transcript so far, which grows.
        """
        client = await self.open()
        dsn, utf8 = client.supports_extension("dsn"), not (envelope.to + envelope.sender).isascii()
        options = envelope.mail_options(dsn=dsn) + (["SMTPUTF8"] if utf8 else [])
        if client.supports_extension("size"):
            options.append(f"SIZE={len(raw)}")
        encoding = "utf-8" if utf8 else "ascii"
        lines.append(f"> MAIL FROM:<{envelope.sender}> {' '.join(options)}".rstrip())
        said = await client.mail(envelope.sender, options=options, encoding=encoding)
        lines.append(f"< {said.code} {said.message}")
        to = envelope.rcpt_options(dsn=dsn)
        lines.append(f"> RCPT TO:<{envelope.to}> {' '.join(to)}".rstrip())
        said = await client.rcpt(envelope.to, options=to, encoding=encoding)
        lines += [f"< {said.code} {said.message}", f"> DATA ({len(raw)} octets)"]
        said = await client.data(raw)
        lines.append(f"< {said.code} {said.message}")
        self._used += 1
        self._last = time.monotonic()
        return said.message

    async def reset(self) -> bool:
        """Forget a letter that was refused; False when the connection is of no more use."""
        try:
            if self._client is not None:
                await self._client.rset()
                return True
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            pass
        return False

    async def close(self) -> None:
        """Say goodbye to the server."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.quit(timeout=3)
            client.close()


def explained(error: Exception, address: str, lines: list[str]) -> LatarnikError:
    """Who is at fault, and whether to try again; details carry the transcript."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Unavailable("mail-login", service="smtp", text=error.message)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        lines.append(f"< {error.code} {error.message}")
        about_address = isinstance(error, aiosmtplib.SMTPRecipientRefused)
        return _answered(error, "address-refused" if about_address else "letter-refused", address, lines)
    began = bool(lines) and lines[-1].startswith("> DATA")
    text = str(error)[:200]
    if began:
        lines.append(f"! {text}")
        return Unavailable(INTERRUPTED, service="smtp", text=text, transcript="\n".join(lines))
    return Unavailable(service="smtp", text=text)


def _answered(
    error: aiosmtplib.SMTPResponseException, reason: str, address: str, lines: list[str]
) -> LatarnikError:
    said, status = "\n".join(lines), str(error.code)
    if 500 <= error.code < 600:
        return Refused(reason, address=address, status=status, text=error.message, transcript=said)
    return Unavailable(service="smtp", status=status, text=error.message, transcript=said)
