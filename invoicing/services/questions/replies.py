"""Replies to questions: entries as data, and the buttons under them."""

from __future__ import annotations

import re

from invoicing.services.messages import Json
from invoicing.services.parsing.tokens import fold
from invoicing.services.questions.knowledge import Told

_OWN = re.compile(
    r"\b(moj\w*|mnie|mi|mam|nas\w*|nam|nami|my|u nas|moge|musze|chce|jestem|robie|mielismy|firmie"
    r"|my|our|i|we|мій|моя|моє|мої\w*|мене|мені|нас|нам|наш\w*|я|ми)\b"
    r"|\b\w+(alem|alam|ilem|ilam|elam|olem|olam|lismy|lysmy)\b"
)
"""First persons, after folding: whoever tells of themselves may take an answer for advice."""


def is_own_case(question: str) -> bool:
    """Whether somebody asks about what happened to them.

    >>> is_own_case("wysłałem z wczorajszą datą, co teraz"), is_own_case("czym jest kod QR")
    (True, False)
    """
    return bool(_OWN.search(fold(question)))


def told_data(told: Told) -> dict[str, Json]:
    """An entry as a template takes it."""
    return {
        "id": told.id,
        "question": told.question,
        "lines": [line for line in told.text.splitlines() if line.strip()],
        "sources": [
            {"title": each.title, "place": each.place, "on": each.on.isoformat()} for each in told.sources
        ],
        "reviewed": told.reviewed.isoformat(),
        "until": told.until.isoformat() if told.until else None,
        "disputed": told.disputed,
    }
