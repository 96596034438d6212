"""A letter as it goes out, the postman who takes it to the mail server, and what that server said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be sent; `message_id` is stored before the sending, so a repeat is the same letter.

    Attributes:
        company_id: whose letter it is, and so from which mailbox it goes.
        reference: of the delivery it belongs to, by which answers and returned letters find home.
        references: Message-IDs of its thread before the one that it answers.
        returned_as: what it is known by when it comes back, where that is another thing than the delivery.
    """

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str | None = None
    auto_submitted: str = "auto-generated"
    sender_name: str | None = None
    reply_to: str | None = None
    company_id: UUID | None = None
    reference: str | None = None
    returned_as: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SmtpAnswer:
    """What the server said about the recipient.

    Attributes:
        lines: the transcript of this letter, ours with ">" and the server's with "<"; no log-in is in it.
        raw: the letter as it went.
    """

    code: int
    text: str
    lines: tuple[str, ...] = ()
    raw: bytes = b""


class Postman(Protocol):
    """Hands letters to the mail server."""

    async def send(self, letter: Letter) -> SmtpAnswer:
        """Send; returns the server's acceptance.

        Raises:
            Unavailable: try again with the same Message-ID (4xx, connection lost); reason `mail-interrupted` when it
                may have arrived all the same.
            Refused: final (5xx); reason "address-refused", details carry code and text.
        """
