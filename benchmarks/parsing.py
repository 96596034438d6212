"""How much is understood of what many mouths say, and how fast.

    python -m benchmarks.parsing [--show N] [FILE ...]

`tests/parsing/mouths.jsonl` was written without looking at the parser, which has since learned from it; `utterances.jsonl`
beside it grew with the parser, so that its figure says only that nothing got lost. Only sentences the parser has not met
(another FILE) tell how much is understood of strangers. Exit status 1 when a figure of the first misses its bound.

A row of mouths.jsonl holds the whole draft (`expect`), other values that are as right (`or`), and the fields of which the
sentence does not decide (`free`, not judged). Choices where the form of a draft leaves one open:

- a unit that was not said is null; "szt." is right too. Names, addresses and notes are compared without regard to capitals,
  spaces and a full stop at the end; marks of letters are not asked of a sentence typed without any. Numbers are compared as
  numbers, `missing`, `problems` and `guessed` as sets.
- the name of a line is nominative, singular where things are counted without a unit ("dwa krzesła"); a buyer's name may stay
  in the case in which it was said.
- with zw, np and oo it makes no difference whether the price was net, so `price_kind` may be guessed or said.
- where a number of things has one sum, the price may be marked as guessed.
- a price per month, hour or piece is a price, with that unit; "razem" is divided by the quantity.
- "za październik" stays in the name; the supply date may be null or the last day of that month.
- a NIP with a wrong check digit or length may be shown or left out, and the buyer be called missing or not.
- intents that issue nothing miss and guess nothing; what a correction says of the lines is not judged here.
- `recurs` is the rhythm ("monthly"); its day is read when the invoice is planned, not here.
- a sentence whose lines are not judged may miss and guess anything.

Accepted silently is a wrong NIP, VAT number, rate, price, kind of price, quantity, currency, discount or number of lines of an
answer that changes an invoice, has no problem, and neither misses nor guesses that very value.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Bound, Figure, median, missed, show
from benchmarks.mouths import Utterance, read
from invoicing.services.intents import understand
from invoicing.services.parsing.edits.reader import read_edits

FOLDER = Path(__file__).parents[1] / "tests" / "parsing"
JUDGED, GROWN = "mouths.jsonl", "utterances.jsonl"
ROUNDS = 5
WALL = 4096  # characters: as much as a message of Telegram holds
PIECES = (
    *(
        "1 ",
        "a ",
        ", ",
        "\n",
        "🎉",
        "שלום ",
        "5260250274 ",
        "po ",
        "ąęść ",
        "1 zł ",
        "razem 500 ",
        "12-34-",
        "a@",
        "nip ",
    ),
    *(
        "konsultacje 2 h po 200 zł\n",
        "zmień cenę na 5, ",
        "dwadzieścia pięć tysięcy ",
        "sp. z o.o. ",
        "uwagi: x ",
    ),
    *("co miesiąc ", "z 1 na ", "рахунок ", "invoice for the ", "' OR 1=1; -- "),
)
BOUNDS = {
    "intent right": Bound(least=98),
    "all fields right": Bound(least=97),
    "accepted silently": Bound(most=0),
    "median": Bound(most=2),
}
OF_WALLS = {"slowest wall": Bound(most=15), "slowest change": Bound(most=15)}


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance, the answer to it, and how long it took."""

    said: Utterance
    answer: dict[str, Any]
    milliseconds: float

    @property
    def differences(self) -> list[str]:
        """The fields that are wrong."""
        return self.said.differences(self.answer)

    @property
    def accepted_silently(self) -> list[str]:
        """The wrong values nothing warns of."""
        return self.said.accepted_silently(self.answer)


def hear(said: Utterance) -> Heard:
    """Ask the parser a few times; the fastest answer is the one the machine did not disturb."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        understood = understand(said.text, said.today)
        spent.append((time.perf_counter() - begun) * 1000)
    return Heard(said, understood.to_json(), min(spent))


def measured(heard: Sequence[Heard]) -> list[Figure]:
    """What the benchmark says of a set."""
    failed = sum(bool(each.differences) for each in heard)
    wrong = Counter(field for each in heard for field in each.differences)
    silent = Counter(value for each in heard for value in each.accepted_silently)
    times = sorted(each.milliseconds for each in heard)
    return [
        Figure("utterances", len(heard), ""),
        Figure("intent right", _share(heard, wrong["intent"]), "%", f"{wrong['intent']} wrong"),
        Figure("all fields right", _share(heard, failed), "%", f"{failed} wrong: {_counts(wrong)}"),
        Figure("accepted silently", sum(bool(each.accepted_silently) for each in heard), "", _counts(silent)),
        Figure("median", median(times), "ms"),
        Figure("p99", times[math.ceil(0.99 * len(times)) - 1], "ms"),
    ]


def walls() -> list[Figure]:
    """How long the slowest message takes that one piece fills to its end, in time of the processor."""
    today = date(2026, 11, 20)
    filled = {piece: (piece * WALL)[:WALL] for piece in PIECES}
    spent = {piece: _processor(partial(understand, wall, today)) for piece, wall in filled.items()}
    changed = {piece: _processor(partial(read_edits, wall, today)) for piece, wall in filled.items()}
    figures = (("slowest wall", spent), ("slowest change", changed))
    return [
        Figure(name, max(each.values()), "ms", f"of {max(each, key=each.__getitem__)!r}")
        for name, each in figures
    ]


def _processor(read: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        read()
        spent.append((time.process_time() - begun) * 1000)
    return min(spent)


def _share(heard: Sequence[Heard], wrong: int) -> float:
    return math.floor(1000 * (1 - wrong / len(heard))) / 10  # never rounded up to a bound it misses


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counted.most_common())


def differ(heard: Sequence[Heard], most: int) -> None:
    """Print the first utterances that were understood wrongly, field by field."""
    for each in [each for each in heard if each.differences or each.accepted_silently][:most]:
        print(f"\n{each.said.id}: {each.said.text!r}")
        if each.accepted_silently:
            print(f"  ACCEPTED SILENTLY: {', '.join(each.accepted_silently)}")
        for field in each.differences:
            print(
                f"  {field}\n    right {_text(each.said.right[field][0])}\n    got   {_text(each.answer[field])}"
            )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> int:
    wishes = argparse.ArgumentParser(prog="python -m benchmarks.parsing")
    wishes.add_argument(
        "--show", type=int, default=0, metavar="N", help="print the first N differences of each set"
    )
    wishes.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="other sets, judged instead of ours"
    )
    wish = wishes.parse_args()
    troubles: list[str] = []
    for file in wish.files or [FOLDER / JUDGED, FOLDER / GROWN]:
        heard = [hear(said) for said in read(file)]
        bounds, figures = {} if file.name == GROWN else BOUNDS, measured(heard)
        show(f"What is understood of {file.name}", figures, bounds)
        differ(heard, wish.show)
        troubles += missed(figures, bounds)
    if not wish.files:
        slowest = walls()
        show(f"Walls of {WALL} characters", slowest, OF_WALLS)
        troubles += missed(slowest, OF_WALLS)
    print("\n".join(["", *troubles]) if troubles else "\nEvery bound holds.")
    return int(bool(troubles))


if __name__ == "__main__":
    sys.exit(main())
