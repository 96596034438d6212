"""The table in the code against a second writing of the matrix (`handover_matrix.txt`), cell by cell."""

import importlib.util
from dataclasses import astuple
from itertools import product
from pathlib import Path

import pytest

from invoicing.model.handover import ROWS, HandOver, HandOverState, Label, hand_over
from invoicing.model.party import BuyerKind

STATES = dict(zip("WNOETXR", HandOverState, strict=True))
CODES = {
    "0": (),
    "1": (Label.KSEF_NUMBER,),
    "2": (Label.OFFLINE, Label.CERTIFICATE),
}
PAPERS = {
    "confirmation": "transaction_confirmation",
    "visualisation": "visualisation",
    "plain": "plain_invoice",
    "nothing": "nothing",
}
EVERYBODY = [kind.value for kind in BuyerKind]
SHORT = {"REG": "rozporządzenie Dz.U. 2025 poz. 1815 par. 9", "HANDBOOK": "Podręcznik KSeF 2.0 cz. II 1.6.6"}


def written():
    """(buyer, state) -> the cell as the second writing has it."""
    cells = {}
    text = Path(__file__).with_name("handover_matrix.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        buyers, state, *cell = (part.strip() for part in line.split("|"))
        for buyer in who(buyers):
            assert (buyer, state) not in cells, f"{buyer} in {state} is written twice"
            cells[buyer, state] = expected(*cell)
    return cells


def who(buyers):
    if buyers.startswith("everybody"):
        return [kind for kind in EVERYBODY if kind != buyers.removeprefix("everybody but ")]
    return [buyer.strip() for buyer in buyers.split(",")]


def expected(row, paper, codes, way, when, receipt, confidence, override, articles):  # noqa: PLR0917 - a cell has so many parts
    spelled = [part.strip() for part in articles.split(";")]
    for short, long in SHORT.items():
        spelled = [part.replace(short, long) for part in spelled]
    when, receipt = when.replace(" ", "_"), receipt.replace(" ", "_")
    return (
        row, PAPERS[paper], CODES[codes], way, when, receipt, tuple(spelled), confidence, override == "yes",
    )  # fmt: skip


WRITTEN = written()


def fresh_rows():
    """The table built anew inside the test: what builds it is under test, too, not only what it built at import."""
    spec = importlib.util.find_spec("invoicing.model.handover_table")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ROWS


def test_the_second_writing_has_every_buyer_in_every_state():
    assert set(WRITTEN) == set(product(EVERYBODY, STATES)) | {("nobody", "-")}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", BuyerKind)
def test_every_cell_says_what_the_law_says(kind, state):
    assert astuple(hand_over(kind, STATES[state])) == WRITTEN[kind.value, state]


@pytest.mark.parametrize("name", sorted(ROWS, key=lambda row: int(row[1:])))
def test_every_row_of_the_table_says_what_the_law_says(name):
    rows = fresh_rows()
    assert (rows[name].row, list(rows)) == (name, list(ROWS))
    wanted = [cell for (buyer, _), cell in WRITTEN.items() if cell[0] == name]
    assert astuple(rows[name]) in wanted


def test_the_table_holds_rows_and_nothing_twice():
    rows = fresh_rows()
    assert all(isinstance(row, HandOver) for row in rows.values())
    assert rows == ROWS
