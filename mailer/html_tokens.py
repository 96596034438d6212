"""Tags and texts of an HTML letter, in time that grows with its length and no faster.

The standard library's parser begins anew at every "<" of a made-up letter, and is at it for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

MOST_TAGS = 30_000
_LONGEST_TAG = 20_000
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,40}")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']{1,60})(?:\s{0,20}=\s{0,20}("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_RAW = frozenset({"script", "style", "title", "textarea", "noscript", "template"})
"""What stands in these is no text, whatever it looks like."""


@dataclass(frozen=True, slots=True)
class Token:
    """A tag, or text where `tag` is None."""

    tag: str | None = None
    text: str = ""
    closes: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def tokens(html: str) -> Iterator[Token]:
    """Tags and texts in order; what is unfinished at the end is left out."""
    at = seen = 0
    while at < len(html) and seen < MOST_TAGS:
        begin = html.find("<", at)
        if begin < 0:
            yield Token(text=unescape(html[at:]))
            return
        if begin > at:
            yield Token(text=unescape(html[at:begin]))
        at, token = _markup(html, begin)
        seen += 1
        if token is not None:
            yield token
            at = _behind(html, at, token)


def _markup(html: str, begin: int) -> tuple[int, Token | None]:
    """What begins at a "<", and where to go on."""
    if html.startswith("<!--", begin):
        return _after(html, "-->", begin + 2), None
    if html.startswith(("<!", "<?"), begin):
        return _after(html, ">", begin), None
    closes = html.startswith("/", begin + 1)
    name = _NAME.match(html, begin + 1 + closes)
    if name is None:
        return begin + 1, Token(text="<")
    end = _end_of_tag(html, name.end())
    if end < 0:
        return len(html), None
    said = {} if closes else _attributes(html[name.end() : min(end, name.end() + _LONGEST_TAG)])
    return end + 1, Token(name[0].lower(), closes=closes, attributes=said)


def _end_of_tag(html: str, start: int) -> int:
    """Where the tag ends: a ">" inside a quoted value is none."""
    end = html.find(">", start)
    for _ in range(5):
        if end < 0 or end - start > _LONGEST_TAG or not _is_open(html[start:end]):
            break
        end = html.find(">", end + 1)
    return end


def _is_open(said: str) -> bool:
    """Whether a quotation is open at its end."""
    return re.sub(r"""=\s{0,20}(?:"[^"]*"|'[^']*')""", "", said).rstrip().count('="') > 0


def _attributes(said: str) -> dict[str, str]:
    found = ((each[1].lower(), (each[2] or "").strip("\"'")) for each in _ATTRIBUTE.finditer(said))
    return {name: unescape(value) for name, value in found}


def _behind(html: str, at: int, token: Token) -> int:
    """Where to go on after a tag: behind what is no text."""
    if token.closes or token.tag not in _RAW:
        return at
    found = re.compile(f"</{token.tag}", re.IGNORECASE).search(html, at)
    return found.start() if found else len(html)


def _after(html: str, what: str, at: int) -> int:
    found = html.find(what, at)
    return found + len(what) if found >= 0 else len(html)
