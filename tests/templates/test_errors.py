"""Whatever can be wrong has a sentence, in every language."""

import ast
import inspect
from pathlib import Path

import pytest

from invoicing.model import errors
from templates.render import alert, error_sentence, label

ROOT = Path(__file__).parents[2]
ROOMS = ("app", "bot", "invoicing", "knowledge", "ksef", "mailer", "storage", "web")
LANGUAGES = ["pl", "en", "uk"]
TREE = {
    name: each.code
    for name, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, errors.LatarnikError)
}
SPEAKERS = {*TREE, "NotYet", "doubt"}  # who names a reason: the error tree and the parser
DOCUMENT_FAULTS = {"error", "warning"}  # of ksef/fa3


def _literals(folder: Path, names: set[str], position: int = 0) -> set[str]:
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > position:
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                said = node.args[position]
                if called in names and isinstance(said, ast.Constant) and isinstance(said.value, str):
                    found.add(said.value)
    return found


REASONS = sorted(
    set(TREE.values())
    | {code.replace("_", "-") for room in ROOMS for code in _literals(ROOT / room, SPEAKERS)}
    | _literals(ROOT / "ksef" / "fa3", DOCUMENT_FAULTS)
    | {"schema-structure", "schema-length", "schema-value", "sum-gross", "sum-net"}
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_sentence(reason, language):
    text = error_sentence(reason, {}, language)

    assert text.endswith((".", "?"))
    assert f": {reason})" not in text  # the general sentence names the code
    assert "  " not in text


@pytest.mark.parametrize("reason", REASONS)
def test_details_are_shown_as_they_are_and_never_as_markup(reason):
    text = error_sentence(
        reason, {"value": "<b>x</b> & y", "amount": "-5", "reason": "", "problem": "bom"}, "pl"
    )

    assert "&lt;" not in text
    assert "&amp;" not in text


def test_the_languages_know_the_same_sentences():
    for table in ("errors", "problems", "alerts"):
        names = {
            language: [
                line.split("(")[0]
                for line in (ROOT / "templates/chat" / language / f"{table}.j2").read_text().splitlines()
                if "macro" in line
            ]
            for language in LANGUAGES
        }
        assert names["pl"] == names["en"] == names["uk"]


def test_a_document_that_cannot_be_issued_says_what_is_wrong_with_it():
    text = error_sentence(
        "document-invalid", {"problem": "too-large", "place": "1:1", "size": "9", "limit": "3"}, "pl"
    )

    assert text.startswith("Plik jest za duży: ma 9 bajtów")
    assert text.endswith("więc nic nie zostało wystawione.")


def test_an_unheard_reason_still_gets_an_answer():
    assert "something-new" in error_sentence("something-new")


def test_a_reason_is_understood_with_underscores_too():
    assert error_sentence("nip_checksum", {"value": "5260250275"}) == error_sentence(
        "nip-checksum", {"nip": "5260250275"}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_and_command_has_its_words(language):
    from bot.menu import COMMANDS

    options = _literals(ROOT / "invoicing", {"Option"})
    labels = options | {"xml", "upo", "pdf"} | {f"command-{name}" for name in COMMANDS}

    for code in labels:
        assert 0 < len(label(code, language, "1")) <= 40


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code", ["stale-choice", "already-issued", "not-allowed", "incomplete-draft", "something-new"]
)
def test_a_pop_up_is_short_and_plain(code, language):
    text = alert(code, language)

    assert 0 < len(text) <= 200
    assert "<" not in text
