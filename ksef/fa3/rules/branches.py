"""A part of a document flattened: its texts by path, and where they stand."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ksef.fa3.tree import NAMESPACE, Element, own_text, place

_CUT = len(NAMESPACE) + 2


class Branch:
    """An element and every text below it, by path; an absent one has none, so that nobody needs to ask."""

    __slots__ = ("_leaves", "element")

    def __init__(self, element: Element | None) -> None:
        self.element = element
        self._leaves: dict[str, list[Element]] = {}
        if element is not None:
            _flatten(element, "", self._leaves)

    def __bool__(self) -> bool:
        """Whether the element exists."""
        return self.element is not None

    def has(self, path: str) -> bool:
        """Whether a text stands at that path."""
        return path in self._leaves

    def text(self, path: str) -> str:
        """The first text at that path; "" when there is none."""
        found = self._leaves.get(path)
        return own_text(found[0]) if found else ""

    def all(self, path: str) -> list[Element]:
        """All elements at that path."""
        return self._leaves.get(path, [])

    def texts(self, path: str) -> list[str]:
        """All texts at that path."""
        return [own_text(each) for each in self._leaves.get(path, ())]

    def number(self, path: str) -> Decimal | None:
        """The first number at that path."""
        return parsed(self.text(path))

    def numbers(self, path: str) -> list[Decimal]:
        """All numbers at that path; what is none is left out."""
        return [number for said in self.texts(path) if (number := parsed(said)) is not None]

    def place(self, path: str = "") -> str:
        """The path in the document of the first text there; where it would stand when there is none."""
        found = self._leaves.get(path)
        if found:
            return place(found[0])
        return f"{place(self.element)}/{path}" if path else place(self.element)


NOTHING = Branch(None)


def local(element: Element) -> str:
    """The name without the namespace of FA(3); "" for comments and processing instructions."""
    tag = element.tag
    return tag[_CUT:] if isinstance(tag, str) else ""


def is_leaf(element: Element) -> bool:
    """Whether no element stands in it; comments do not count."""
    return not len(element) or not any(local(each) for each in element)


def _flatten(element: Element, prefix: str, leaves: dict[str, list[Element]]) -> None:
    for each in element:
        tag = each.tag
        if tag.__class__ is not str:  # comments and processing instructions
            continue
        path = prefix + tag[_CUT:]
        if len(each) and not is_leaf(each):
            _flatten(each, path + "/", leaves)
        elif path in leaves:
            leaves[path].append(each)
        else:
            leaves[path] = [each]


def parsed(said: str | None) -> Decimal | None:
    """A finite number, or None.

    >>> parsed("1.50"), parsed("zw"), parsed(None)
    (Decimal('1.50'), None, None)
    """
    if not said:
        return None
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
