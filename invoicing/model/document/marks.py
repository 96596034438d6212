"""Which paper a drawing is, and the codes that it must bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from invoicing.model.papers import Paper


@dataclass(frozen=True, slots=True)
class Mark:
    """A code on a document: the link it holds and the label that the law wants under it."""

    link: str
    label: str


@dataclass(frozen=True, slots=True)
class Marks:
    """KOD I (`verification_link`) and, before the number in an offline mode, KOD II (`issuer_link`).

    Attributes:
        paper: visualisation, transaction confirmation or plain invoice; a plain invoice has no codes (art. 106ng
            VATA).
        trial: KSeF's environment where it is not the real one, so that the paper has no legal force; else None.
        duplicate: Warsaw date of a duplicate, which says so (art. 106l ust. 2 VATA); None for the invoice itself.
    """

    verification_link: Mark | None = None
    issuer_link: Mark | None = None
    paper: Paper = Paper.VISUALISATION
    duplicate: date | None = None
    trial: str | None = None
