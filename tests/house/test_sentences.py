"""Whatever can be wrong has a sentence, and whatever can be tapped is answered."""

import ast
import re
from pathlib import Path

import pytest

from templates.render import error_sentence, label

ROOT = Path(__file__).parents[2]
ROOMS = ["app", "bot", "invoicing", "ksef", "mailer", "storage"]
FALLBACK = error_sentence("no-such-code", {}, "pl").replace("no-such-code", "")


def source(*rooms: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for room in rooms for path in sorted((ROOT / room).rglob("*.py"))
    )


def codes() -> list[str]:
    """Reasons our code raises: of the tree of errors, and given where an error is raised."""
    text = source(*ROOMS)
    classes = re.findall(r'^    code = "([\w-]+)"', text, re.MULTILINE)
    raised = re.findall(
        r"\b(?:InvalidValue|InvalidNip|InvalidAmount|InvalidAccount|InvalidDocument|Refused|StaleChoice|NotAllowed"
        r'|IncompleteDraft)\(\s*"([\w-]+)"',
        text,
    )
    return sorted({*classes, *raised})


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("code", codes())
def test_every_error_has_a_sentence_of_its_own(code, language):
    details = dict.fromkeys(DETAILS, "x")

    assert code not in error_sentence(code, details, language), f"{code} falls back in {language}"


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


@pytest.mark.parametrize("action", sorted(set(re.findall(r'Choice\("(\w+)"', source("invoicing")))))
def test_every_button_s_choice_is_handled(action):
    taps = source("invoicing/services").split("class Taps")[1]

    assert f'"{action}"' in taps


@pytest.mark.parametrize("code", sorted(set(re.findall(r'Option\(\s*"([\w-]+)"', source("invoicing")))))
def test_every_button_has_words_in_every_language(code):
    assert all(label(code, language, "x") for language in ("pl", "en", "uk"))


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("name", ["errors", "problems", "alerts"])
def test_a_code_has_one_sentence_and_no_second_one_hides_it(name, language):
    said = (ROOT / "templates" / "chat" / language / f"{name}.j2").read_text(encoding="utf-8")
    codes = re.findall(r"{% macro (\w+)", said)

    assert sorted(codes) == sorted(set(codes))
