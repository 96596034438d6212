"""A stored letter becomes what a person did."""

from __future__ import annotations

import asyncio
import logging
from email import message_from_bytes, policy
from email.message import EmailMessage

from invoicing.services.messages import Channel, Incoming, Sender
from invoicing.services.records import Received
from mailer.accounts import ImapAccount
from mailer.authenticity import single_sender
from mailer.dkim_check import KeyLookup, Keys, keys_for, signature_of
from mailer.loops import from_a_robot
from mailer.proving import proof_of
from mailer.texts import own_words
from mailer.withholding import WITHHELD

log = logging.getLogger(__name__)

TOO_LARGE = "X-Latarnik-Too-Large"
"""The header on top of a letter that was not fetched whole."""
_HEADERS = 256_000  # bytes in which a signature is looked for
_LONG = 200_000  # bytes


class LetterReader:
    """Reads letters of one mailbox."""

    def __init__(self, account: ImapAccount, look_up: KeyLookup | None = None) -> None:
        """`look_up` asks the DNS for keys of senders; without it no signature is checked."""
        self._account, self._look_up = account, look_up

    async def checked(self, received: Received) -> Incoming | None:
        """The same as a call, and the sender's signature is checked with the keys that the DNS holds."""
        keys: Keys = {}
        if self._look_up is not None and b"dkim-signature" in received.raw[:_HEADERS].lower():
            try:
                keys = await keys_for(_parsed(received.raw), self._look_up)
            except Exception:
                log.warning("a signature cannot be read", extra={"received": received.key}, exc_info=True)
        if keys and len(received.raw) > _LONG:
            return await asyncio.to_thread(self, received, keys)  # hashing a long letter holds everybody up
        return self(received, keys)

    def __call__(self, received: Received, keys: Keys | None = None) -> Incoming | None:
        """What was written; None for letters nobody answers (robots, lists, bounces, no single sender, unreadable)."""
        try:
            return self._read(received, keys or {})
        except Exception:
            # the library stumbles over made-up headers in many ways, and one letter must not hold up all others
            log.warning("a letter cannot be read", extra={"received": received.key}, exc_info=True)
            return None

    def _read(self, received: Received, keys: Keys) -> Incoming | None:
        message = _parsed(received.raw)
        sender = single_sender(message)
        if sender is None or from_a_robot(message, sender, self._account.mailbox):
            return None
        name = str(message["From"].addresses[0].display_name or sender)
        return Incoming(
            key=received.key,
            sender=Sender(Channel.EMAIL, sender, name),
            chat=sender,
            text=own_words(message),
            received_at=received.received_at,
            proof=proof_of(message, self._account, signature_of(received.raw, message, keys)),
            thread=_header(message, "Message-ID"),
            subject=_header(message, "Subject"),
            withheld=_header(message, WITHHELD),
            media="large-letter" if TOO_LARGE in message else None,
            company_id=self._account.company_id,
        )


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split())[:900] if value else None
