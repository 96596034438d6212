"""The labelled questions measure honestly, and what was reached once is not lost."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import missed
from benchmarks.knowledge import FOLDER, measured, ours
from benchmarks.knowledge_bounds import BOUNDS, JUDGED, LOOKALIKES, MORE, STRANGERS
from knowledge.labelled import SPECIAL, folds, read_labelled
from knowledge.reading import read_entries
from knowledge.search import Searcher
from knowledge.wording import words

LEARNED = read_labelled(FOLDER / JUDGED, FOLDER / LOOKALIKES)
UNSEEN = read_labelled(FOLDER / MORE, FOLDER / STRANGERS)


def ways_to_ask() -> Iterator[tuple[str, str]]:
    """Everything that the index is made of, with where it is from."""
    for entry in read_entries():
        for language, question in entry.question.items():
            yield from ((entry.id, text) for text in (question, *entry.phrasings[language]))
    for name, facts in tomllib.loads(Path("knowledge/routes.toml").read_text(encoding="utf-8")).items():
        yield from ((name, text) for text in facts["said"])


def test_no_way_to_ask_equals_a_labelled_question() -> None:
    labelled = {" ".join(words(each.question)) for each in (*LEARNED, *UNSEEN)}
    assert [each for each in ways_to_ask() if " ".join(words(each[1])) in labelled] == []


def test_no_question_is_labelled_twice() -> None:
    asked = [" ".join(words(each.question)) for each in (*LEARNED, *UNSEEN)]
    assert len(set(asked)) == len(asked)


def test_every_label_is_an_entry_or_a_special_one() -> None:
    known = {entry.id for entry in read_entries()} | SPECIAL.keys() | {"@greeting", "@clarify"}
    assert {name for each in (*LEARNED, *UNSEEN) for name in each.wanted} <= known


def test_every_question_is_asked_of_weights_that_have_not_seen_it() -> None:
    asked = sorted(place for _, unknown in folds(LEARNED) for place in unknown)
    assert asked == list(range(len(LEARNED)))
    assert all(not set(known) & set(unknown) for known, unknown in folds(LEARNED))


def test_what_was_reached_is_not_lost() -> None:
    judged = ours(Searcher.load())
    assert {name: missed(measured(each), BOUNDS[name]) for name, each in judged.items()} == {
        JUDGED: [],
        LOOKALIKES: [],
        MORE: [],
        STRANGERS: [],
    }


def test_the_labelled_questions_are_lines_of_json_with_nothing_else() -> None:
    for file in (JUDGED, LOOKALIKES, MORE, STRANGERS):
        for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
            assert set(json.loads(line)) == {"id", "question", "gold", "also", "kind", "lang"}
