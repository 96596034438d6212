"""The walls that import-linter guards leave no room and no framework out."""

import ast
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NO_ROOMS = {"benchmarks", "tests"}
ROOMS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NO_ROOMS
LINTER = ConfigParser()
LINTER.read(ROOT / ".importlinter", encoding="utf-8")
OWNERS = {
    "command-line": {"app"},
    "crypto": {"ksef"},
    "drawing": {"templates"},
    "figures": {"app"},
    "http-client": {"app", "ksef"},
    "http-server": {"web"},
    "logs": {"app"},
    "mail": {"mailer"},
    "search": {"knowledge"},
    "settings": {"app"},
    "signatures": {"mailer"},
    "sql": {"storage"},
    "telegram": {"bot"},
    "xml": {"ksef"},
}
"""The rooms that may import the frameworks of a contract; the sandbox may use any library."""


def words(contract: str, key: str) -> set[str]:
    said = LINTER[f"importlinter:contract:{contract}"][key]
    return {each for each in said.replace("|", " ").split() if each != "#"}


def imported() -> set[str]:
    """What rooms that serve people import of others, by its first name."""
    found: set[str] = set()
    for path in (path for room in ROOMS - {"sandbox"} for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - ROOMS


def test_every_room_is_known_to_the_linter():
    assert set(LINTER["importlinter"]["root_packages"].split()) == ROOMS


def test_every_room_has_its_floor():
    floors = {each.partition(".")[0] for each in words("layers", "layers")}

    assert floors == ROOMS - {"sandbox"}


def test_the_sandbox_and_every_other_room_are_strangers():
    others = ROOMS - {"sandbox"}

    assert words("sandbox", "forbidden_modules") == others
    assert words("sandbox-unseen", "source_modules") == others


@pytest.mark.parametrize("contract", OWNERS)
def test_a_framework_is_closed_to_every_room_but_its_own(contract):
    assert words(contract, "source_modules") - {"sandbox"} == ROOMS - OWNERS[contract] - {"sandbox"}


def test_every_framework_has_a_room_and_the_business_knows_none():
    closed = {each for contract in OWNERS for each in words(contract, "forbidden_modules")}

    assert imported() - closed == set()
    assert closed - words("business", "forbidden_modules") == set()


def test_every_contract_is_one_of_these():
    named = {section.rpartition(":")[2] for section in LINTER.sections() if ":contract:" in section}

    assert named == {*OWNERS, "business", "layers", "sandbox", "sandbox-unseen"}
