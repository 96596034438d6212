"""The headers that a mail server writes on top of a letter, and those it must not let through."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime, parseaddr

AUTHSERV = "mx.sandbox.example"
DOMAIN = re.compile(r"[a-z0-9.-]+")
COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Passage:
    """How a letter came here.

    Attributes:
        mail_from: the envelope sender; empty for reports.
        rcpt_to: the address it was sent to, plus part included.
        helo: how the sending host called itself.
        authentic: whether the sender's domain vouches for it; None: nothing was checked.
    """

    mail_from: str
    rcpt_to: str
    helo: str
    received_at: datetime
    letter_id: str
    authentic: bool | None


def stamped(raw: bytes, passage: Passage) -> bytes:
    """The letter with our trace headers on top, without results that somebody else wrote in our name."""
    head, body = _split(raw)
    kept = b"".join(one for one in _fields(head) if not _claims_to_be_ours(one))
    lines = [
        f"Return-Path: <{passage.mail_from}>",
        f"Delivered-To: {passage.rcpt_to}",
        *_results(kept, authentic=passage.authentic),
        f"Received: from {passage.helo} (localhost [127.0.0.1])",
        f"\tby {AUTHSERV} with ESMTPA id {passage.letter_id}",
        f"\tfor <{passage.rcpt_to}>; {format_datetime(passage.received_at)}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode() + kept + body


def with_message_id(raw: bytes, message_id: str) -> bytes:
    """The letter under another Message-ID; the old one stays readable in X-Original-Message-ID."""
    head, body = _split(raw)
    fields = [
        b"X-Original-Message-ID:" + one.partition(b":")[2] if _name(one) == b"message-id" else one
        for one in _fields(head)
    ]
    return b"".join([*fields, f"Message-ID: {message_id}\r\n".encode()]) + body


def head_of(raw: bytes) -> bytes:
    """The header fields of a letter alone."""
    return _split(raw)[0]


def with_crlf(raw: bytes) -> bytes:
    r"""The letter with the line ends of the wire.

    >>> with_crlf(b"a\nb\r\n")
    b'a\r\nb\r\n'
    """
    return re.sub(rb"\r?\n", b"\r\n", raw)


def from_domain(head: bytes) -> str:
    """The domain of the first From address, or `invalid` where none can be read."""
    sender = message_from_bytes(head, policy=policy.compat32).get("From", "")
    domain = parseaddr(str(sender))[1].rpartition("@")[2].lower()
    return domain if DOMAIN.fullmatch(domain) else "invalid"


def _results(head: bytes, *, authentic: bool | None) -> Iterator[str]:
    if authentic is None:
        return
    domain = from_domain(head)
    dkim, verdict = (f"dkim=pass header.d={domain}", "pass") if authentic else ("dkim=none", "fail")
    yield f"Authentication-Results: {AUTHSERV}; {dkim}; dmarc={verdict} header.from={domain}"


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Header fields, and everything from the empty line on."""
    if raw.startswith(b"\r\n"):
        return b"", raw
    at = raw.find(b"\r\n\r\n")
    if at < 0:
        return (raw if raw.endswith(b"\r\n") else raw + b"\r\n"), b"\r\n"
    return raw[: at + 2], raw[at + 2 :]


def _fields(head: bytes) -> Iterator[bytes]:
    """Header fields as they stand, each with its folded lines."""
    yield from re.findall(rb"[^\r\n][^\n]*\n(?:[ \t][^\n]*\n)*", head)


def _name(one: bytes) -> bytes:
    return one.partition(b":")[0].strip().lower()


def _claims_to_be_ours(one: bytes) -> bool:
    if _name(one) != b"authentication-results":
        return False
    value = COMMENT.sub(" ", " ".join(one.partition(b":")[2].decode("latin-1").split()))
    claimed = value.partition(";")[0].split()
    return bool(claimed) and claimed[0].strip('"').lower() == AUTHSERV
