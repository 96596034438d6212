"""Headers a mail server adds, takes away, or spoils."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.utils import format_datetime, make_msgid, parseaddr

from sandbox.world import World

AUTHSERV = "mx.sandbox.example"
_OWN_RESULTS = re.compile(
    rb"^authentication-results:\s*mx\.sandbox\.example\b[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)


def stamped(raw: bytes, world: World, mail_from: str, recipient: str, *, authentic: bool) -> bytes:
    """The letter as it lies in the mailbox: trace headers and our verdict on top, forged verdicts removed."""
    head, separator, body = _split(raw)
    head = _OWN_RESULTS.sub(b"", head + b"\n").rstrip(b"\n")
    domain = parseaddr(str(message_from_bytes(head + b"\n\n", policy=policy.compat32).get("From", "")))[
        1
    ].rpartition("@")[2]
    verdict = "pass" if authentic else "fail"
    lines = [
        f"Return-Path: <{mail_from}>",
        f"Delivered-To: {recipient}",
        f"Authentication-Results: {AUTHSERV}; dkim={verdict} header.d={domain}; dmarc={verdict} header.from={domain}",
        f"Received: from sandbox by {AUTHSERV}; {format_datetime(world.clock.now())}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n" + head.replace(b"\n", b"\r\n") + separator + body


def with_new_message_id(raw: bytes) -> bytes:
    """A portal rewrites Message-ID."""
    replacement = f"Message-ID: {make_msgid(domain='portal.example')}".encode()
    return re.sub(
        rb"^message-id:[^\n]*(?:\n[ \t][^\n]*)*",
        replacement,
        raw,
        count=1,
        flags=re.IGNORECASE | re.MULTILINE,
    )


def _split(raw: bytes) -> tuple[bytes, bytes, bytes]:
    normal = raw.replace(b"\r\n", b"\n")
    head, _, body = normal.partition(b"\n\n")
    return head, b"\r\n\r\n", body.replace(b"\n", b"\r\n")
