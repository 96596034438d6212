"""An element of a document as its reader sees it: looked up by name, in one walk over its children."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ksef.fa3.tree import Element, qualified

_PREFIX = qualified("")
_BLANKS = re.compile("[ \t\r\n]+")  # what the schema collapses; a no-break space is a letter to it


class Part:
    """An element and its children by name; one that is absent has none, so that nobody needs to ask.

    What stands in another namespace is no part of the document. Of two elements where the schema wants one, the
    first counts.
    """

    __slots__ = ("_children", "element")

    def __init__(self, element: Element | None) -> None:
        self.element = element
        self._children: dict[str, list[Element]] = {}
        for child in () if element is None else element:
            tag = child.tag  # no string for comments and processing instructions
            if isinstance(tag, str) and tag.startswith(_PREFIX):
                self._children.setdefault(tag[len(_PREFIX) :], []).append(child)

    def value(self, name: str) -> str:
        """The text of a child, white space collapsed as in xsd:token; "" when there is none."""
        found = self._children.get(name)
        return collapsed(whole_text(found[0])) if found else ""

    def values(self, name: str) -> tuple[str, ...]:
        """The texts of all children of a name; an empty one keeps its place."""
        return tuple(collapsed(whole_text(child)) for child in self._children.get(name, ()))

    def fields(self, names: Mapping[str, str]) -> dict[str, str]:
        """Texts under our names, for the children that exist."""
        return {ours: self.value(theirs) for ours, theirs in names.items() if theirs in self._children}

    def has_any(self, *names: str) -> bool:
        """Whether a child of one of these names exists."""
        return any(name in self._children for name in names)

    def part(self, name: str) -> Part:
        """A child as a part, without children when it is absent."""
        found = self._children.get(name)
        return Part(found[0] if found else None)

    def parts(self, name: str) -> list[Part]:
        """All children of a name."""
        return [Part(child) for child in self._children.get(name, ())]

    def attribute(self, name: str) -> str:
        """An attribute of the element itself."""
        return "" if self.element is None else collapsed(self.element.get(name, ""))

    def __bool__(self) -> bool:
        """Whether the element exists."""
        return self.element is not None


def collapsed(text: str) -> str:
    """White space as in xsd:token."""
    return _BLANKS.sub(" ", text).strip(" ")


def whole_text(element: Element) -> str:
    """The text of an element, also what stands behind comments and processing instructions in it."""
    text = element.text or ""
    return text + "".join(child.tail or "" for child in element) if len(element) else text
