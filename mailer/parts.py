"""A letter taken apart into its parts, in time and memory that the letter's sender does not decide.

The standard library's parser tries every open boundary on every line and nests as deep as it is told to; a letter
that is made for it keeps us busy for minutes. Here boundaries are looked for as bytes, to a fixed depth and number,
and nothing is decoded before somebody asks for it.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from mailer.headers import decoded, parameters

MOST_PARTS = 200
DEEPEST = 12
MOST_HEADERS = 256_000
"""Bytes of a letter's header; what is longer was written by nobody's mail program."""
_PART_HEADER = 16_000
_ENCODED_SPARE = 4 / 3
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a letter.

    Attributes:
        kind: media type in lower case.
        parameters: of Content-Type.
        name: of the file, "" where it has none.
        attached: whether the writer's program called it an attachment.
        within: media types of the containers around it, outermost first.
        alternative: number of the multipart/alternative it belongs to, -1 for none.
        raw: its bytes as they stand in the letter.
        encoding: Content-Transfer-Encoding in lower case.
    """

    kind: str
    raw: bytes = field(repr=False)
    parameters: dict[str, str] = field(default_factory=dict)
    name: str = ""
    attached: bool = False
    encoding: str = ""
    within: tuple[str, ...] = ()
    alternative: int = -1

    @property
    def size(self) -> int:
        """Bytes of what it holds, nearly: decoding is left to whoever wants it."""
        return int(len(self.raw) / _ENCODED_SPARE) if self.encoding == "base64" else len(self.raw)

    def content(self, limit: int) -> bytes:
        """What it holds, at most so many bytes; a broken encoding gives what can be read of it."""
        raw = self.raw[: int(limit * _ENCODED_SPARE * 1.1) + 100]
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
    """Where in the letter a part stands."""

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

    def inside(self, place: _Place, kind: str) -> _Place:
        """What stands inside a container there."""
        if kind != "multipart/alternative":
            return _Place((*place.within, kind), place.alternative)
        self._alternatives += 1
        return _Place((*place.within, kind), self._alternatives)


def header_of(raw: bytes) -> EmailMessage:
    """The header alone.

    Raises:
        ValueError: it is longer than any mail program writes; cut off, it could hide a second sender.
    """
    head, _ = _split(raw, MOST_HEADERS)
    if len(head) >= MOST_HEADERS:
        raise ValueError("a header without end")
    parser: BytesParser[EmailMessage] = BytesParser(EmailMessage, policy=policy.default)
    return parser.parsebytes(head + b"\r\n\r\n", headersonly=True)


def taken_apart(raw: bytes) -> Apart:
    """The letter's header and leaves."""
    budget = _Budget()
    parts = tuple(_leaves(raw, budget, _Place()))
    return Apart(header_of(raw), parts, budget.whole)


def _leaves(raw: bytes, budget: _Budget, place: _Place) -> Iterator[Part]:
    if not budget.take():
        return
    head, body = _split(raw, _PART_HEADER if place.within else MOST_HEADERS)
    fields = _fields(head)
    kind, said = parameters(fields.get("content-type", ""))
    if not kind.startswith("multipart/"):
        yield _leaf(kind, said, fields, body, place)
    elif not said.get("boundary"):  # there is nothing to take it apart by
        yield _leaf("text/plain", {}, {}, body, place)
    elif len(place.within) >= DEEPEST:
        budget.whole = False
    else:
        inside = budget.inside(place, kind)
        for piece in _pieces(body, said["boundary"].encode("utf-8", "surrogateescape")):
            yield from _leaves(piece, budget, inside)
            if not budget.whole:
                return


def _leaf(kind: str, said: dict[str, str], fields: dict[str, str], body: bytes, place: _Place) -> Part:
    disposition, about = parameters(fields.get("content-disposition", ""))
    return Part(
        kind=kind or "text/plain",
        raw=body,
        parameters=said,
        name=decoded(about.get("filename") or said.get("name") or "")[:200],
        attached=disposition == "attachment",
        encoding=fields.get("content-transfer-encoding", "").strip().lower(),
        within=place.within,
        alternative=place.alternative,
    )


def _split(raw: bytes, most: int) -> tuple[bytes, bytes]:
    """Header and body; the header ends at `most` bytes at the latest, and is empty where a body stands alone."""
    if raw.startswith((b"\n", b"\r\n")):
        return b"", raw.lstrip(b"\r\n")
    found = _HEAD_END.search(raw[: most + 4])
    if found is None:
        return raw[:most], raw[most:]
    return raw[: found.start()], raw[found.end() :]


def _fields(head: bytes) -> dict[str, str]:
    """The fields that say how a part is made; the first one counts."""
    found: dict[str, str] = {}
    for line in _FOLD.sub(b" ", head).splitlines():
        name, colon, value = line.partition(b":")
        key = name.strip().lower().decode("latin-1")
        if colon and key.startswith("content-"):
            found.setdefault(key, value.decode("utf-8", "surrogateescape").strip()[:4000])
    return found


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines that are the boundary (RFC 2046 5.1.1)."""
    mark = b"--" + boundary
    at = 0 if body.startswith(mark) else _line_with(body, mark, 0)
    while at >= 0:
        after = at + len(mark)
        if body[after : after + 2] == b"--":
            return
        start = body.find(b"\n", after) + 1
        if not start:
            return
        following = _line_with(body, mark, start - 1)
        end = following if following >= 0 else len(body)
        yield body[start:end].removesuffix(b"\n").removesuffix(b"\r") if following >= 0 else body[start:end]
        at = following


def _line_with(body: bytes, mark: bytes, start: int) -> int:
    """Where a line begins that is the mark and nothing longer; -1 when there is none."""
    at = body.find(b"\n" + mark, start)
    while at >= 0:
        end = at + 1 + len(mark)
        rest = body[end : end + 200].split(b"\n", 1)[0].strip()
        if rest in {b"", b"--"}:
            return at + 1
        at = body.find(b"\n" + mark, end)
    return -1


def _from_base64(raw: bytes) -> bytes:
    clean = _NOT_BASE64.sub(b"", raw)
    clean = clean[: clean.find(b"=")] if b"=" in clean else clean  # what follows the padding is nobody's
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return b""
