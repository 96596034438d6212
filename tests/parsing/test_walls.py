"""Whatever fills a message of Telegram to its end is read with the work of a long sentence: counted, not timed."""

import sys
from datetime import date

import pytest

from invoicing.services.intents import understand
from invoicing.services.parsing.edits.reader import read_edits

FRIDAY = date(2026, 11, 20)
LONGEST = 4096
PIECES = [
    "1",
    "1 ",
    "a",
    "a ",
    ",",
    "po ",
    "\n",
    "🎉",
    "שלום ",
    "\u202e",
    "5260250274 ",
    "526-025-02-74, ",
    "konsultacje 2 h po 200 zł, ",
    "konsultacje 2 h po 200 zł\n",
    "12-34-",
    "a/",
    "a@",
    "1 zł ",
    "razem 500 ",
    "z 1 na ",
    "sp. z o.o. ",
    "dwadzieścia pięć tysięcy ",
    "zmień cenę na 5, ",
    "cena i ",
    "uwagi: x ",
    "nip ",
    "co miesiąc ",
    "<b>x</b> ",
    "' OR 1=1; -- ",
    "рахунок ",
    "invoice for the ",
]


def work_of(read, text) -> int:
    """How many functions are called to read the text."""
    calls = 0

    def count(_frame, event, _arg):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return calls


def understood(text):
    return understand(text, FRIDAY)


def changed(text):
    return read_edits(text, FRIDAY, ("konsultacje", "dojazd"))


@pytest.mark.parametrize("piece", PIECES)
def test_a_wall_asks_for_no_more_work_than_a_long_sentence(piece):
    wall = (piece * LONGEST)[:LONGEST]

    assert work_of(understood, wall) < 200_000
    assert work_of(changed, wall) < 200_000


@pytest.mark.parametrize("piece", PIECES)
def test_twice_as_long_is_no_more_than_twice_the_work(piece):
    half = piece * (LONGEST // 8 // len(piece))

    for read in (understood, changed):
        assert work_of(read, half * 2) < 2.6 * work_of(read, half) + 2_000


def test_of_a_change_with_too_many_clauses_the_rest_is_unclear():
    read = changed("zmień cenę na 5, " * 100)

    assert read is not None
    assert read.unclear


def test_a_long_note_with_many_commas_is_one_note():
    read = changed("uwagi: " + "a, " * 100 + "koniec")

    assert read is not None
    assert [edit.field.value for edit in read.edits] == ["note"]
    assert not read.unclear
