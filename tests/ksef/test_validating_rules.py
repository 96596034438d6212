"""Each rule finds what breaks it, at its place, and leaves alone what only looks like it; cases by theme in fa3_cases."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from ksef.fa3.problems import Severity
from ksef.fa3.rules import FORGIVEN, RULES
from ksef.fa3.rules.kinds import EVERY
from ksef.fa3.validator import validate
from templates.render import problem_sentence

HERE = Path(__file__).parent
DOCUMENTS = {path.stem: path.read_text(encoding="utf-8") for path in (HERE / "fa3_documents").glob("*.xml")}
THEMES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (HERE / "fa3_cases").glob("*.toml")
}
CASES = {rule["code"]: rule for theme in THEMES.values() for rule in theme["rule"]}
TODAY = date(2026, 11, 20)
ALWAYS = {"attached": {"attachment-by-batch"}}  # what is said of a sound document


def changed(case: dict) -> bytes:
    """The document of a case with its changes made; every change must have something to change."""
    text = DOCUMENTS[case["in"]]
    for old, new in case.get("change", []):
        assert old in text, f"{old} is not in {case['in']}"
        text = text.replace(old, new, 1)
    for name in case.get("drop", []):
        text, times = re.subn(rf"<{name}>.*?</{name}>\n?", "", text, flags=re.DOTALL)
        assert times
    return text.encode()


def told(case: dict, code: str) -> list[tuple[str, str]]:
    problems = validate(changed(case), TODAY)
    shape = [problem for problem in problems if problem.code.startswith("schema")]
    assert not shape, "the schema would find it"
    return [(problem.place, problem.severity.value) for problem in problems if problem.code == code]


def each(name: str) -> list:
    return [
        pytest.param(code, case, id=f"{code}-{number}")
        for code, rule in sorted(CASES.items())
        for number, case in enumerate(rule[name], start=1)
    ]


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_sound_document_of_any_kind_has_no_problem(name):
    found = {problem.code for problem in validate(DOCUMENTS[name].encode(), TODAY)}

    assert found == ALWAYS.get(name, set())


@pytest.mark.parametrize(("code", "case"), each("breaks"))
def test_a_breach_is_found_at_its_place(code, case):
    severity = case.get("severity", CASES[code].get("severity", "warning"))

    assert (case["at"], severity) in told(case, code)


@pytest.mark.parametrize(("code", "case"), each("keeps"))
def test_what_only_looks_like_a_breach_is_left_alone(code, case):
    assert told(case, code) == []


def test_every_rule_has_its_cases_and_every_case_its_rule():
    assert sorted(CASES) == sorted({rule.code for rule in RULES})
    assert all(rule["breaks"] and rule["keeps"] for rule in CASES.values())


@pytest.mark.parametrize("code", sorted({rule.code for rule in RULES}))
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_rule_has_a_sentence_of_its_own_with_every_value(code, language):
    said = [
        problem_sentence(code, problem.details, language)
        for case in CASES[code]["breaks"]
        for problem in validate(changed(case), TODAY)
        if problem.code == code
    ]

    assert said
    assert not [sentence for sentence in said if code in sentence or "?" in sentence]


def test_our_own_invoices_are_never_forgiven_an_error_or_a_wrong_amount():
    errors = {rule.code for rule in RULES if rule.severity is Severity.ERROR}

    arithmetic = {rule.code for rule in RULES if rule.arithmetic}
    assert not FORGIVEN & (errors | arithmetic)


def test_no_code_is_said_in_two_ways_of_one_kind_of_invoice():
    told = [(rule.code, kind, rule.check) for rule in RULES for kind in rule.kinds]

    assert len(told) == len(set(told))
    assert {rule.kinds <= EVERY for rule in RULES} == {True}


def test_the_documents_cover_every_kind_of_invoice():
    kinds = {etree.fromstring(text.encode()).findtext(".//{*}RodzajFaktury") for text in DOCUMENTS.values()}

    assert kinds | {"KOR_ROZ"} == EVERY
