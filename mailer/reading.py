"""A stored letter becomes what a person did."""

from __future__ import annotations

import logging
from email import message_from_bytes, policy
from email.message import EmailMessage

from invoicing.services.messages import Channel, Incoming, Sender
from invoicing.services.records import Received
from mailer.accounts import ImapAccount
from mailer.authenticity import single_sender
from mailer.loops import from_a_robot
from mailer.proving import proof_of
from mailer.texts import own_words
from mailer.withholding import WITHHELD

log = logging.getLogger(__name__)


class LetterReader:
    """Reads letters of one mailbox."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account

    def __call__(self, received: Received) -> Incoming | None:
        """What was written; None for letters nobody answers (robots, lists, bounces, no single sender, unreadable)."""
        try:
            return self._read(received)
        except Exception:
            # the library stumbles over made-up headers in many ways, and one letter must not hold up all others
            log.warning("a letter cannot be read", extra={"received": received.key}, exc_info=True)
            return None

    def _read(self, received: Received) -> Incoming | None:
        message = message_from_bytes(received.raw, _class=EmailMessage, policy=policy.default)
        sender = single_sender(message)
        if sender is None or from_a_robot(message, sender, self._account.user):
            return None
        name = str(message["From"].addresses[0].display_name or sender)
        return Incoming(
            key=received.key,
            sender=Sender(Channel.EMAIL, sender, name),
            chat=sender,
            text=own_words(message),
            received_at=received.received_at,
            proof=proof_of(message, self._account),
            thread=_header(message, "Message-ID"),
            subject=_header(message, "Subject"),
            withheld=_header(message, WITHHELD),
        )


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split())[:900] if value else None
