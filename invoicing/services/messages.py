"""What people say to Latarnik and what it shows them: the same for every front end.

A front end turns its update into `Incoming` and shows a `Reply`. A reply holds codes and data, never sentences:
`templates` has the words, in the person's language.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from invoicing.services.delivery.answered import Answered
from invoicing.services.file_refs import FileRef

if TYPE_CHECKING:  # what was understood is told in values of this module
    from invoicing.services.parsing.understood import SaidLine

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


class Channel(StrEnum):
    """A front end."""

    TELEGRAM = "telegram"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks, as the channel knows them: Telegram user id, or e-mail address in lower case."""

    channel: Channel
    address: str
    name: str
    language: str = "pl"


@dataclass(frozen=True, slots=True)
class Choice:
    """A tapped button: what to do, to what, and the version of the card it stood on.

    >>> choice = Choice("issue", UUID(int=7), 3)
    >>> choice.encode()
    'issue:AAAAAAAAAAAAAAAAAAAAAAAAA4:3'
    >>> Choice.decode(choice.encode()) == choice
    True
    """

    action: str
    subject: UUID | None = None
    version: int = 0

    def encode(self) -> str:
        """At most 64 bytes of ASCII (Telegram's callback_data)."""
        subject = base64.b32encode(self.subject.bytes).decode().rstrip("=") if self.subject else ""
        return f"{self.action}:{subject}:{self.version}"

    @classmethod
    def decode(cls, text: str) -> Choice | None:
        """Read an encoded choice; None for anything else, because anyone can send any callback data."""
        try:
            action, subject, version = text.split(":")
            raw = base64.b32decode(subject + "=" * (-len(subject) % 8)) if subject else None
            return cls(action, UUID(bytes=raw) if raw else None, int(version))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that somebody sent; its bytes stay with the front end until they are asked for.

    Attributes:
        reference: how the front end finds it.
        size: bytes, 0 when the channel did not say.
        content: the bytes themselves, where the front end has them at hand (a letter) and they are not too many.
    """

    reference: str
    name: str
    size: int = 0
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a letter quotes or sends on: perhaps somebody else's words, so it never fills an invoice.

    Attributes:
        text: the words.
        forwarded: it is a letter that was sent on.
    """

    text: str
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class MailProof:
    """What a letter brings along to show who sent it; what that allows, `mail_trust` decides.

    Attributes:
        mailbox: the address of the mailbox that it lies in, in lower case.
        token: the secret part of the address it came to, or the one in its subject, in lower case; None for none.
        in_subject: the token stood in the subject.
        vouched: our own mail server says that DMARC passed for the domain in From.
        signed: we have checked a DKIM signature of the domain in From, by our stricter rules.
        addressed: To or Cc names the mailbox that it lies in.
        dated: its Date; None when it has none that can be read.
        digest: SHA-256 (hex) of its Message-ID and what was signed, the same for every copy of it.
    """

    mailbox: str | None = None
    token: str | None = None
    in_subject: bool = False
    vouched: bool = False
    signed: bool = False
    addressed: bool = False
    dated: datetime | None = None
    digest: str | None = None

    @property
    def sender_is_real(self) -> bool:
        """Whether From is more than text."""
        return self.vouched or self.signed


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did.

    Attributes:
        key: unique for ever, e.g. "telegram:42:10017"; handling it twice changes nothing.
        sender: who.
        chat: where an answer goes (Telegram chat id, or the e-mail address to answer).
        text: what was written ("" for a tap or a sticker); of a letter its writer's own words, or else its subject.
        received_at: when the channel got it.
        choice: the tapped button.
        tapped_message: the message whose button was tapped, so that its card can be edited.
        callback: what the front end must acknowledge (Telegram's callback query id).
        start: the parameter of an invitation link.
        media: sticker, photo, voice, video, document, contact, location, large-letter (of it only the headers are here),
            sealed-letter (encrypted), tangled-letter (not to be taken apart), other, or None for plain text.
        document: the file itself, where `media` is a document.
        attachments: files of a letter, in order.
        quoted: what a letter quotes beside its own words.
        lines: what a table that came along says, to be put into the invoice that the words ask for.
        private: False in a group.
        forwarded: the text is somebody else's.
        proof: what an e-mail shows of its sender; None in Telegram, which vouches for everybody itself.
        message: its own id in the chat (Telegram), so that it can be deleted.
        withheld: it held a secret of that kind (`Pasted`), which was not stored; nothing else of it is here.
        thread: Message-ID an answer belongs to (e-mail), and `subject` its subject.
        references: Message-IDs of the letters before it in its thread, the oldest first.
        answered: which letter of ours it answers (e-mail).
        company_id: whose mailbox it came to: it is about that company alone; None for the installation's own.
    """

    key: str
    sender: Sender
    chat: str
    text: str
    received_at: datetime
    choice: Choice | None = None
    tapped_message: str | None = None
    callback: str | None = None
    start: str | None = None
    media: str | None = None
    document: IncomingFile | None = None
    attachments: tuple[IncomingFile, ...] = ()
    quoted: Quoted | None = None
    lines: tuple[SaidLine, ...] = ()
    private: bool = True
    forwarded: bool = False
    proof: MailProof | None = None
    thread: str | None = None
    subject: str | None = None
    references: tuple[str, ...] = ()
    message: str | None = None
    withheld: str | None = None
    company_id: UUID | None = None
    answered: Answered | None = None


class Style(StrEnum):
    """How prominent a button is."""

    PLAIN = "plain"
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Option:
    """A button: `label` is a code of templates/chat/labels; exactly one of choice, copy, url.

    `about` takes the place of {} in the label: a number, a name.
    """

    label: str
    choice: Choice | None = None
    copy: str | None = None
    url: str | None = None
    style: Style = Style.PLAIN
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show: a code of templates/chat with its data (JSON only), buttons, files.

    Attributes:
        code: the template, e.g. "draft-card".
        data: strings, numbers as decimal strings, dates as ISO; the template formats.
        options: rows of buttons.
        documents: files sent along, in order.
        edits: message id to edit instead of sending a new one; when it is gone a new one is sent.
        tag: a name for this message in its chat (such as "accepted:<invoice>"), so that a later reply can replace it.
        replaces: tag of the message to edit; when nothing is known under it a new one is sent.
        language: speak this one, whatever the person has chosen; None for the person's own.
        removes: id of a message of the person's that is deleted first; `data` then says under "removed" whether it is gone.
        callback: acknowledge this first (answerCallbackQuery), with `alert` as the pop-up's template code.
        secret: it holds what lets somebody in; the promise to show it is sealed until it is shown.
    """

    code: str
    data: Mapping[str, Json] = field(default_factory=dict)
    options: tuple[tuple[Option, ...], ...] = ()
    documents: tuple[FileRef, ...] = ()
    edits: str | None = None
    tag: str | None = None
    replaces: str | None = None
    callback: str | None = None
    alert: str | None = None
    removes: str | None = None
    language: str | None = None
    secret: bool = False
