"""The committed index is the one that its sources give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.building import QUESTIONS, Written, build, digest_of
from knowledge.index import INDEX, Index, UnreadableIndex
from knowledge.labelled import read_labelled


def test_the_committed_index_is_not_stale() -> None:
    assert Index.read().digest == digest_of(), (
        "the index is stale: run `latarnik knowledge build` and commit it"
    )


def test_another_build_of_the_same_sources_gives_the_same_index(tmp_path: Path) -> None:
    again = tmp_path / "index.json"
    build(Written.read(), read_labelled(*QUESTIONS), digest_of()).write(again)
    committed, built = (json.loads(path.read_bytes()) for path in (INDEX, again))
    weights = committed.pop("weights"), built.pop("weights")
    assert built == committed
    for name, numbers in weights[0].items():  # another processor may round the last place otherwise
        assert weights[1][name] == pytest.approx(numbers, abs=0.02)


def test_an_index_that_is_not_there_or_no_index_says_what_to_run(tmp_path: Path) -> None:
    for text in (None, "", "[]", '{"digest": ""}'):
        path = tmp_path / "index.json"
        if text is not None:
            path.write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableIndex, match="latarnik knowledge build"):
            Index.read(path)
