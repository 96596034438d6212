"""The words of an HTML letter as a person sees them: no scripts, nothing hidden, quotations marked with ">"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailer.html_tokens import tokens

LONGEST = 300_000
"""Characters that are looked at; own words stand on top."""
_DEEPEST = 200
_MOST_RULES = 500
_MOST_SHEETS = 5
_UNSEEN = frozenset(
    {"style", "script", "head", "title", "template", "noscript", "object", "select", "svg", "textarea"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_BREAKS = frozenset(
    {
        "br",
        "p",
        "div",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "pre",
        "section",
    }
)
_QUOTES = re.compile(
    r"\b(?:gmail_quote|yahoo_quoted|protonmail_quote|moz-cite-prefix|nh_extra|gmail_extra|wp_quote)\b"
)
_ATTRIBUTION = re.compile(r"\b(?:gmail_attr|moz-cite-prefix)\b")
_HIDES = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0(?:\.0+)?(?:;|$)|font-size:(?:0|0?\.\d+|1)(?:px|pt|em|rem|%)?(?:;|$|!)"
    r"|(?:max-)?(?:height|width):0(?:px|pt|em|%)?(?:;|$|!)|text-indent:-\d{3,}|(?:left|top):-\d{3,}|clip:rect\(0|clip-path:inset\((?:50|100)%"
)
_WHITE = re.compile(
    r"^(?:white|#f[c-f]f[c-f]f[c-f]|#fff|rgba?\(25[2-5],25[2-5],25[2-5].*|transparent|rgba\(\d+,\d+,\d+,0(?:\.0+)?\))$"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)  # one that is left open goes on to the end, as in CSS
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?")


@dataclass(frozen=True, slots=True)
class _Frame:
    """An open element, as far as it matters to what is seen."""

    tag: str
    hidden: bool = False
    quoted: bool = False
    colour: str = ""
    ground: str = ""

    @property
    def unseen(self) -> bool:
        """Nobody reads white on white."""
        return self.hidden or (
            bool(_WHITE.match(self.colour)) and (not self.ground or bool(_WHITE.match(self.ground)))
        )


def text_of(html: str) -> str:
    """What is seen of it, line by line."""
    html = html[:LONGEST].replace("\0", "")
    reader = _Reader(_hiding_rules(html))
    for token in tokens(html):
        if token.tag is None:
            reader.words(token.text)
        elif token.closes:
            reader.end(token.tag)
        else:
            reader.begin(token.tag, token.attributes)
    return reader.text()


def _hiding_rules(html: str) -> frozenset[str]:
    """Selectors of style sheets that hide: a tag, a class, an id, or a tag with one of them."""
    found: set[str] = set()
    for sheet in _sheets(html):
        for rule in _COMMENT.sub(" ", sheet).split("}")[:_MOST_RULES]:
            selectors, _, declared = rule.rpartition("{")
            if _HIDES.search(_squeezed(declared)[:4000]):
                each = (one.strip().lower() for one in selectors.rpartition("{")[2].split(",")[:50])
                found.update(one for one in each if one and _SIMPLE.fullmatch(one))
    return frozenset(found)


def _sheets(html: str) -> Iterator[str]:
    """The first style sheets."""
    low, at = html.lower(), 0
    for _ in range(_MOST_SHEETS):
        begin = low.find("<style", at)
        start = low.find(">", begin) + 1
        at = low.find("</style", start)
        if begin < 0 or not start or at < 0:
            return
        yield html[start:at]


def _squeezed(style: str) -> str:
    return re.sub(r"\s+", "", style).lower()


class _Reader:
    def __init__(self, hiding: frozenset[str]) -> None:
        self._hiding = hiding
        self._open: list[_Frame] = [_Frame("")]
        self._lines: list[str] = []
        self._line: list[str] = []
        self._line_quoted = False
        self._beyond = 0  # elements deeper than anybody writes

    def begin(self, tag: str, said: Mapping[str, str]) -> None:
        """An element begins."""
        if tag in _BREAKS:
            self._break()
        if tag == "hr":
            self._break()
            self._put("_" * 32)
            self._break()
        if tag in {"td", "th"}:
            self._put(" ")
        if tag in _VOID:
            return
        if len(self._open) > _DEEPEST:
            self._beyond += 1
            return
        self._open.append(self._frame(tag, said))

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in _BREAKS:
            self._break()
        if self._beyond:
            self._beyond -= 1
            return
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def words(self, data: str) -> None:
        """Text of the innermost element."""
        if not self._open[-1].unseen:
            self._put(data)

    def _frame(self, tag: str, said: Mapping[str, str]) -> _Frame:
        around = self._open[-1]
        style = _squeezed(said.get("style", ""))[:4000]
        classes = said.get("class", "").lower()[:400]
        colour, ground = _COLOUR.search(style), _GROUND.search(style)
        hides = (
            tag in _UNSEEN
            or "hidden" in said
            or bool(_HIDES.search(style))
            or (tag == "font" and said.get("size", "").strip() == "0")
            or not self._hiding.isdisjoint(_names(tag, classes, said.get("id", "").lower()))
        )
        return _Frame(
            tag,
            around.hidden or hides,
            not _ATTRIBUTION.search(classes)
            and (around.quoted or tag == "blockquote" or bool(_QUOTES.search(classes))),
            colour[1] if colour else said.get("color", "").lower() or around.colour,
            ground[1] if ground else said.get("bgcolor", "").lower() or around.ground,
        )

    def _put(self, text: str) -> None:
        if text.strip():
            self._line_quoted |= self._open[-1].quoted
        self._line.append(text)

    def _break(self) -> None:
        words = " ".join("".join(self._line).split())
        self._lines.append(f"> {words}" if self._line_quoted and words else words)
        self._line, self._line_quoted = [], False

    def text(self) -> str:
        """All lines."""
        self._break()
        return "\n".join(self._lines)


def _names(tag: str, classes: str, ident: str) -> set[str]:
    """How a style sheet could call the element."""
    of_class = classes.split()[:20]
    names = {tag, f"#{ident}", f"{tag}#{ident}"}
    return names | {f".{each}" for each in of_class} | {f"{tag}.{each}" for each in of_class}
