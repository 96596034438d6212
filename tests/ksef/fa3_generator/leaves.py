"""Every single value of a document and of a view, with its place. Knows nothing of how one becomes the other.

A place is a path in which what may repeat bears its position: `Fa/FaWiersz[1]/P_7`, `lines[1].name`. Totals have no
position but a name: `totals[STANDARD].net`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from tests.ksef.fa3_generator import schema

_POSITION = re.compile(r"\[(\d+)\]")


def of_document(root) -> Iterator[tuple[str, str]]:
    """Texts of elements that the XSD gives a text, and attributes; an empty group is no value."""
    for place, element in elements(root):
        yield from ((f"{place}/@{name}", value) for name, value in element.attrib.items())
        if _plain(place).simple:
            yield place, element.text or ""


def elements(root, place: str = "Faktura") -> Iterator[tuple[str, object]]:
    """Every element with its place."""
    yield place, root
    seen = Counter()
    for child in root:
        name = child.tag.rpartition("}")[2]
        position = f"[{seen[name]}]" if _plain(f"{place}/{name}").most > 1 else ""
        seen[name] += 1
        yield from elements(child, f"{place}/{name}{position}")


def _plain(place):
    return schema.declared()[_POSITION.sub("", place)]


def of_view(view) -> Iterator[tuple[str, str]]:
    """Every text in every field, however deep."""
    yield from _of_value(view, "")


def _of_value(value, place):
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            names = [own.name for own in _own(each) if isinstance(own, Enum)]
            yield from _of_value(each, f"{place}[{names[0] if names else at}]")
    elif is_dataclass(value):
        for field in fields(value):
            own = getattr(value, field.name)
            if not isinstance(own, Enum):
                yield from _of_value(own, f"{place}.{field.name}".lstrip("."))
    else:
        assert value is None, f"{place} holds {type(value)}"


def _own(value):
    return [getattr(value, field.name) for field in fields(value)] if is_dataclass(value) else []


def values(leaves) -> Counter:
    """How often each text occurs, apart from empty ones."""
    return Counter(value for _, value in leaves if value)


def nameless(place: str) -> str:
    """The place without positions."""
    return _POSITION.sub("[]", place)


def positions(place: str) -> list[str]:
    """The positions alone."""
    return _POSITION.findall(place)
