"""Questions whose answer is known, in lines of JSON: what weights are learned from and what a search is measured by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SPECIAL = {
    "@live-status": "@live-status",
    "@my-queue": "@my-queue",
    "@human": "@human",
    "@out-of-scope": "@elsewhere",
}
"""A label of the questions, and what the labels of the index for it begin with."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, the label it should find, and others that are as right."""

    id: str
    question: str
    gold: str
    also: tuple[str, ...]
    kind: str
    lang: str

    @property
    def wanted(self) -> frozenset[str]:
        """Every label that is right, special ones too."""
        return frozenset({self.gold, *self.also})

    def is_right(self, label: str) -> bool:
        """Whether a label of the index is one of them.

        >>> Labelled("1", "?", "@out-of-scope", (), "out_of_scope", "pl").is_right("@elsewhere-orders")
        True
        """
        begins = tuple(SPECIAL[each] for each in self.wanted if each in SPECIAL)
        return label in self.wanted or (bool(begins) and label.startswith(begins))


def read_labelled(*paths: Path) -> list[Labelled]:
    """The questions of the files, in their order."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    rows = [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]
    return [
        Labelled(each["id"], each["question"], each["gold"], tuple(each["also"]), each["kind"], each["lang"])
        for each in rows
    ]


def folds(questions: Sequence[object], count: int = 5) -> Iterator[tuple[list[int], list[int]]]:
    """Places of the questions to learn from and of those to be asked; each is asked once.

    Which fold a question is in depends on nothing but its number, and neighbours are in different ones.
    """
    for fold in range(count):
        asked = [place for place in range(len(questions)) if place % count == fold]
        yield [place for place in range(len(questions)) if place % count != fold], asked
