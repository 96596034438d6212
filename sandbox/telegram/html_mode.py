"""`parse_mode=HTML`: the few tags the Bot API knows, and its complaints word for word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.telegram.entities import Entity, utf16_length
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.links import checked_link, mentioned_user

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
ARGUMENTS = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
}
CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = " \t\r\n\v\f\0"


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Turn HTML into text and entities.

    Raises:
        ApiError: 400 "can't parse entities: ..." with the byte offset of the fault.
    """
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.units = 0
        self.characters = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if self.peek() == "<":
                self._tag()
            else:
                self._character()
        if self.open:
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self.out), self.entities

    def peek(self, ahead: int = 0) -> str:
        return self.source[self.at + ahead : self.at + ahead + 1]

    def _character(self) -> None:
        if self.peek() == "&":
            text, self.at = _decode(self.source, self.at)
        else:
            # Take everything up to the next sign in one piece.
            end = min((p for s in "<&" if (p := self.source.find(s, self.at)) >= 0), default=len(self.source))
            text, self.at = self.source[self.at : end], end
        self.out.append(text)
        self.units += utf16_length(text)
        self.characters += len(text)

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.peek() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        tag = self._until(SPACE + ">").lower()
        if not self.peek():
            raise _refuse(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in TYPES:
            raise _refuse(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = ""
        while self._skip_space() != ">":
            argument = self._attribute(tag, begin) or argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(_Open(tag, argument, self.units, self.characters))

    def _attribute(self, tag: str, begin: int) -> str:
        name = self._until(SPACE + "=>")
        if not name:
            if not self.peek():
                raise _refuse(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
            raise _refuse(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
        if self._skip_space() != "=":
            return "1" if (tag, name) == ("blockquote", "expandable") else ""
        self.at += 1
        self._skip_space()
        value = self._value()
        if not self.peek():
            raise _refuse(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        prefix = ARGUMENTS.get((tag, name))
        return value[len(prefix) :] if prefix is not None and value.startswith(prefix) else ""

    def _value(self) -> str:
        quote = self.peek()
        if quote and quote in "'\"":
            end = self.source.find(quote, self.at + 1)
            end = len(self.source) if end < 0 else end
            raw, self.at = self.source[self.at + 1 : end], end + 1
            return CHARACTER.sub(lambda match: _decode(match.group(), 0)[0], raw)
        start = self.at
        while self.peek() and (self.peek().isalnum() or self.peek() in ".-"):
            self.at += 1
        if self.peek() and self.peek() not in SPACE + ">":
            raise _refuse(f"Unexpected end of name token at byte offset {self._bytes(start)}")
        return self.source[start : self.at].lower()

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise _refuse(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        name = self._until(SPACE + ">")
        if self._skip_space() != ">":
            raise _refuse(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        last = self.open.pop()
        if name and name != last.tag:
            found = f'expected "</{last.tag}>", found "</{name}>"'
            raise _refuse(f"Unmatched end tag at byte offset {self._bytes(begin)}, {found}")
        if self.units > last.offset:
            self._close(last)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "offset": opened.offset,
            "length": self.units - opened.offset,
            "type": TYPES[opened.tag],
        }
        if opened.tag == "a":
            self._close_link(entity, opened)
        elif opened.tag in {"pre", "code"}:
            self._close_code(entity, opened)
        else:
            if opened.tag == "tg-emoji":
                entity["custom_emoji_id"] = _emoji_id(opened.argument)
            elif opened.tag == "blockquote" and opened.argument:
                entity["type"] = "expandable_blockquote"
            self.entities.append(entity)

    def _close_link(self, entity: Entity, opened: _Open) -> None:
        address = opened.argument or "".join(self.out)[opened.start :]
        user = mentioned_user(address)
        link = None if user else checked_link(address)
        if user:
            self.entities.append({**entity, "type": "text_mention", "user_id": user})
        elif link:
            self.entities.append({**entity, "url": link})

    def _close_code(self, entity: Entity, opened: _Open) -> None:
        last = self.entities[-1] if self.entities else {}
        same_place = all(last.get(key) == entity[key] for key in ("offset", "length"))
        if opened.tag == "pre" and same_place and last.get("language"):
            last["type"] = "pre"
        elif opened.tag == "code" and opened.argument:
            # The language counts only inside <pre>; read() drops it elsewhere.
            self.entities.append({**entity, "language": opened.argument})
        else:
            self.entities.append(entity)

    def _until(self, stops: str) -> str:
        start = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[start : self.at]

    def _skip_space(self) -> str:
        while self.peek() and self.peek() in SPACE:
            self.at += 1
        return self.peek()

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())


def _decode(source: str, at: int) -> tuple[str, int]:
    match = CHARACTER.match(source, at)
    if match is None:
        return source[at], at + 1
    decimal, hexadecimal, name = match.groups()
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    text = NAMED[name] if name else chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
    return (text, match.end()) if text else (source[at], at + 1)


def _emoji_id(argument: str) -> str:
    if not argument.isdigit() or int(argument) == 0:
        raise _refuse("Invalid custom emoji identifier specified")
    return argument


def _refuse(reason: str) -> ApiError:
    return bad_request(f"Can't parse entities: {reason}")
