"""Who may do what is decided in one table."""

import re
from pathlib import Path

import pytest

from invoicing.services.people.rights import MAY, Action

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "invoicing" / "services" / "people" / "rights.py"
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for room in ("invoicing", "app", "bot", "mailer")
    for path in sorted((ROOT / room).rglob("*.py"))
    if path != TABLE
}


@pytest.mark.parametrize("action", Action)
def test_every_action_stands_in_the_table_and_is_asked_for_somewhere(action):
    assert MAY[action]
    assert any(f"Action.{action.name}" in text for text in SOURCES.values())


@pytest.mark.parametrize("place", SOURCES)
def test_no_code_judges_a_role_by_itself(place):
    assert not re.findall(r"NotAllowed\(role=|standing\.role (?:is|in|==|not)\b", SOURCES[place])
