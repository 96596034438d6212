"""What `benchmarks.knowledge` holds each set of questions to, and the sets by their files in tests/knowledge."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.figures import Bound

JUDGED, MORE, LOOKALIKES = "questions.jsonl", "more_questions.jsonl", "lookalikes.jsonl"
STRANGERS = "strangers.jsonl"
BOUNDS = {
    JUDGED: {
        "R@1": Bound(least=0.89),
        "R@3": Bound(least=0.96),
        "MRR": Bound(least=0.92),
        "precise": Bound(least=0.97),
        "answered": Bound(least=0.63),
        "elsewhere answered": Bound(most=0.0),
        "routed": Bound(least=0.97),
    },
    MORE: {
        "R@1": Bound(least=0.91),
        "R@3": Bound(least=0.97),
        "MRR": Bound(least=0.94),
        "precise": Bound(least=0.97),
        "answered": Bound(least=0.72),
        "elsewhere answered": Bound(most=0.0),
        "routed": Bound(least=0.95),
    },
    STRANGERS: {
        "R@1": Bound(least=0.89),
        "R@3": Bound(least=0.97),
        "MRR": Bound(least=0.93),
        "precise": Bound(least=0.97),
        "answered": Bound(least=0.61),
        "elsewhere answered": Bound(most=0.03),
        "routed": Bound(least=0.95),
    },
    LOOKALIKES: {"elsewhere answered": Bound(most=0.05)},
}
"""What was reached; it only rises."""
OF_STRANGERS: Mapping[str, Bound] = {
    "R@1": Bound(least=0.78),
    "R@3": Bound(least=0.90),
    "MRR": Bound(least=0.84),
    "precise": Bound(least=0.95),
    "answered": Bound(least=0.5),
    "elsewhere answered": Bound(most=0.05),
    "routed": Bound(least=0.95),
}
OF_SPEED: Mapping[str, Bound] = {"p99": Bound(most=10), "load": Bound(most=0.3), "memory": Bound(most=60)}
