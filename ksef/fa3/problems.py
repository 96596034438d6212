"""What can be wrong with a document: a code, a place, how bad it is, and the values a sentence needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """ERROR: KSeF refuses it, or the law forbids handing it over. WARNING: accepted, but probably wrong."""

    ERROR = "error"
    WARNING = "warning"


MOST = 100  # problems anybody will read; the search stops there


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: picks the sentence (templates).
        place: path of the element such as "Faktura/Fa/FaWiersz[2]/P_11", or "line:column" for a fault of the file.
        severity: see `Severity`.
        details: values for the sentence.
    """

    code: str
    place: str
    severity: Severity
    details: Mapping[str, str] = field(default_factory=dict)


def error(code: str, place: str, **details: str) -> Problem:
    """A problem for which KSeF or the law refuses the document."""
    return Problem(code, place, Severity.ERROR, details)


def warning(code: str, place: str, **details: str) -> Problem:
    """A problem that KSeF lets pass."""
    return Problem(code, place, Severity.WARNING, details)
