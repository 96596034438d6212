"""A letter with a key or a token in it is stored without its body; who wrote it and what our server says of it stay."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from invoicing.services.access.pasted import Pasted, is_key_file, secret_in

WITHHELD = "X-Latarnik-Withheld"
"""The header that takes the place of the body."""
_FIELD = re.compile(rb"[\x21-\x39\x3b-\x7e]+:")
_DROPPED = re.compile(rb"(?:subject|content-[a-z-]+|mime-version)\s*:", re.IGNORECASE)
_LARGEST_LOOK = 200_000  # bytes of a part


def without_secrets(raw: bytes) -> bytes:
    """The letter as it may be stored.

    A letter that cannot be taken apart is searched as it is.
    """
    try:
        # the library's older policy: every letter of a backlog comes by here, and it reads headers only when asked
        kind = _given_away(message_from_bytes(raw))
    except Exception:  # noqa: BLE001 - the library stumbles over made-up headers in many ways
        kind = secret_in(raw.decode("latin-1"))
    return raw if kind is None else _bare(raw, kind)


def _given_away(message: Message) -> Pasted | None:
    if (found := secret_in(_words(message.get("Subject", "")))) is not None:
        return found
    for part in message.walk():
        if is_key_file(_words(part.get_filename() or "")):
            return Pasted.FILE
        if not part.is_multipart() and (found := secret_in(_text(part))) is not None:
            return found
    return None


def _words(value: Any) -> str:
    """A header's words, encoded or not."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, MessageError):  # a charset or an encoding that is none
        return str(value)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload[:_LARGEST_LOOK].decode("latin-1") if isinstance(payload, bytes) else ""


def _bare(raw: bytes, kind: Pasted) -> bytes:
    """The header as it came, but for the subject, which may hold the secret too."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    kept: list[bytes] = []
    dropping = False
    for line in head.split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            dropping = _DROPPED.match(line) is not None or _FIELD.match(line) is None
        if not dropping:
            kept.append(line)
    if secret_in(b"\n".join(kept).decode("latin-1")) is not None:
        kept = []
    return b"\r\n".join([*kept, f"{WITHHELD}: {kind}".encode(), b"", b""])
