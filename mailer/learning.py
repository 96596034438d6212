"""What a mailbox can do, learned from one letter to itself."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from invoicing.services.mailboxes.records import MailboxAbilities
from invoicing.services.ports import Clock
from mailer.accounts import ImapAccount, SmtpAccount
from mailer.connection import FAULTS, Connection, explained
from mailer.forgiving import FORGIVING
from mailer.imap import Imap

PATIENCE = 60.0
"""Seconds in which a letter to oneself is there, or takes another way."""
_LOOK_EVERY = 1.0
_REFUSED = (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused)

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Probe:
    """A letter to oneself: where it went, and what the server would not take."""

    word: str
    message_id: str
    mail_from: str
    to: str
    announces_dsn: bool


class Learning:
    """Sends the letter and looks at what comes back.

    Args:
        out, into: the mailbox.
        clock: dates the letter.
        words: subject and text of the letter; a word of its own is put behind the subject.
        patience: seconds to wait for it.
    """

    def __init__(
        self,
        out: SmtpAccount,
        into: ImapAccount,
        clock: Clock,
        words: tuple[str, str],
        *,
        patience: float = PATIENCE,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._out, self._into, self._clock, self._words = out, into, clock, words
        self._looks, self._sleep = max(1, round(patience / _LOOK_EVERY)), sleep

    async def __call__(self) -> MailboxAbilities | None:
        """What the mailbox can do; None when the letter went and did not come.

        Raises:
            Unavailable: a server does not let us in.
            Refused: the letter was not taken.
        """
        async with Imap(self._into) as mailbox:
            for plus in (True, False):
                probe = await self._send(plus=plus)
                raw = await self._arrived(mailbox, probe.word)
                if raw is not None:
                    return await self._learned(mailbox, probe, raw)
        return None

    async def _send(self, *, plus: bool) -> _Probe:
        """Ask for everything at first, and for less where the server says no."""
        word = secrets.token_hex(6)
        base, _, domain = self._out.sender.partition("@")
        own = f"{base}+b-{word}@{domain}"
        wanted = [f"{base}+{word}@{domain}", self._out.sender] if plus else [self._out.sender]
        connection = Connection(self._out)
        try:
            client = await connection.open()
            mail_from, to = await _envelope(client, [own, self._out.sender], wanted)
            message_id = f"<{word}.learning@{domain}>"
            await client.data(self._written(word, message_id, to))
            return _Probe(word, message_id, mail_from, to, client.supports_extension("dsn"))
        except FAULTS as error:
            raise explained(error, self._out.sender, []) from error
        finally:
            await connection.close()

    def _written(self, word: str, message_id: str, to: str) -> bytes:
        message = EmailMessage(policy=policy.SMTP)
        subject, text = self._words
        message["From"], message["To"] = self._out.sender, to
        message["Subject"] = f"{subject} {word}"
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = message_id
        message["Auto-Submitted"] = (
            "auto-generated"  # our own worker reads this mailbox too, and is to pass it by
        )
        message.set_content(text)
        return message.as_bytes()

    async def _arrived(self, mailbox: Imap, word: str) -> bytes | None:
        for _ in range(self._looks):
            if uids := await mailbox.uids_with("SUBJECT", word):
                return await mailbox.fetch(uids[0])
            await self._sleep(_LOOK_EVERY)
        return None

    async def _learned(self, mailbox: Imap, probe: _Probe, raw: bytes) -> MailboxAbilities:
        message = message_from_bytes(raw, _class=EmailMessage, policy=FORGIVING)
        sent = await mailbox.sent_folder()
        copied = False
        if sent is not None:
            await mailbox.open(sent)
            copied = bool(await mailbox.uids_with("SUBJECT", probe.word))
        came_to = [str(value).strip(" <>").lower() for value in message.get_all("Delivered-To", [])]
        return MailboxAbilities(
            self._clock.now(),
            own_mail_from="+" in probe.mail_from and probe.mail_from in str(message.get("Return-Path", "")),
            plus_address=probe.to != self._out.sender,
            delivered_to=probe.to in came_to,
            keeps_message_id=str(message.get("Message-ID", "")).strip() == probe.message_id,
            announces_dsn=probe.announces_dsn,
            copies_sent=copied,
            sent_folder=sent,
        )


async def _envelope(
    client: aiosmtplib.SMTP, senders: Sequence[str], recipients: Sequence[str]
) -> tuple[str, str]:
    """The first pair of addresses that the server takes; the last refusal, when it takes none."""
    pairs = [(sender, recipient) for recipient in recipients for sender in senders]
    for sender, recipient in pairs:
        try:
            await client.mail(sender)
            await client.rcpt(recipient)
        except _REFUSED:
            if (sender, recipient) == pairs[-1]:
                raise
            await client.rset()
        else:
            return sender, recipient
    raise AssertionError(pairs)
