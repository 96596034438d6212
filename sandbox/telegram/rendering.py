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
    spans = [(place(e["offset"]), place(e["offset"] + e["length"]), e) for e in entities]
    out: list[str] = []
    open_spans: list[tuple[int, str]] = []
    at = 0

    def advance(target: int) -> None:
        nonlocal at
        while open_spans and open_spans[-1][0] <= target:
            end, closing = open_spans.pop()
            out.append(escape(text[at:end]) + closing)
            at = max(at, end)
        out.append(escape(text[at:target]))
        at = max(at, target)

    for start, end, entity in spans:
        advance(start)
        opening, closing = _tags(entity, text[start:end])
        out.append(opening)
        # An entity that sticks out of the one around it is cut at its end.
        open_spans.append((min([end, *(limit for limit, _ in open_spans)]), closing))
    advance(len(text))
    return "".join(out)


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
