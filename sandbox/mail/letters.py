"""A letter in a mailbox, and how the control API shows it."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

Json = dict[str, Any]


@dataclass
class Letter:
    """One delivered letter, with the trace headers on top."""

    id: int
    raw: bytes
    received_at: datetime

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed letter."""
        return message_from_bytes(self.raw, policy=policy.default)

    def row(self) -> Json:
        """What a list of letters shows."""
        return {
            "id": self.id,
            "from": self._header("From"),
            "to": self._header("To"),
            "subject": self._header("Subject"),
            "date": self._date(),
            "message_id": self._header("Message-ID"),
            "in_reply_to": self._header("In-Reply-To") or None,
        }

    def whole(self, address: str) -> Json:
        """The opened letter; `address` names the mailbox in its links."""
        here = f"/api/mailboxes/{address}/{self.id}"
        return {
            **self.row(),
            "text": self._body("plain"),
            "html": self._body("html") or None,
            "raw_url": f"{here}/raw",
            "delivered_to": self._header("Delivered-To"),
            "return_path": self._header("Return-Path"),
            "attachments": [
                {"name": name, "type": part.get_content_type(), "size": len(_content(part))}
                for name, part in self._attachments()
            ],
        }

    def attachment(self, name: str) -> tuple[str, bytes]:
        """Type and content of an attachment.

        Raises:
            KeyError: the letter has none of that name.
        """
        part = dict(self._attachments())[name]
        return part.get_content_type(), _content(part)

    def _header(self, name: str) -> str:
        return str(self.message.get(name, "")).strip()

    def _date(self) -> str:
        try:
            return parsedate_to_datetime(self._header("Date")).isoformat()
        except ValueError:
            return self.received_at.isoformat()

    def _body(self, kind: str) -> str:
        part: Any = self.message.get_body((kind,))
        return "" if part is None else _text(part)

    def _attachments(self) -> list[tuple[str, EmailMessage]]:
        found: dict[str, EmailMessage] = {}
        for number, part in enumerate(self.message.iter_attachments(), 1):
            name = (part.get_filename() or f"część-{number}").replace("/", "_")
            found[name if name not in found else f"{number}-{name}"] = part
        return list(found.items())


def _content(part: EmailMessage) -> bytes:
    payload: Any = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    # A message inside the message (a report, a forwarded letter) has no bytes of its own.
    inner: Any = part.get_payload()
    return b"\r\n".join(one.as_bytes() for one in inner)


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a charset nobody knows
        return _content(part).decode("utf-8", "replace")
