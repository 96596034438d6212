"""Text with entities as safe HTML, for the sandbox's page."""

from __future__ import annotations

from html import escape

from sandbox.telegram.entities import Entity, index_of_unit

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
CLASSES = {"spoiler": "spoiler", "bot_command": "command", "mention": "mention", "hashtag": "hashtag"}


def to_html(text: str, entities: list[Entity]) -> str:
    """Render text for a page that keeps white space; every character of it is escaped.

    >>> to_html("1 < 2", [{"type": "bold", "offset": 0, "length": 1}])
    '<b>1</b> &lt; 2'
    """
    place = index_of_unit(text)
    page = _Page(text)
    for entity in entities:
        page.open(entity, place(entity["offset"]), place(entity["offset"] + entity["length"]))
    return page.finish()


class _Page:
    def __init__(self, text: str) -> None:
        self._text = text
        self._out: list[str] = []
        self._ends: list[tuple[int, str]] = []
        self._at = 0

    def open(self, entity: Entity, start: int, end: int) -> None:
        self._advance(start)
        opening, closing = _tags(entity, self._text[start:end])
        self._out.append(opening)
        # An entity that sticks out of the one around it is cut at its end.
        self._ends.append((min([end, *(limit for limit, _ in self._ends)]), closing))

    def finish(self) -> str:
        self._advance(len(self._text))
        return "".join(self._out)

    def _advance(self, target: int) -> None:
        while self._ends and self._ends[-1][0] <= target:
            end, closing = self._ends.pop()
            self._write(end)
            self._out.append(closing)
        self._write(target)

    def _write(self, end: int) -> None:
        self._out.append(escape(self._text[self._at : end]))
        self._at = max(self._at, end)


def _tags(entity: Entity, content: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in TAGS:
        return f"<{TAGS[kind]}>", f"</{TAGS[kind]}>"
    if kind == "pre":
        language = f' class="language-{escape(entity["language"])}"' if entity.get("language") else ""
        return f"<pre><code{language}>", "</code></pre>"
    if kind in {"text_link", "url", "email"}:
        return _link(kind, entity.get("url") or content)
    return f'<span class="{CLASSES.get(kind, "plain")}">', "</span>"


def _link(kind: str, address: str) -> tuple[str, str]:
    if kind == "email":
        address = f"mailto:{address}"
    elif "://" not in address and not address.startswith(("mailto:", "tel:")):
        address = f"http://{address}"
    if not address.lower().startswith(("http://", "https://", "mailto:", "tel:")):
        return '<span class="link">', "</span>"
    return f'<a href="{escape(address)}" rel="noopener noreferrer" target="_blank">', "</a>"
