"""A value as a document states it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stated:
    """A text of the XML, white space collapsed.

    Attributes:
        place: with positions where siblings share a name, such as Fa/FaWiersz[2]/P_7.
        path: the same without positions.
    """

    place: str
    path: str
    value: str
