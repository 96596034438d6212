"""What a check hands back: which rule is broken, where, and the values of the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Found(NamedTuple):
    """A broken rule; how bad it is stands in the table of rules."""

    code: str
    place: str
    details: dict[str, str]


Findings = Iterator[Found]


def found(code: str, place: str, **details: object) -> Found:
    """A finding; details become text."""
    return Found(code, place, {name: str(value) for name, value in details.items()})
