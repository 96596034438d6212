"""A letter becomes a MIME message."""

from __future__ import annotations

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from invoicing.model.errors import Refused
from invoicing.services.ports import Letter


def to_message(letter: Letter, sender: str, sender_name: str, at: datetime) -> EmailMessage:
    """The message with both text parts, attachments, and the headers that keep robots from answering.

    Raises:
        Refused: reason `address-refused` when the recipient's address cannot stand in a header.
    """
    message = EmailMessage()
    try:
        message["From"] = Address(letter.sender_name or sender_name, addr_spec=sender)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = " ".join(letter.subject.split())
    except (ValueError, IndexError, MessageError) as error:
        raise Refused("address-refused", address=letter.to, text=str(error)[:100]) from error
    message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = letter.auto_submitted  # RFC 3834: nobody's robot should answer
    message["X-Auto-Response-Suppress"] = "All"  # the same, for Exchange
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=letter.reply_to)
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to
        message["References"] = letter.in_reply_to
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message
