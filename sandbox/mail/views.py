"""Letters as the control API shows them."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from sandbox.mail.mailboxes import Letter


def parsed(letter: Letter) -> EmailMessage:
    """The letter as a message."""
    return message_from_bytes(letter.raw, _class=EmailMessage, policy=policy.default)


def summary(letter: Letter) -> dict[str, Any]:
    """A line of the mailbox."""
    message = parsed(letter)
    fields = {"from": "From", "to": "To", "subject": "Subject", "date": "Date", "message_id": "Message-ID"}
    row: dict[str, Any] = {name: str(message.get(header, "")) for name, header in fields.items()}
    return {
        "id": letter.id,
        **row,
        "in_reply_to": str(message["In-Reply-To"]) if message["In-Reply-To"] else None,
    }


def detail(letter: Letter, address: str) -> dict[str, Any]:
    """The whole letter."""
    message = parsed(letter)
    return {
        **summary(letter),
        "text": _body(message, "plain"),
        "html": _body(message, "html"),
        "raw_url": f"/api/mailboxes/{address}/{letter.id}/raw",
        "attachments": [
            {"name": part.get_filename() or "", "type": part.get_content_type(), "size": len(content(part))}
            for part in message.iter_attachments()
        ],
    }


def attachment(letter: Letter, name: str) -> tuple[str, bytes] | None:
    """Media type and bytes of an attachment."""
    for part in parsed(letter).iter_attachments():
        if part.get_filename() == name:
            return part.get_content_type(), content(part)
    return None


def content(part: Any) -> bytes:
    """Decoded bytes of a part."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    return content(part).decode(part.get_content_charset() or "utf-8", errors="replace")
