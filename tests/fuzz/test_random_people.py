"""Whatever people do, in whatever order, and whenever the process dies: the books hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.conftest import TIMES
from tests.fuzz.lives import LIVES, life_of, missed
from tests.fuzz.walks import walk

ENOUGH = 20
"""So many times as many lives as with all tests come to every deed by chance alone."""


@pytest.fixture
def folders(new_books, tmp_path):
    """Books of its own for each life."""

    def each():
        while True:
            folder = Path(tempfile.mkdtemp(dir=tmp_path))
            yield folder, new_books(folder)

    return each()


@pytest.mark.sqlite("the tables are read as a file, past all of our code")
@pytest.mark.timeout(6000)
@pytest.mark.parametrize("name", LIVES)
def test_the_books_hold_whatever_people_do(name, folders, tries, record_property):
    tally = Counter()
    life = life_of(name, folders, tally)
    walk(name, life)
    walked, random = Counter(tally), tally
    random.clear()
    run_state_machine_as_test(life, settings=tries(4, stateful_step_count=20))

    assert TIMES < ENOUGH or missed(name, random) == [], random
    tally = walked + random
    steps, lives = tally.pop("steps"), tally.pop("lives")
    told = ", ".join(f"{count} {what}" for what, count in sorted(tally.items()))
    record_property("shown", f"{name}: the books held after each of {steps} steps in {lives} lives ({told})")
    assert missed(name, tally) == [], tally
