"""`parse_mode=MarkdownV2`, and the older `Markdown`, with their complaints."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.telegram.entities import Entity, utf16_length
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.links import checked_link, mentioned_user

RESERVED = "_*[]()~`>#+-=|{}.!"
# Longer signs first: "__" is not two italics. Name in complaints, type in entities.
SIGNS = {
    "```": ("PreCode", "pre"),
    "__": ("Underline", "underline"),
    "||": ("Spoiler", "spoiler"),
    "_": ("Italic", "italic"),
    "*": ("Bold", "bold"),
    "~": ("Strikethrough", "strikethrough"),
    "`": ("Code", "code"),
    "[": ("TextUrl", "text_link"),
}
LANGUAGE = re.compile(r"([^\s`]+)?\n")
OLD_SIGNS = {"*": "bold", "_": "italic", "`": "code", "```": "pre"}


@dataclass(slots=True)
class _Open:
    sign: str
    offset: int
    begin: int
    start: int
    language: str = ""


class _Writer:
    """The text that comes out, measured in UTF-16 units."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.units = 0
        self.entities: list[Entity] = []

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.units += utf16_length(text)

    def mark(self, kind: str, offset: int, **more: str) -> None:
        if self.units > offset:
            self.entities.append({"offset": offset, "length": self.units - offset, "type": kind, **more})

    def link(self, address: str, offset: int) -> None:
        user, link = mentioned_user(address), checked_link(address)
        if user:
            self.entities.append(
                {"offset": offset, "length": self.units - offset, "type": "text_mention", "user_id": user}
            )
        elif link:
            self.mark("text_link", offset, url=link)

    def bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode())


class _MarkdownV2(_Writer):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.open: list[_Open] = []
        self.quote: int | None = None

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self._step()
        if self.open:
            name, begin = SIGNS[self.open[-1].sign][0], self.bytes_before(self.open[-1].begin)
            raise _refuse(f"Can't find end of {name} entity at byte offset {begin}")
        self._end_quote()
        return "".join(self.parts), self.entities

    def _step(self) -> None:
        source, at = self.source, self.at
        sign = source[at]
        if sign == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) < 127:
            self.put(source[at + 1])
            self.at += 2
        elif self._in_code() and sign != "`":
            self._plain(sign)
        elif sign == "\n":
            self._line_end()
        elif sign not in RESERVED:
            self._plain(sign)
        elif sign == ">" and not self.open and (at == 0 or source[at - 1] == "\n"):
            self.quote = self.units if self.quote is None else self.quote
            self.at += 1
        else:
            self._toggle(sign)

    def _plain(self, sign: str) -> None:
        self.put(sign)
        self.at += 1

    def _in_code(self) -> bool:
        return bool(self.open) and self.open[-1].sign in {"`", "```"}

    def _line_end(self) -> None:
        if self.quote is not None and not self.source.startswith(">", self.at + 1):
            self._end_quote()
        self._plain("\n")

    def _end_quote(self) -> None:
        if self.quote is not None:
            self.mark("blockquote", self.quote)
        self.quote = None

    def _toggle(self, sign: str) -> None:
        last = self.open[-1].sign if self.open else ""
        if last == "[" and sign == "]":
            self._end_link()
        elif last and self.source.startswith(last, self.at) and last != "[":
            opened = self.open.pop()
            self.at += len(last)
            more = {"language": opened.language} if opened.language else {}
            self.mark(SIGNS[last][1], opened.offset, **more)
        else:
            self._begin(sign)

    def _begin(self, sign: str) -> None:
        mark = next((mark for mark in SIGNS if self.source.startswith(mark, self.at)), None)
        if mark is None:
            raise _refuse(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")
        opened = _Open(mark, self.units, self.at, len(self.parts))
        self.at += len(mark)
        if mark == "```" and (match := LANGUAGE.match(self.source, self.at)):
            opened.language = match.group(1) or ""
            self.at = match.end()
        self.open.append(opened)

    def _end_link(self) -> None:
        opened = self.open.pop()
        self.at += 1
        address = "".join(self.parts[opened.start :])
        if self.source.startswith("(", self.at):
            match = re.compile(r"\(((?:\\.|[^)\\])*)\)").match(self.source, self.at)
            if match is None:
                raise _refuse(f"Can't find end of a URL at byte offset {self.bytes_before(self.at)}")
            address = re.sub(r"\\(.)", r"\1", match.group(1))
            self.at = match.end()
        self.link(address, opened.offset)


class _Markdown(_Writer):
    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            sign = self.source[self.at]
            if sign == "\\" and self.source[self.at + 1 : self.at + 2] in set("_*`["):
                self.put(self.source[self.at + 1])
                self.at += 2
            elif sign in "_*`[":
                self._entity("```" if self.source.startswith("```", self.at) else sign)
            else:
                self.put(sign)
                self.at += 1
        return "".join(self.parts), self.entities

    def _entity(self, sign: str) -> None:
        closing = "]" if sign == "[" else sign
        begin, offset = self.at, self.units
        end = self.source.find(closing, begin + len(sign))
        if end < 0:
            where = self.bytes_before(begin)
            raise _refuse(f"Can't find end of the entity starting at byte offset {where}")
        content = self.source[begin + len(sign) : end]
        self.put(content)
        self.at = end + len(closing)
        if sign != "[":
            self.mark(OLD_SIGNS[sign], offset)
            return
        match = re.compile(r"\(([^)]*)\)").match(self.source, self.at)
        if match:
            self.at = match.end()
            self.link(match.group(1), offset)


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Turn MarkdownV2 into text and entities.

    Raises:
        ApiError: 400 for a reserved character without its backslash, or an entity without an end.
    """
    return _MarkdownV2(source).read()


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Turn the older Markdown into text and entities.

    Raises:
        ApiError: 400 for an entity without an end.
    """
    return _Markdown(source).read()


def _refuse(reason: str) -> ApiError:
    return bad_request(f"Can't parse entities: {reason}")
