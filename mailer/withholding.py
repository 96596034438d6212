"""A letter with a key or a token in it is stored without its body; who wrote it and what our server says of it stay."""

from __future__ import annotations

import re

from invoicing.services.access.pasted import Pasted, is_key_file, secret_in
from mailer.header_section import MOST_HEADERS
from mailer.headers import decoded
from mailer.parts import all_leaves

WITHHELD = "X-Latarnik-Withheld"
"""The header that takes the place of the body."""
_FIELD = re.compile(rb"[\x21-\x39\x3b-\x7e]+:")
_IN_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+[ \t]*:|[ \t]|From |$")
_DROPPED = re.compile(rb"(?:subject|content-[a-z-]+|mime-version)\s*:", re.IGNORECASE)
_LARGEST_LOOK = 200_000  # bytes of a part
_LARGEST_LETTER = 10_000_000  # bytes of a letter inside a letter
_SUBJECT = re.compile(rb"^subject\s*:((?:.*\n[ \t])*.*)", re.IGNORECASE | re.MULTILINE)
_FOLD = re.compile(r"\n(?=[ \t])")


def without_secrets(raw: bytes) -> bytes:
    """The letter as it may be stored.

    A letter that cannot be taken apart is searched as it is.
    """
    try:
        kind = _given_away(raw)
    except ValueError:
        kind = secret_in(raw.decode("latin-1"))
    return raw if kind is None else _bare(raw, kind)


def _given_away(raw: bytes) -> Pasted | None:
    head, blank, _ = raw[:MOST_HEADERS].replace(b"\r\n", b"\n").partition(b"\n\n")
    if not blank or not all(map(_IN_HEADER.match, head.split(b"\n"))):
        raise ValueError("no header")
    for subject in _SUBJECT.findall(head):
        if (found := secret_in(decoded(_FOLD.sub(" ", subject.decode("latin-1"))))) is not None:
            return found
    for part in all_leaves(raw, _LARGEST_LETTER):
        if is_key_file(part.name):
            return Pasted.FILE
        if (found := secret_in(part.content(_LARGEST_LOOK).decode("latin-1"))) is not None:
            return found
    return None


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
