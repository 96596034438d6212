"""A thin hand on lxml for writing: elements of FA(3) by their plain names, in the order of the calls."""

from __future__ import annotations

from functools import cache

from lxml import etree

from ksef.fa3.tree import Element, qualified

_tag = cache(qualified)
_add = etree.SubElement


class Node:
    """An element under construction."""

    __slots__ = ("element",)

    def __init__(self, element: Element) -> None:
        self.element = element

    def put(self, name: str, text: str | None = None) -> Node:
        """Add a child, with a text or empty; white space in the text is collapsed as xsd:token would."""
        made = _add(self.element, _tag(name))
        if text is not None:
            made.text = " ".join(text.split())
        return Node(made)

    def put_if(self, name: str, text: str | None) -> None:
        """Add a child unless there is nothing to say: FA(3) allows no empty elements."""
        if text and text.strip():
            self.put(name, text)

    def put_choice(self, name: str, *, yes: bool) -> None:
        """Add a child of TWybor1_2: 1 is yes, 2 is no."""
        self.put(name, "1" if yes else "2")
