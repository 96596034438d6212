"""Days that stand in sentences are those of the calendar of the law: whoever changes one is led to the other."""

from pathlib import Path

import pytest

from invoicing.model.law_calendar import CALENDAR, Rule

TEMPLATES = Path(__file__).parents[2] / "templates"
LANGUAGES = ["pl", "en", "uk"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "file", ["words/modes/{}.j2", "chat/{}/errors.j2", "chat/{}/alerts.j2", "chat/{}/company-habits.j2"]
)
def test_every_sentence_about_the_rule_of_10_000_zl_names_its_last_day(language, file):
    last = CALENDAR[Rule.SMALL_SALES].law.last
    text = (TEMPLATES / file.format(language)).read_text(encoding="utf-8")
    sentences = [line for line in text.splitlines() if "10 000" in line and "31." in line]

    assert sentences
    assert all(f"{last:%d.%m.%Y}" in line for line in sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_morning_of_a_change_has_a_sentence_for_every_rule(language):
    text = (TEMPLATES / f"chat/{language}/law-turns.j2").read_text(encoding="utf-8")

    assert all(f'r.rule == "{rule.value}"' in text for rule in Rule)
