"""The envelope of a letter: who gets it back, and what a server is asked to report, as far as the mailbox can."""

from __future__ import annotations

import re
from dataclasses import dataclass

from invoicing.services.delivery.addressing import Addresses, Purpose
from invoicing.services.letters_out import Letter
from invoicing.services.mailboxes.records import MailboxAbilities

_XTEXT = re.compile(
    r"[^!-*,-<>-~]"
)  # what RFC 3461 4 writes as +hex: everything but visible ASCII without + and =


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a letter travels in.

    Attributes:
        sender: MAIL FROM, where it is returned to.
        reply_to: our address for the buyer's answer; None where the mailbox cannot have one.
        mark: words of `X-Latarnik-Ref`, and the envelope's own name (ENVID) where reports can be asked for.
        reports: whether somebody reads reports that come to `sender`.
    """

    sender: str
    to: str
    reply_to: str | None = None
    mark: str | None = None
    reports: bool = False

    def mail_options(self, *, dsn: bool) -> list[str]:
        """Options of MAIL, when the server announces delivery reports (RFC 3461)."""
        if not dsn or self.mark is None:
            return []
        return ["RET=HDRS", f"ENVID={self.mark}"]

    def rcpt_options(self, *, dsn: bool) -> list[str]:
        """Options of RCPT; success is asked for only where a machine reads it, a person's mailbox would fill up."""
        if not dsn or self.mark is None:
            return []
        notify = "SUCCESS,FAILURE,DELAY" if self.reports else "FAILURE,DELAY"
        original = [f"ORCPT=rfc822;{xtext(self.to)}"] if self.to.isascii() else []
        return [f"NOTIFY={notify}", *original]


def envelope_of(
    letter: Letter, mailbox: str, addresses: Addresses | None, abilities: MailboxAbilities | None
) -> Envelope:
    """The envelope; the rungs below VERP are chosen where a mailbox cannot do it, or nobody has looked yet."""
    named = letter.returned_as or letter.reference
    if named is None or addresses is None:
        return Envelope(mailbox, letter.to)
    mark = addresses.mark(named)
    if abilities is None or not abilities.plus_address:
        return Envelope(mailbox, letter.to, mark=mark, reports=abilities is not None)
    back = addresses.make(Purpose.BOUNCE, named, mailbox) if abilities.own_mail_from else None
    reply = addresses.make(Purpose.REPLY, letter.reference, mailbox) if letter.reference else None
    return Envelope(back or mailbox, letter.to, reply, mark, reports=True)


def xtext(text: str) -> str:
    """Text of an option (RFC 3461 4).

    >>> xtext("jan+faktury@klient.example")
    'jan+2Bfaktury@klient.example'
    """
    return _XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", text)
