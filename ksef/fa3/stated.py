"""Every single value that a document states, with its place: what a drawing of it is held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from invoicing.model.document import Stated
from ksef.fa3.opening import open_document
from ksef.fa3.reading_parts import collapsed, whole_text
from ksef.fa3.tree import NAMESPACE, Element, local_name


def stated_values(xml: bytes) -> list[Stated]:
    """Texts of elements without children, and attributes, in the order of the document; empty ones state nothing.

    Raises:
        InvalidDocument: the bytes are no FA(3) document.
    """
    return list(_walked(open_document(xml), "", ""))


def _walked(element: Element, place: str, path: str) -> Iterator[Stated]:
    for name, value in element.attrib.items():
        if said := collapsed(value):
            yield Stated(f"{place}/@{name}", f"{path}/@{name}", said)
    children = [each for each in element if _ours(each)]
    if not children:
        if said := collapsed(whole_text(element)):
            yield Stated(place, path, said)
        return
    twins, seen = Counter(each.tag for each in children), Counter[str]()
    for each in children:
        name = local_name(each)
        seen[name] += 1
        position = f"[{seen[name]}]" if twins[each.tag] > 1 else ""
        yield from _walked(each, f"{place}/{name}{position}".lstrip("/"), f"{path}/{name}".lstrip("/"))


def _ours(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{NAMESPACE}}}")
