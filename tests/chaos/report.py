"""What came of a run, for people: a few lines, and a row of the table in docs/chaos.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.chaos.run import Outcome

COLUMNS = (
    "set-up", "invoices", "kills", "troubles", "lost", "doubled", "left open", "letters again", "words again",
    "worker back: s", "bot back: s", "CPU s of a start", "taken over: s", "seconds", "seed",
)  # fmt: skip


def top() -> list[str]:
    """The head of the table."""
    return [_line(COLUMNS), _line(["---"] * len(COLUMNS))]


def row_of(outcome: Outcome) -> str:
    """One row."""
    verdict, times = outcome.verdict, outcome.times
    cells = (
        outcome.set_up.name,
        outcome.wish.invoices,
        _counted(outcome.kills),
        outcome.troubles.total(),
        len(verdict.lost),
        len(verdict.doubled),
        len(verdict.broken),
        verdict.letters_again,
        verdict.words_again,
        times.in_words("worker"),
        times.in_words("bot"),
        times.in_words("cpu"),
        times.in_words("takeover"),
        round(outcome.seconds),
        outcome.wish.seed,
    )
    return _line(cells)


def told(outcome: Outcome) -> str:
    """What happened, and every fault in words."""
    ends = ", ".join(f"{times} x status {status}" for status, times in sorted(outcome.ends.items()))
    return "\n".join(
        [
            f"\n{outcome.set_up.name}: {_counted(outcome.troubles)}",
            f"  kills: {_counted(outcome.moments)}; processes ended: {ends}",
            *(f"  FAULT {fault}" for fault in outcome.verdict.faults),
        ]
    )


def _counted(what: Counter[str]) -> str:
    return ", ".join(f"{times} {name}" for name, times in sorted(what.items()))


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
