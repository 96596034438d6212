"""Whatever people do, in whatever order, and whenever the process dies: the books hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.machine import RandomPeople


@pytest.fixture
def machine(new_books, tmp_path):
    """A machine whose every run has books of its own."""

    def folders():
        while True:
            folder = Path(tempfile.mkdtemp(dir=tmp_path))
            yield folder, new_books(folder)

    return type("People", (RandomPeople,), {"folders": folders(), "tally": Counter()})


@pytest.mark.sqlite("the tables are read as a file, past all of our code")
@pytest.mark.timeout(3000)
def test_the_books_hold_whatever_people_do(machine, tries, record_property):
    run_state_machine_as_test(machine, settings=tries(10, stateful_step_count=25))

    tally = machine.tally
    steps, sent = tally.pop("steps"), ", ".join(f"{count} {what}" for what, count in sorted(tally.items()))
    record_property("shown", f"random people: the books held after each of {steps} steps ({sent})")
    assert all(tally[each] for each in ("invoices", "deaths", "refusals", "letters")), tally
