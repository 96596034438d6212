"""`latarnik deadline --batch FILE`."""

import json
from pathlib import Path

from typer.testing import CliRunner

from app.cli import app

VECTORS = Path(__file__).parents[1] / "model" / "deadlines.json"


def test_every_vector_of_the_law_gets_its_day():
    result = CliRunner().invoke(app, ["deadline", "--batch", str(VECTORS)])

    expected = [{"case": row["case"], "deadline": row["deadline"]} for row in json.loads(VECTORS.read_text())]
    assert [json.loads(line) for line in result.stdout.splitlines()] == expected
    assert result.exit_code == 0


def test_a_mode_without_its_ground_is_named_and_the_rest_goes_on(tmp_path):
    cases = json.loads(VECTORS.read_text())[:1]
    cases.insert(0, {"case": "no-ground", "mode": "emergency", "issued": "2026-11-24", "outages": []})
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases))

    result = CliRunner().invoke(app, ["deadline", "--batch", str(file)])

    assert "no-ground" in result.stderr
    assert [json.loads(line)["case"] for line in result.stdout.splitlines()] == [cases[1]["case"]]
    assert result.exit_code == 1


def test_a_file_that_is_no_json_gets_a_sentence(tmp_path):
    file = tmp_path / "cases.json"
    file.write_text("[")

    result = CliRunner().invoke(app, ["deadline", "--batch", str(file)])

    assert "is not JSON" in result.stderr
    assert result.exit_code == 1
