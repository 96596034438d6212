"""Reports of mail servers are read before anybody takes a letter for a command.

Two readers: of standard reports (RFC 3464), and of the free text that Polish portals still write. Which letter it is
about is told by the address the report came to (VERP), the envelope's name (ENVID), our header in the returned part,
its Message-ID, and at last by nothing but the recipient.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage, Message
from typing import Any

from invoicing.model.delivering import DeliveryNews
from invoicing.services.delivery.addressing import HEADER, Addresses, Purpose
from invoicing.services.delivery.bounces import Report, TakingReports
from invoicing.services.messages import Incoming
from invoicing.services.records import Received
from mailer.forgiving import FORGIVING
from mailer.header_section import UnreadableHeader, header_of
from mailer.parts import leaves_of

log = logging.getLogger(__name__)

_ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_ACTIONS = {
    "failed": DeliveryNews.BOUNCED,
    "delayed": DeliveryNews.DELAYED,
    "delivered": DeliveryNews.DELIVERED,
    "relayed": DeliveryNews.RELAYED,
    "expanded": DeliveryNews.RELAYED,
}
_LONGEST = 1_000_000  # bytes of a report; what it reports stands before what it returns
_LOOKED_AT = 200_000  # characters of a free text
_SAID = 300
_DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail[._-]?delivery|bounces?)([+@.-]|$)", re.IGNORECASE)
_MARK = re.compile(rf"^[>\t ]*{HEADER}:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(r"^[>\t ]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_FAILED = re.compile(
    r"\b5\.\d\.\d{1,3}\b|\b55[0-4][ -]|nie istnieje|nieznan\w{1,20} (?:adres|użytkownik|odbiorc)|konto .{0,30}zablokowan"
    r"|nie (?:może|mogła|mógł|udało się|można)\b.{0,40}dostarcz|niedostarczon|skrzynk\w{1,20} .{0,40}przepełnion"
    r"|could not be delivered|undeliverable|delivery (?:has )?failed|user unknown|no such user",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"\b4\.\d\.\d{1,3}\b|opóźnion|delayed|will (?:be )?retr|ponow\w{1,20} prób", re.IGNORECASE
)

Reader = Callable[[Received], Incoming | Awaitable[Incoming | None] | None]


class ReportsFirst:
    """A reader of letters that takes reports out; everything else goes to the reader behind it."""

    def __init__(self, addresses: Addresses, take: TakingReports, then: Reader) -> None:
        self._addresses, self._take, self._then = addresses, take, then

    async def __call__(self, received: Received) -> Incoming | None:
        """What a person wrote; None when it was a report, or nothing for anybody."""
        found, ours = self._read(received)
        if found is not None:
            await self._take(received.key, found, received.raw, received.received_at)
        if found is not None or ours:
            return None
        answer = self._then(received)
        return await answer if inspect.isawaitable(answer) else answer

    def _read(self, received: Received) -> tuple[Report | None, bool]:
        """The report, and whether the letter came to an address for returned letters: nothing there is a command."""
        try:
            head = header_of(received.raw)  # most letters are none, and some are long
        except UnreadableHeader:  # whoever reads letters says why it is left alone
            return None, False
        try:
            back = came_back_to(head, self._addresses)
            if head.get_content_type() != "multipart/report" and not _from_a_daemon(head):
                return None, back is not None
            return read_report(_parsed(received.raw[:_LONGEST]), self._addresses, back), back is not None
        except Exception:
            # the library stumbles over made-up headers in many ways, and one letter must not hold up all others
            log.warning("a report cannot be read", extra={"received": received.key}, exc_info=True)
            return None, False


def _parsed(raw: bytes) -> EmailMessage:
    """The report.

    Raises:
        ValueError: it is more tangled than any server's; the library would be at it for minutes.
    """
    if not leaves_of(raw)[1]:
        raise ValueError("too many parts")
    return message_from_bytes(raw, _class=EmailMessage, policy=FORGIVING)


def came_back_to(message: EmailMessage, addresses: Addresses) -> str | None:
    """The reference of the address for returned letters that it came to."""
    return marked_in(message, addresses, Purpose.BOUNCE)


def marked_in(message: EmailMessage, addresses: Addresses, *purposes: Purpose) -> str | None:
    """The reference of the address of ours that it came to, of those for these purposes."""
    for name in _ENVELOPE_HEADERS:
        for value in message.get_all(name, []):
            for each in _ADDRESS.findall(str(value)[:1000]):
                marked = addresses.read(each)
                if marked is not None and marked.purpose in purposes:
                    return marked.reference
    return None


def read_report(message: EmailMessage, addresses: Addresses, back: str | None = None) -> Report | None:
    """What a letter reports, by either reader; None when it is no report."""
    found = _standard(message) if message.get_content_type() == "multipart/report" else None
    if found is None and _from_a_daemon(message):
        found = _free_text(message)
    if found is None:
        return None
    if back is not None:
        return replace(found, reference=back, by="verp")
    returned = "\n".join(_texts(message))[:_LOOKED_AT]
    envid = addresses.read_mark(found.reference or "")
    marks = filter(None, (addresses.read_mark(each) for each in _MARK.findall(returned)))
    header = next(marks, None)
    by = "envid" if envid else "header" if header else "message-id" if found.message_id else "recipient"
    return replace(found, reference=envid or header, by=by)


def _standard(message: EmailMessage) -> Report | None:
    """Of a delivery-status part (RFC 3464); `reference` is the envelope's name as it stands there."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks: list[Message[str, str]] = [each for each in part.get_payload() if isinstance(each, Message)]
        about = next((each for each in blocks if each["Action"]), None)
        if about is None:
            return None
        news = _ACTIONS.get(_field(about, "Action").lower())
        if news is None:
            return None
        words = f"{_field(about, 'Status')} {_typed(_field(about, 'Diagnostic-Code'))}"
        recipient = _typed(_field(about, "Original-Recipient") or _field(about, "Final-Recipient"))
        texts = "\n".join(_texts(message))[:_LOOKED_AT]
        named = _MESSAGE_ID.search(texts)
        return Report(
            news,
            " ".join(words.split())[:_SAID],
            reference=_field(blocks[0], "Original-Envelope-Id") or None,
            message_id=named[1] if named else None,
            recipient=recipient.lower() or None,
            reporter=_typed(_field(blocks[0], "Reporting-MTA")) or None,
        )
    return None


def _free_text(message: EmailMessage) -> Report | None:
    """Of the words for people; a report about nothing that can be recognised is none."""
    text = "\n".join(_texts(message))[:_LOOKED_AT]
    failed, delayed = _FAILED.search(text), _DELAYED.search(text)
    said = failed or delayed
    if said is None:
        return None
    news = DeliveryNews.BOUNCED if failed else DeliveryNews.DELAYED
    own = {str(each).lower() for each in _ADDRESS.findall(f"{message['To']} {message['From']}")}
    others = [each.lower() for each in _ADDRESS.findall(text) if each.lower() not in own]
    named = _MESSAGE_ID.search(text)
    return Report(
        news,
        _line_around(text, said.start()),
        message_id=named[1] if named else None,
        recipient=others[0] if others else None,
    )


def _from_a_daemon(message: EmailMessage) -> bool:
    """Whether a mail server wrote it: by name, and with nobody to answer to."""
    senders = [str(each) for each in _ADDRESS.findall(str(message.get("From", "")))]
    robotic = str(message.get("Auto-Submitted", "no")).strip().lower() != "no"
    nobody = str(message.get("Return-Path", "")).strip() == "<>"
    return any(_DAEMON.match(each) for each in senders) and (robotic or nobody)


def _texts(message: EmailMessage) -> Iterator[str]:
    """Texts, and the headers of what was returned."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, Message):
                yield "\n".join(f"{name}: {value}" for name, value in inner.items())
        elif kind in {"text/plain", "text/html", "text/rfc822-headers"}:
            yield _decoded(part)


def _decoded(part: Any) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1250", "replace")


def _field(block: Message[str, str], name: str) -> str:
    return " ".join(str(block.get(name) or "").split())[:_SAID]


def _typed(value: str) -> str:
    """The value behind its type: `rfc822; jan@klient.example`."""
    return value.partition(";")[2].strip() if ";" in value else value


def _line_around(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return " ".join(text[start : end if end > 0 else None].split())[:_SAID]
