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
COLUMNS = 3


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
    walked, chance = Counter(), Counter()
    walk(name, life_of(name, folders, walked))
    run_state_machine_as_test(
        life_of(name, folders, chance), settings=tries(4, shrinks=True, stateful_step_count=20)
    )

    record_property("shown", table(name, walked, chance))
    assert missed(name, walked + chance) == [], "nobody does this any more, neither on a walk nor by chance"
    assert TIMES < ENOUGH or missed(name, chance) == [], "chance alone never comes there"


def table(name: str, walked: Counter, chance: Counter) -> str:
    """Deeds that were reached: on the walk, and by chance."""
    both = walked + chance
    steps, lives = both.pop("steps"), both.pop("lives")
    cells = [f"{walked[what]:>4} + {chance[what]:<5}{what}" for what in sorted(both)]
    lines = [
        "".join(f"{cell:<52}" for cell in cells[at : at + COLUMNS]).rstrip()
        for at in range(0, len(cells), COLUMNS)
    ]
    return "\n".join(
        [f"{name}: the books held after each of {steps} steps in {lives} lives (walk + chance)", *lines]
    )
