"""`latarnik handover` speaks for the matrix."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import app

PLAIN = {"document": "plain_invoice", "codes": []}


def run(*words):
    return CliRunner().invoke(app, ["handover", *words])


@pytest.mark.parametrize(
    ("mode", "buyer", "more", "row", "document"),
    [
        ("offline24", "domestic", [], "D3", "transaction_confirmation"),
        ("offline24", "domestic", ["--number"], "D2", "visualisation"),
        ("emergency", "jst", [], "D20", "visualisation"),
        ("online", "eu", [], "D15", "transaction_confirmation"),
        ("unavailability", "non_eu", [], "D13", "visualisation"),
        ("total_failure", "vat_group", ["--number"], "D5", "plain_invoice"),
        ("outside", "consumer", [], "D6", "plain_invoice"),
    ],
)
def test_the_row_of_a_buyer_is_one_line_of_json(mode, buyer, more, row, document):
    done = run("--mode", mode, "--buyer", buyer, *more)

    said = json.loads(done.stdout)
    assert (done.exit_code, said["row"], said["document"]) == (0, row, document)
    assert said["articles"]


def test_all_combinations_are_120_lines():
    lines = [json.loads(line) for line in run("--all").stdout.splitlines()]

    assert len(lines) == 12 * (2 * 4 + 2)
    assert all(line["codes"] for line in lines if line["document"] == "visualisation")


@pytest.mark.parametrize("words", [[], ["--mode", "awaryjny", "--buyer", "domestic"], ["--mode", "online"]])
def test_wrong_words_are_wrong_usage(words):
    assert run(*words).exit_code == 2
