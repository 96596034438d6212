"""Whatever can be wrong has a sentence, and whatever can be tapped is answered."""

import ast
import re
from pathlib import Path

import pytest

from app.copies_in_words import SENTENCES as WORDS
from templates.environment import sentence
from templates.render import label

ROOT = Path(__file__).parents[2]
ROOMS = ["app", "bot", "invoicing", "knowledge", "ksef", "mailer", "storage", "templates", "web"]


def source(*rooms: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for room in rooms for path in sorted((ROOT / room).rglob("*.py"))
    )


FAMILY = {
    "code-page": ["silent", "unreadable"],
    "database": ["away", "busy"],
    "discount": ["percent"],
    "ksef-enrolment": ["slow"],
    "ksef-export": ["failed", "unreadable"],
    "ksef-login": ["cancelled", "expired", "lost", "slow"],
    "ksef": ["original-unreadable", "unavailable"],
    "ksef-refused": ["unauthorized"],
    "ksef-upo": ["mismatch", "unreadable"],
    "lighthouse": ["refused", "silent", "unreadable"],
    "register": ["refused", "silent", "unreadable"],
    "secret-key": ["exists", "format", "missing", "mode", "other", "unreadable"],
}
"""Reasons that only an engineer tells apart: what to do next is the same, so the family's sentence says it."""


def raised() -> dict[str, set[str]]:
    """Reasons our code raises, with the errors that bear them: whatever stands below the tree's root, found by name."""
    nodes = [
        node
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    tree = {"LatarnikError"}
    while more := {each.name for each in classes if tree & {*map(_name, each.bases)}} - tree:
        tree |= more
    found: dict[str, set[str]] = {}
    for each in classes:
        if each.name in tree:
            for code in (_code(line) for line in each.body):
                found.setdefault(code, set()).add(each.name)
    for node in nodes:
        if isinstance(node, ast.Call) and _name(node.func) in tree and node.args:
            for code in _texts(node.args[0]):
                found.setdefault(code, set()).add(_name(node.func))
    return {code: errors for code, errors in found.items() if code}


def _name(node: ast.expr) -> str:
    return getattr(node, "id", None) or getattr(node, "attr", "")


def _code(line: ast.stmt) -> str:
    named = isinstance(line, ast.Assign) and _name(line.targets[0]) == "code"
    return str(line.value.value) if named and isinstance(line.value, ast.Constant) else ""


def _texts(said: ast.expr) -> list[str]:
    either = [said.body, said.orelse] if isinstance(said, ast.IfExp) else [said]
    return [each.value for each in either if isinstance(each, ast.Constant) and isinstance(each.value, str)]


CODES = raised()
ON_THE_COMMAND_LINE = sorted(code for code, errors in CODES.items() if errors == {"CopyRefused"})
IN_FAMILIES = {f"{family}-{last}" for family, several in FAMILY.items() for last in several}


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("code", sorted({*CODES} - {*ON_THE_COMMAND_LINE} - IN_FAMILIES))
def test_every_error_has_a_sentence_of_its_own(code, language):
    assert said_of(code, language), f"{code} falls back in {language}"


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("code", sorted(IN_FAMILIES))
def test_an_error_without_one_of_its_own_has_that_of_its_family(code, language):
    assert code in CODES, "nothing raises it any more"
    assert not said_of(code, language), "it has one of its own: take it off the list"
    assert said_of(code.rpartition("-")[0] if code not in IN_KSEF else "ksef", language)


@pytest.mark.parametrize("code", ON_THE_COMMAND_LINE)
def test_what_is_wrong_with_a_copy_is_said_on_the_command_line(code):
    assert code in WORDS or said_of(code, "pl")


def said_of(code: str, language: str) -> str:
    """The sentence under this very code."""
    details = dict.fromkeys(DETAILS, "x")
    found = (sentence(table, code, language, details) for table in ("errors", "problems"))
    return next((str(each) for each in found if each), "")


IN_KSEF = {f"ksef-{last}" for last in FAMILY["ksef"]}
DETAILS = sorted(
    {
        keyword.arg
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg
    }
)


@pytest.mark.parametrize("code", sorted(set(re.findall(r'Option\(\s*"([\w-]+)"', source("invoicing")))))
def test_every_button_has_words_in_every_language(code):
    assert all(label(code, language, "x") for language in ("pl", "en", "uk"))


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("name", ["errors", "problems", "alerts"])
def test_a_code_has_one_sentence_and_no_second_one_hides_it(name, language):
    said = (ROOT / "templates" / "chat" / language / f"{name}.j2").read_text(encoding="utf-8")
    codes = re.findall(r"{% macro (\w+)", said)

    assert sorted(codes) == sorted(set(codes))


def test_a_command_promises_nothing_for_after_its_end():
    takes_the_chats_word = [
        path.name
        for path in sorted((ROOT / "app" / "commands").glob("*.py"))
        if "error_sentence" in path.read_text(encoding="utf-8")
    ]

    assert takes_the_chats_word == ["speaking.py"]  # which turns "I will try again" into advice
