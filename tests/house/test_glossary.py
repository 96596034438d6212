"""The glossary speaks of the code that is there."""

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
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "invoicing").rglob("*.py"))


@pytest.mark.parametrize("term", TERMS)
def test_every_term_of_the_glossary_exists_in_the_core(term):
    assert re.search(rf"\b{term}\w*\b", CODE)
