"""A stored letter becomes what a person did."""

from __future__ import annotations

import asyncio
import logging
from email.message import EmailMessage

from invoicing.services.letters_in.subjects import own_subject, sends_on
from invoicing.services.messages import Channel, Incoming, Quoted, Sender
from invoicing.services.records import Received
from mailer.accounts import ImapAccount
from mailer.attachments import files_of
from mailer.authenticity import single_sender
from mailer.body import body_of, is_sealed
from mailer.dkim_check import KeyLookup, Keys, keys_for, signature_of
from mailer.header_section import UnreadableHeader, header_of
from mailer.headers import one_line
from mailer.loops import from_a_robot
from mailer.parts import Apart, taken_apart
from mailer.proving import proof_of
from mailer.stripping import Words
from mailer.vacations import sounds_automatic
from mailer.withholding import WITHHELD

log = logging.getLogger(__name__)

TOO_LARGE = "X-Latarnik-Too-Large"
"""The header on top of a letter that was not fetched whole."""
_HEADERS = 256_000  # bytes in which a signature is looked for
_LONG = 200_000  # bytes
_LONGEST_NAME = 200
_REFERENCES = 20  # names of letters in a thread
_LONGEST_QUOTED = 20_000
_LONGEST_HEADER = 4_000


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
                keys = await keys_for(header_of(received.raw), self._look_up)
            except UnreadableHeader:
                pass  # said once, as it is read
            except Exception:
                log.warning("a signature cannot be read", extra={"received": received.key}, exc_info=True)
        if len(received.raw) > _LONG:
            return await asyncio.to_thread(self, received, keys)  # a long letter holds everybody up
        return self(received, keys)

    def __call__(self, received: Received, keys: Keys | None = None) -> Incoming | None:
        """What was written; None for letters nobody answers (robots, lists, bounces, no single sender, unreadable)."""
        try:
            return self._read(received, keys or {})
        except UnreadableHeader as error:
            log.info("a letter is left alone", extra={"received": received.key, "why": str(error)})
            return None
        except Exception:
            # the library stumbles over made-up headers in many ways, and one letter must not hold up all others
            log.warning("a letter cannot be read", extra={"received": received.key}, exc_info=True)
            return None

    def _read(self, received: Received, keys: Keys) -> Incoming | None:
        letter = taken_apart(received.raw)
        message = letter.header
        sender = single_sender(message)
        if sender is None or from_a_robot(message, sender, self._account.mailbox):
            return None
        words = body_of(letter)
        if sounds_automatic(words.own):
            return None
        name = one_line(str(message["From"].addresses[0].display_name or ""))[:_LONGEST_NAME]
        subject = _header(message, "Subject")
        return Incoming(
            key=received.key,
            sender=Sender(Channel.EMAIL, sender, name or sender),
            chat=sender,
            text=words.own or own_subject(subject),
            received_at=received.received_at,
            proof=proof_of(message, self._account, signature_of(received.raw, message, keys)),
            thread=_header(message, "Message-ID"),
            subject=subject,
            references=tuple((_header(message, "References") or "").split())[-_REFERENCES:],
            withheld=_header(message, WITHHELD),
            media=_unreadable(letter),
            attachments=files_of(letter),
            quoted=_quoted(words, subject),
            company_id=self._account.company_id,
        )


def _unreadable(letter: Apart) -> str | None:
    if TOO_LARGE in letter.header:
        return "large-letter"
    if is_sealed(letter):
        return "sealed-letter"
    return None if letter.whole else "tangled-letter"


def _quoted(words: Words, subject: str | None) -> Quoted | None:
    """What was quoted; a subject tells what clients do not that send on a letter as if they answered it."""
    if not words.quoted:
        return None
    return Quoted(words.quoted[:_LONGEST_QUOTED], words.forwarded or sends_on(subject))


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return one_line(str(value)[:_LONGEST_HEADER])[:900] or None if value else None
