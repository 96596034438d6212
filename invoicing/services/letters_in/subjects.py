"""What a letter's subject tells: the writer's own words, or those of the letter that is answered or sent on."""

from __future__ import annotations

import re

_FORWARDS = re.compile(r"\s*(?:fwd?|pd|przek|przekaz|пересл)\s*:", re.IGNORECASE)
_SECOND_HAND = re.compile(
    r"\s*(?:fwd?|pd|przek|przekaz|пересл|re|odp|aw|sv|відп)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)


def own_subject(subject: str | None) -> str:
    """The subject where it is the writer's own, else nothing.

    >>> own_subject("faktura dla NIP 5260250274"), own_subject("Fwd: faktura dla NIP 9990001137")
    ('faktura dla NIP 5260250274', '')
    """
    return "" if subject is None or _SECOND_HAND.match(subject) else subject.strip()


def sends_on(subject: str | None) -> bool:
    """Whether it is the subject of a letter that was sent on."""
    return _FORWARDS.match(subject or "") is not None
