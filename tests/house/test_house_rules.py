"""Rules of the house that a machine can keep."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ["app", "bot", "invoicing", "knowledge", "ksef", "mailer", "sandbox", "storage", "templates", "web"]
LONGEST_FILE = 300


def python_files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def tracked_text_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in {".png", ".pdf", ".lock"}]


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_tells_more_than_one_story(room):
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files(room)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert too_long == {}


def test_the_core_never_counts_money_in_floats():
    floats = []
    for path in python_files("invoicing/model"):
        if path.name == "errors.py":
            continue  # seconds to wait are no money
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                floats.append(f"{path.name}:{node.lineno}")
            if isinstance(node, ast.Name) and node.id == "float":
                floats.append(f"{path.name}:{node.lineno}")

    assert floats == []


def test_every_room_says_what_it_is_for():
    silent = [
        room for room in ROOMS if not ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text()))
    ]

    assert silent == []


def test_nothing_in_the_tree_knows_the_machine_it_was_written_on():
    pattern = re.compile(r"(?<![\w.])/(work|home|root)/[\w.]")
    found = [
        str(path.relative_to(ROOT))
        for path in tracked_text_files()
        if path != Path(__file__) and pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]

    assert found == []


def test_only_the_worker_room_and_the_edges_start_background_tasks():
    allowed = {"app", "sandbox"}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files(*[room for room in ROOMS if room not in allowed])
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "create_task(" in line and "# task:" not in line
    ]

    assert found == []
