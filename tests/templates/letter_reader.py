"""What a reader of the HTML part sees: words with their colours, facts, links; styles as they stand after inlining."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "hr"}
UNSEEN = {"style", "title", "head"}
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")


def declarations(style: str) -> dict[str, str]:
    """Properties of a style attribute or a rule."""
    pairs = (each.split(":", 1) for each in style.split(";") if ":" in each)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def style(self) -> dict[str, str]:
        return declarations(self.attributes.get("style", ""))

    @property
    def words(self) -> str:
        """The text inside, on one line."""
        said = (each if isinstance(each, str) else each.words for each in self.children)
        return re.sub(r"[ \n]+", " ", "".join(said)).strip(" ")

    def all(self):
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.now = Element("", {})

    def handle_starttag(self, tag, attrs):
        made = Element(tag, {name: value or "" for name, value in attrs}, self.now)
        self.now.children.append(made)
        if tag == "br":
            made.children.append("\x00")
        if tag not in VOID:
            self.now = made

    def handle_endtag(self, tag):
        assert self.now.tag == tag, f"</{tag}> closes <{self.now.tag}>"
        self.now = self.now.parent

    def handle_data(self, data):
        self.now.children.append(data)


class Page:
    """An HTML part, read."""

    def __init__(self, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        builder.close()
        assert builder.now is builder.root
        self.elements = list(builder.root.all())

    def named(self, *tags: str) -> list[Element]:
        return [each for each in self.elements if each.tag in tags]

    def of_class(self, name: str) -> list[Element]:
        return [each for each in self.elements if name in each.classes]

    @property
    def sheet(self) -> str:
        """What is left of the style sheets."""
        return "\n".join(each.words for each in self.named("style"))

    def facts(self) -> list[str]:
        """Each row as "label: value, value"."""
        rows = [each for each in self.named("tr") if any(c.tag == "th" for c in each.all())]
        inner = [each for each in rows if not any(c.tag == "table" for c in each.all())]
        return [": ".join(_lines(cell) for cell in row.all() if cell.tag in {"th", "td"}) for row in inner]

    def painted(self, rules: dict[str, dict[str, str]] | None = None):
        """Every piece of text with its colour and the colour behind it."""
        for element in self.elements:
            hidden = _any(element, lambda each: each.tag in UNSEEN or "preheader" in each.classes)
            for child in element.children:
                if isinstance(child, str) and child.strip(" \n\x00\xa0") and not hidden:
                    yield (
                        child.strip(),
                        _painted(element, "color", rules),
                        _painted(element, "background-color", rules),
                    )


def dark_rules(sheet: str) -> dict[str, dict[str, str]]:
    """What the sheet says to dark readers, by tag or .class."""
    _, _, dark = sheet.partition("prefers-color-scheme: dark) {")
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in RULE.findall(dark):
        for selector in selectors.split(","):
            rules.setdefault(selector.strip(), {}).update(declarations(body))
    return rules


def _lines(cell: Element) -> str:
    return re.sub(r" *\x00 *", ", ", cell.words)


def _any(element: Element | None, holds) -> bool:
    return element is not None and (holds(element) or _any(element.parent, holds))


def _painted(element: Element | None, name: str, rules: dict[str, dict[str, str]] | None) -> str:
    """The nearest colour upwards; a rule for dark readers goes before the attribute, a class before a tag."""
    assert element is not None, f"nothing says the {name}"
    by_rules = (
        [rules.get(f".{each}", {}) for each in element.classes] + [rules.get(element.tag, {})]
        if rules
        else []
    )
    for said in (*by_rules, element.style):
        if name in said:
            return said[name]
    return _painted(element.parent, name, rules)
