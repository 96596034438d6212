"""A letter taken apart into its parts, in time and memory that the letter's sender does not decide.

The standard library's parser tries every open boundary on every line and nests as deep as it is told to; a letter
that is made for it keeps us busy for minutes. Here boundaries are looked for as bytes, to a fixed depth and number;
a part is a place in the letter, and nothing is copied or decoded before somebody asks for it.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

from mailer.header_section import MOST_HEADERS, head_and_body, header_of
from mailer.headers import decoded, parameters

MOST_PARTS = 200
DEEPEST = 12
LETTER = "message/rfc822"
_PART_HEADER = 16_000
_INNER_LETTERS = 5  # letters inside letters inside letters
_IN_BASE64 = 4 / 3
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a letter.

    Attributes:
        kind: media type in lower case.
        letter: the bytes of the whole letter; the part stands in them from `start` to `end`.
        parameters: of Content-Type.
        name: of the file, "" where it has none.
        attached: whether the writer's program called it an attachment.
        encoding: Content-Transfer-Encoding in lower case.
        within: media types of the containers around it, outermost first.
        alternative: number of the multipart/alternative it belongs to, -1 for none.
    """

    kind: str
    letter: bytes = field(repr=False)
    start: int
    end: int
    parameters: dict[str, str] = field(default_factory=dict)
    name: str = ""
    attached: bool = False
    encoding: str = ""
    within: tuple[str, ...] = ()
    alternative: int = -1

    @property
    def size(self) -> int:
        """Bytes of what it holds, nearly: decoding is left to whoever wants it."""
        length = self.end - self.start
        return int(length / _IN_BASE64) if self.encoding == "base64" else length

    def content(self, limit: int) -> bytes:
        """What it holds, at most so many bytes; a broken encoding gives what can be read of it."""
        taken = 3 * limit + 100 if self.encoding else limit  # encodings make three bytes of one at most
        raw = self.letter[self.start : min(self.end, self.start + taken)]
        if self.encoding == "base64":
            return _from_base64(raw)[:limit]
        if self.encoding == "quoted-printable":
            return quopri.decodestring(raw)[:limit]
        return raw[:limit]


@dataclass(frozen=True, slots=True)
class Apart:
    """A letter: its header, and its leaves in order; `whole` is False when there were more than we take."""

    header: EmailMessage
    parts: tuple[Part, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the letter a part stands: between which bytes, and in which containers."""

    start: int
    end: int
    within: tuple[str, ...] = ()
    alternative: int = -1


class _Budget:
    """How much of a letter is still looked at."""

    def __init__(self) -> None:
        self._left, self.whole, self._alternatives = MOST_PARTS, True, 0

    def take(self) -> bool:
        """One more part; False when there were enough."""
        self._left -= 1
        self.whole &= self._left >= 0
        return self._left >= 0

    def number(self, kind: str, around: int) -> int:
        """The number of the multipart/alternative that a container's parts belong to."""
        if kind != "multipart/alternative":
            return around
        self._alternatives += 1
        return self._alternatives


def taken_apart(raw: bytes) -> Apart:
    """The letter's header and leaves.

    Raises:
        ValueError: as `header_of`.
    """
    parts, whole = leaves_of(raw)
    return Apart(header_of(raw), parts, whole)


def leaves_of(raw: bytes) -> tuple[tuple[Part, ...], bool]:
    """The leaves in order, and whether these are all."""
    budget = _Budget()
    return tuple(_leaves(raw, budget, _Place(0, len(raw)))), budget.whole


def all_leaves(raw: bytes, limit: int, depth: int = 0) -> Iterator[Part]:
    """The leaves, and those of letters that are attached, each of at most `limit` bytes.

    Raises:
        ValueError: there is more in it than we look at.
    """
    parts, whole = leaves_of(raw)
    if not whole or depth > _INNER_LETTERS:
        raise ValueError("too many parts")
    for part in parts:
        yield part
        if part.kind == LETTER:
            yield from all_leaves(part.content(limit), limit, depth + 1)


def _leaves(raw: bytes, budget: _Budget, place: _Place) -> Iterator[Part]:
    if not budget.take():
        return
    head, body = head_and_body(raw, place.start, place.end, _PART_HEADER if place.within else MOST_HEADERS)
    fields = _fields(raw[place.start : head])
    kind, said = parameters(fields.get("content-type", ""))
    here = _Place(body, place.end, place.within, place.alternative)
    if not kind.startswith("multipart/"):
        yield _leaf(raw, kind, said, fields, here)
    elif not said.get("boundary"):  # there is nothing to take it apart by
        yield _leaf(raw, "text/plain", {}, {}, here)
    elif len(place.within) >= DEEPEST:
        budget.whole = False
    else:
        number = budget.number(kind, place.alternative)
        for start, end in _pieces(raw, here, said["boundary"].encode("utf-8", "surrogateescape")):
            yield from _leaves(raw, budget, _Place(start, end, (*place.within, kind), number))
            if not budget.whole:
                return


def _leaf(raw: bytes, kind: str, said: dict[str, str], fields: dict[str, str], place: _Place) -> Part:
    disposition, about = parameters(fields.get("content-disposition", ""))
    return Part(
        kind=kind or "text/plain",
        letter=raw,
        start=place.start,
        end=place.end,
        parameters=said,
        name=decoded(about.get("filename") or said.get("name") or "")[:200],
        attached=disposition == "attachment",
        encoding=fields.get("content-transfer-encoding", "").strip().lower(),
        within=place.within,
        alternative=place.alternative,
    )


def _fields(head: bytes) -> dict[str, str]:
    """The fields that say how a part is made; the first one counts."""
    found: dict[str, str] = {}
    for line in _FOLD.sub(b" ", head).splitlines():
        name, colon, value = line.partition(b":")
        key = name.strip().lower().decode("latin-1")
        if colon and key.startswith("content-"):
            found.setdefault(key, value.decode("utf-8", "surrogateescape").strip()[:4000])
    return found


def _pieces(raw: bytes, place: _Place, boundary: bytes) -> Iterator[tuple[int, int]]:
    """What stands between the lines that are the boundary (RFC 2046 5.1.1)."""
    line = re.compile(rb"\n--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?=\n|\Z)")
    found = line.search(raw, place.start - 1, place.end)
    while found is not None and not found[1]:
        start = min(found.end() + 1, place.end)
        found = line.search(raw, start - 1, place.end)
        end = place.end if found is None else found.start()
        if found is not None and raw.startswith(b"\r", end - 1):
            end -= 1
        yield start, max(start, end)


def _from_base64(raw: bytes) -> bytes:
    clean = raw.translate(None, _NOT_BASE64)
    clean = clean.partition(b"=")[0]  # what follows the padding is nobody's
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return b""
