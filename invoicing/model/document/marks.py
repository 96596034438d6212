"""The codes that a visualisation must bear."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A code on a document: the link it holds and the label that the law wants under it."""

    link: str
    label: str


@dataclass(frozen=True, slots=True)
class Marks:
    """KOD I (`verification_link`) and, before the number in an offline mode, KOD II (`issuer_link`)."""

    verification_link: Mark | None = None
    issuer_link: Mark | None = None
