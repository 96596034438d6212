"""A letter becomes a MIME message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from invoicing.model.errors import Refused
from invoicing.services.delivery.addressing import HEADER
from invoicing.services.delivery.letters import InlinePicture
from invoicing.services.letters_out import Letter
from mailer.envelopes import Envelope
from mailer.loops import LOOP

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")  # visible ASCII without angle brackets
_ENCODED = "=?"
_REFERENCES = 10  # of a long thread the last ones
_UNUSABLE = (
    ValueError,
    IndexError,
    MessageError,
)  # how the library says that an address cannot stand in a header


def to_message(
    letter: Letter, sender: str, sender_name: str, at: datetime, envelope: Envelope | None = None
) -> EmailMessage:
    """The message with both text parts, attachments, and the headers that keep robots from answering.

    A buyer's answer goes to our address, where there is one, and to the seller's own: it must not get lost with either.

    Raises:
        Refused: reason `address-refused` when the recipient's address cannot stand in a header.
    """
    message = EmailMessage()
    message["From"] = Address(_one_line(letter.sender_name or sender_name), addr_spec=sender)
    try:
        message["To"] = Address(addr_spec=letter.to)
    except _UNUSABLE as error:
        raise Refused("address-refused", address=letter.to, text=str(error)[:100]) from error
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = letter.auto_submitted  # RFC 3834: nobody's robot should answer
    message["X-Auto-Response-Suppress"] = "All"  # the same, for Exchange
    message[LOOP] = sender  # and our own, should it come back
    if envelope is not None and envelope.mark is not None:
        message[HEADER] = envelope.mark
    _put_reply_to(message, [envelope.reply_to if envelope else None, letter.reply_to])
    _put_thread(message, letter.in_reply_to or "", letter.references)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    _put_pictures(message, letter)
    for attachment in letter.attachments:
        if not isinstance(attachment, InlinePicture):
            main, _, sub = attachment.media_type.partition("/")
            message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message


def _put_reply_to(message: EmailMessage, wanted: Sequence[str | None]) -> None:
    usable: list[Address] = []
    for each in filter(None, wanted):
        with suppress(
            *_UNUSABLE
        ):  # a seller's mistyped address is no reason to keep an invoice from its buyer
            usable.append(Address(addr_spec=each))
    if usable:
        message["Reply-To"] = usable


def _put_pictures(message: EmailMessage, letter: Letter) -> None:
    """Pictures go beside the HTML that shows them (RFC 2387), so that no reader lists them as files."""
    html = message.get_body(("html",))
    for picture in letter.attachments:
        if isinstance(picture, InlinePicture) and html is not None:
            main, _, sub = picture.media_type.partition("/")
            html.add_related(
                picture.content,
                maintype=main,
                subtype=sub,
                cid=f"<{picture.content_id}>",
                filename=picture.name,
                disposition="inline",
            )


def _put_thread(message: EmailMessage, answered: str, before: Sequence[str]) -> None:
    """Name the letter that is answered; a Message-ID that is none was made up to do harm, or does no good."""
    if _is_name(answered):
        message["In-Reply-To"] = answered
        thread = dict.fromkeys([*[each for each in before if _is_name(each)][-_REFERENCES:], answered])
        message["References"] = " ".join(thread)


def _is_name(text: str) -> bool:
    return _MESSAGE_ID.fullmatch(text) is not None and _ENCODED not in text


def _one_line(text: str) -> str:
    r"""Text for a header, which a stranger may have chosen.

    The library decodes encoded words in what it is given, line ends among them, and writes those out as they are:
    so no such word may be left.

    >>> _one_line("Faktura\r\nBcc: x"), _one_line("=?utf-8?q?=0D=0ABcc:_x?=")
    ('Faktura Bcc: x', '= ?utf-8?q?=0D=0ABcc:_x?=')
    """
    return " ".join(_CONTROL.sub(" ", text).split()).replace(_ENCODED, "= ?")
