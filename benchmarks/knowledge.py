"""How often the knowledge base finds what was asked for, says so only when it is right, and how fast.

    python -m benchmarks.knowledge [--show N] [FILE ...]

`tests/knowledge/questions.jsonl` is cross-validated: in five folds the weights are learned without the questions that are
then asked. `lookalikes.jsonl` is asked in the same way: other matters in our words ("a certificate of origin"), which teach
the gate to doubt and count little. `more_questions.jsonl` was written before the search was tuned, and no weight is ever
learned of it. `strangers.jsonl` was written by somebody who had seen neither the entries nor the search nor the other sets;
only some rules of routing were mended after its misses were read.
Neither is free of its writers: who reads the misses of the first writes better phrasings, and the second has the same hand
as the phrasings. Strangers fare as strangers do; another FILE is held against the bounds of the third. Exit status 1 when a bound is missed.

- R@1, R@3, MRR: of questions that an entry answers, stubs among them, over the entries by rank.
- precise: answers given at once that are right, of all kinds of questions. answered: answerable questions answered at once.
- elsewhere answered: questions of other matters that got an answer nevertheless.
- routed: questions for live facts, the own queue, a person, a greeting or a question back, that went there;
  led astray: answerable questions that went there.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.figures import Figure, median, missed, show
from benchmarks.knowledge_bounds import (
    BOUNDS,
    JUDGED,
    LOOKALIKES,
    MORE,
    OF_SPEED,
    OF_STRANGERS,
    STRANGERS,
)
from knowledge.answering import Answers, Kind, Outcome
from knowledge.labelled import Labelled, folds, read_labelled
from knowledge.search import Searcher
from knowledge.training import train

FOLDER = Path(__file__).parents[1] / "tests" / "knowledge"
TODAY = date(2026, 11, 21)
ROUNDS = 3
AWAY = {"out_of_scope", "lookalike"}
ROUTED = {"live", "queue", "human", "greeting", "clarify"}
_LOADING = """
import time
from datetime import date
from pathlib import Path
from knowledge.answering import Answers
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before, began = resident(), time.process_time()
Answers(date(2026, 11, 21)).ask("czy muszę wysłać wydruk", "pl")
print(time.process_time() - began, resident() - before)
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what became of it, and how long that took."""

    asked: Labelled
    outcome: Outcome
    milliseconds: float

    @property
    def rank(self) -> int:
        """The place of the first right entry, 0 for the first; a large one when it is not there."""
        places = (at for at, name in enumerate(self.outcome.candidates) if name in self.asked.wanted)
        return next(places, 10**6)

    @property
    def right(self) -> bool:
        """Whether it went where it may go: to a right entry, or the way of one of its labels."""
        kind = self.outcome.kind
        if kind is Kind.ANSWER:
            return self.outcome.entries[0].id in self.asked.wanted
        if kind is Kind.HUMAN and self.outcome.entries and self.outcome.entries[0].stub:
            return bool(self.asked.wanted & {self.outcome.entries[0].id, "@human"})
        return str(kind) == self.asked.kind or f"@{_LABELS.get(kind, '')}" in self.asked.wanted


_LABELS = {
    Kind.LIVE: "live-status",
    Kind.QUEUE: "my-queue",
    Kind.HUMAN: "human",
    Kind.ABSTAIN: "out-of-scope",
    Kind.REFUSED: "out-of-scope",
}


def ask(questions: Sequence[Labelled], searcher: Searcher) -> list[Judged]:
    """Ask each question a few times; the fastest answer, in time of the processor, is the one nothing disturbed."""
    answers = Answers(TODAY, searcher)
    judged = []
    for each in questions:
        spent = []
        for _ in range(ROUNDS):
            began = time.process_time()
            outcome = answers.ask(each.question, each.lang)
            spent.append((time.process_time() - began) * 1000)
        judged.append(Judged(each, outcome, min(spent)))
    return judged


def crossed(questions: Sequence[Labelled], searcher: Searcher) -> list[Judged]:
    """Ask each question of weights that were learned without it."""
    found: list[Judged] = []
    for known, unknown in folds(questions):
        weights = train(searcher, [questions[place] for place in known])
        blind = searcher.weighed(weights)
        found += ask([questions[place] for place in unknown], blind)
    return found


def ours(searcher: Searcher) -> dict[str, list[Judged]]:
    """Our four sets, judged."""
    found = crossed(read_labelled(FOLDER / JUDGED, FOLDER / LOOKALIKES), searcher)
    return {
        JUDGED: [each for each in found if each.asked.kind != "lookalike"],
        LOOKALIKES: [each for each in found if each.asked.kind == "lookalike"],
        MORE: ask(read_labelled(FOLDER / MORE), searcher),
        STRANGERS: ask(read_labelled(FOLDER / STRANGERS), searcher),
    }


def measured(judged: Sequence[Judged]) -> list[Figure]:
    """What the benchmark says of a set."""
    elsewhere = [each for each in judged if each.asked.kind in AWAY]
    away = _part("elsewhere answered", elsewhere, [each.outcome.kind is Kind.ANSWER for each in elsewhere])
    if len(elsewhere) == len(judged):
        return [Figure("questions", len(judged), ""), away]
    ranks = [each.rank for each in judged if not each.asked.gold.startswith("@")]
    answers = [each for each in judged if each.outcome.kind is Kind.ANSWER]
    answerable = [each for each in judged if each.asked.kind == "answerable"]
    routed = [each for each in judged if each.asked.kind in ROUTED]
    astray = [str(each.outcome.kind) in ROUTED - {"clarify"} and not each.right for each in answerable]
    return [
        Figure("questions", len(judged), ""),
        _part("R@1", ranks, [rank == 0 for rank in ranks]),
        _part("R@3", ranks, [rank < 3 for rank in ranks]),
        Figure("MRR", _down(sum(1 / (rank + 1) for rank in ranks) / len(ranks)), ""),
        _part("precise", answers, [each.right for each in answers]),
        _part("answered", answerable, [each.outcome.kind is Kind.ANSWER for each in answerable]),
        away,
        _part("routed", routed, [each.right for each in routed]),
        _part("led astray", answerable, astray),
    ]


def of_speed(judged: Sequence[Judged]) -> list[Figure]:
    """How fast answers came, and what the first one costs in a process of its own."""
    times = sorted(each.milliseconds for each in judged)
    loading = [_loaded() for _ in range(ROUNDS)]
    return [
        Figure("p50", median(times), "ms"),
        Figure("p99", times[math.ceil(0.99 * len(times)) - 1], "ms"),
        Figure(
            "load", min(seconds for seconds, _ in loading), "s", "of the processor: index and first answer"
        ),
        Figure("memory", min(megabytes for _, megabytes in loading), "MB"),
    ]


def _loaded() -> tuple[float, float]:
    run = subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, run.stdout.split())
    return seconds, megabytes


def _part(name: str, of: Sequence[object], true: Sequence[bool]) -> Figure:
    return Figure(name, _down(sum(true) / max(1, len(of))), "", f"{sum(true)} of {len(of)}")


def _down(value: float) -> float:
    return math.floor(value * 1000) / 1000  # never rounded up to a bound it misses


def troubles(judged: Sequence[Judged]) -> Iterator[str]:
    """What went wrong, worst first: a wrong answer, a wrong way, a right entry far down."""
    for each in sorted(judged, key=lambda one: (one.right, -one.rank)):
        if not each.right and (each.outcome.kind is not Kind.CLARIFY or each.rank > 2):
            kind, names = each.outcome.kind, ", ".join(each.outcome.candidates[:3])
            rank = "-" if each.rank > 100 else each.rank + 1
            yield f"{each.asked.id} {each.asked.question!r}\n    wanted {each.asked.gold} (rank {rank}), {kind}: {names}"


def main() -> int:
    wishes = argparse.ArgumentParser(prog="python -m benchmarks.knowledge")
    wishes.add_argument(
        "--show", type=int, default=0, metavar="N", help="print the first N troubles of each set"
    )
    wishes.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="other sets, judged instead of ours"
    )
    wish = wishes.parse_args()
    searcher = Searcher.load()
    sets = {path.name: ask(read_labelled(path), searcher) for path in wish.files}
    if not sets:
        sets = ours(searcher)
    missing: list[str] = []
    for name, judged in sets.items():
        figures = measured(judged)
        bounds = BOUNDS.get(name, OF_STRANGERS)
        show(f"What is found of {name}", figures, bounds)
        missing += [f"{name}: {each}" for each in missed(figures, bounds)]
        for trouble in [*troubles(judged)][: wish.show]:
            print(f"  {trouble}")
    speed = of_speed([each for judged in sets.values() for each in judged])
    show("How fast", speed, OF_SPEED)
    missing += missed(speed, OF_SPEED)
    print("\n".join(["", *missing]) if missing else "\nEvery bound holds.")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
