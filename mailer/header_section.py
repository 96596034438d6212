"""A letter's header section (RFC 5322 2.1): where it ends and what it says, of a length its sender does not decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser

from mailer.forgiving import FORGIVING

MOST_HEADERS = 256_000
"""Bytes of a letter's header; what is longer was written by nobody's mail program."""
_LONGEST_FIELD = 10_000
"""Bytes of all fields of one name together."""
_LONGEST_FROM = 2_000
_ADDRESSES = "addresses"
_MOST_ADDRESSES = 4_000
"""Bytes of all fields with addresses together: the library's time grows with their square."""
_OF_ADDRESSES = frozenset(
    {"to", "cc", "bcc", "reply-to", "sender", "delivered-to", "x-original-to", "envelope-to", "return-path"}
)
_FIELDS = re.compile(rb"\r?\n(?![ \t])")
_BARE_CR = re.compile(rb"\r(?!\n)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class UnreadableHeader(ValueError):
    """No mail program wrote such a header: whoever did wants two programs to read it differently, or one to be busy."""


def header_of(raw: bytes) -> EmailMessage:
    """The header alone.

    Raises:
        UnreadableHeader: it is longer than any mail program writes; cut off, it could hide a second sender. Or it holds
            half a line end, which one program takes for a whole one and another does not.
    """
    parser: BytesParser[EmailMessage] = BytesParser(EmailMessage, policy=FORGIVING)
    return parser.parsebytes(_shortened(head_of(raw)) + b"\r\n\r\n", headersonly=True)


def raw_fields(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names in lower case and values of the header's fields as they stand there, folded and encoded.

    Raises:
        UnreadableHeader: as `header_of`.
    """
    for each in _FIELDS.split(head_of(raw)):
        name, _, value = each.partition(b":")
        yield name.strip().lower(), value


def head_of(raw: bytes) -> bytes:
    """The bytes of the header, as they came.

    Raises:
        UnreadableHeader: as `header_of`.
    """
    end, _ = head_and_body(raw, 0, len(raw), MOST_HEADERS)
    if end >= MOST_HEADERS:
        raise UnreadableHeader("a header without end")
    if _BARE_CR.search(raw, 0, end):
        # DKIM reads on where the library begins a new field: all that we act on could stand between the two
        raise UnreadableHeader("half a line end")
    return raw[:end]


def _shortened(head: bytes) -> bytes:
    """With long fields cut off: the library takes minutes over thousands of addresses or encoded words.

    Raises:
        UnreadableHeader: From is that long; cut off, it could hide a second sender.
    """
    if len(head) <= _LONGEST_FROM:
        return head
    taken: Counter[str] = Counter()
    return b"\r\n".join(_cut(field, taken) for field in _FIELDS.split(head))


def _cut(field: bytes, taken: Counter[str]) -> bytes:
    """The field as far as those before it leave room; its name stays, for one that stands there twice is noticed."""
    name = field.partition(b":")[0].strip().lower().decode("latin-1")
    kind, most = _room(name)
    left = max(most - taken[kind], len(name) + 1)
    taken[kind] += len(field)
    if name == "from" and taken[kind] > most:
        raise UnreadableHeader("From without end")
    return field[:left]


def _room(name: str) -> tuple[str, int]:
    if name == "from":
        return name, _LONGEST_FROM
    if name in _OF_ADDRESSES or name.startswith("resent-"):
        return _ADDRESSES, _MOST_ADDRESSES
    return name, _LONGEST_FIELD


def head_and_body(raw: bytes, start: int, end: int, most: int) -> tuple[int, int]:
    """Where in the bytes from `start` to `end`, a letter or a part of one, the header ends and the body begins.

    The header ends after `most` bytes at the latest; there is none where a body stands alone.
    """
    for empty in (b"\r\n", b"\n"):
        if raw.startswith(empty, start, end):
            return start, start + len(empty)
    found = _HEAD_END.search(raw, start, min(end, start + most + 4))
    if found is None:
        cut = min(end, start + most)
        return cut, cut
    return found.start(), found.end()
