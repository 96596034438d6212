"""What a refusal of a letter says to people."""

from __future__ import annotations

from invoicing.model.errors import LatarnikError

TRANSCRIPT = "transcript"
"""Under this name the details of an error hold every line that was said; it is evidence, not a sentence."""


def words_of(refusal: LatarnikError) -> str:
    """The address, the status and the server's words, or the reason where nobody said any."""
    return " ".join(text for name, text in refusal.details.items() if name != TRANSCRIPT) or refusal.reason


def lines_of(error: LatarnikError) -> tuple[str, ...]:
    """The transcript, ours with ">" and the server's with "<"."""
    return tuple(error.details.get(TRANSCRIPT, "").splitlines())
