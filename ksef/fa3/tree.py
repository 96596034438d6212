"""Looking into an FA(3) tree: names without their namespace, texts without stray white space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
_PREFIX = f"{{{NAMESPACE}}}"

Element = Any  # an lxml element; lxml ships no types


def qualified(name: str) -> str:
    """The name as lxml wants it."""
    return _PREFIX + name


def _path(path: str) -> str:
    return "/".join(_PREFIX + step for step in path.split("/"))


def child(parent: Element | None, path: str) -> Element | None:
    """The first element at that path, or None."""
    return None if parent is None else parent.find(_path(path))


def text(parent: Element | None, path: str) -> str:
    """The text at that path with white space collapsed (xsd:token); "" when there is none."""
    if parent is None:
        return ""
    return " ".join((parent.findtext(_path(path)) or "").split())


def own_text(element: Element) -> str:
    """The text of the element itself, also behind comments in it; white space collapsed."""
    said = element.text or ""
    if len(element):
        said += "".join(each.tail or "" for each in element)
    return " ".join(said.split())


def local_name(element: Element) -> str:
    """The name without its namespace; "" for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def place(element: Element) -> str:
    """The path of an element, counted from 1 where it has siblings of its name.

    Such as Faktura/Fa/FaWiersz[2]/P_11.
    """
    return "/".join(reversed(list(_steps(element))))


def _steps(element: Element) -> Iterator[str]:
    while element is not None:
        name, parent = local_name(element), element.getparent()
        twins = [] if parent is None else [each for each in parent if each.tag == element.tag]
        yield f"{name}[{twins.index(element) + 1}]" if len(twins) > 1 else name
        element = parent
