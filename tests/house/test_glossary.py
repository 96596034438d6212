"""The glossary speaks of the code that is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    row.split("|")
    for row in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    if "`" in row
]
TERMS = sorted({term for row in ROWS if len(row) > 2 for term in re.findall(r"`(\w+)`", row[2])})
ROOMS = ["invoicing", "storage"]
NAMED_BY = ("id", "attr", "name", "arg", "module")
"""Where a syntax tree keeps names: of variables, attributes, definitions and imports, arguments, modules."""


def names() -> set[str]:
    """Every name in the code, whole."""
    found: set[str] = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = [getattr(node, each, None) for each in NAMED_BY]
            found.update(part for text in said if isinstance(text, str) for part in text.split("."))
    return found


NAMES = names()


@pytest.mark.parametrize("term", TERMS)
def test_every_term_of_the_glossary_is_a_name_in_the_code(term):
    assert term in NAMES
