"""What this process has done since it started, counted by kind and end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

KEPT, LATER, ASIDE, LOST = "kept", "later", "aside", "lost"
"""How an attempt ends: done, to be tried again, set aside for a human, taken over by another worker."""


@dataclass
class Tally:
    """Attempts at promises.

    Attributes:
        runs: by kind, end and reason; the reason is a code of ours, empty when all went well.
        seconds: time spent on each kind.
    """

    runs: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def ran(self, kind: str, end: str, reason: str, seconds: float) -> None:
        """Count one attempt."""
        self.runs[kind, end, reason] += 1
        self.seconds[kind] = self.seconds.get(kind, 0.0) + seconds
