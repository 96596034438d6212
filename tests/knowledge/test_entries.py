"""Every entry of the knowledge base keeps the rules that its readers rely on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.checking import check, shared_words
from knowledge.entry import Entry, Standing
from knowledge.reading import UnreadableEntry, read_entries, read_entry

TODAY = date(2026, 11, 21)
WRITTEN = read_entries()
DEADLINE = next(entry for entry in WRITTEN if entry.id == "offline24-termin")


def complaints(*entries: Entry) -> list[str]:
    """What the check says against these entries, without what it says of their neighbours."""
    return [found.text for found in check(entries, TODAY) if "related to" not in found.text]


def test_the_entry_about_the_deadline_of_offline24_is_in_order() -> None:
    assert complaints(DEADLINE) == []


def test_two_ways_to_ask_with_nearly_the_same_words_are_refused() -> None:
    asked = DEADLINE.phrasings["pl"]
    again = replace(DEADLINE, phrasings={**DEADLINE.phrasings, "pl": (*asked, asked[0] + " proszę")})
    assert any("nearly the same words" in text for text in complaints(again))


def test_an_answer_that_ends_before_its_successor_begins_is_refused() -> None:
    ends = replace(DEADLINE, valid_to=date(2026, 12, 31))
    gap = replace(DEADLINE, valid_from=date(2027, 1, 2), phrasings=dict.fromkeys(("pl", "en", "uk"), ()))
    assert any("does not begin when the one before ends" in text for text in complaints(ends, gap))


def test_an_answer_that_ends_within_a_month_is_a_warning_and_no_error() -> None:
    ends = replace(DEADLINE, valid_to=TODAY + timedelta(days=20), review_by=TODAY + timedelta(days=10))
    found = [each for each in check([ends], TODAY) if "related to" not in each.text]
    assert {each.warning for each in found} == {True}
    assert any("it ends on" in each.text for each in found)


def test_a_draft_and_an_ended_answer_are_never_served() -> None:
    assert DEADLINE.serves_on(TODAY)
    assert not replace(DEADLINE, status=Standing.DRAFT).serves_on(TODAY)
    assert not replace(DEADLINE, valid_to=TODAY - timedelta(days=1)).serves_on(TODAY)
    assert not DEADLINE.serves_on(date(2026, 1, 31))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('status = "reviewed"', 'status = "ready"', "'ready' is not a valid Standing"),
        ('id = "offline24-termin"', 'id = "offline24"', "the file is not named after offline24"),
        ("## uk\n", "## ua\n", "no such language: ua"),
        ("review_by = 2027-02-01", 'review_by = "soon"', "'soon' is no date"),
        ("related =", "relatd =", "nobody reads relatd"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_name(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    right = (Path("knowledge/entries") / DEADLINE.topic / f"{DEADLINE.id}.md").read_text(encoding="utf-8")
    wrong = tmp_path / "offline24-termin.md"
    wrong.write_text(right.replace(was, becomes), encoding="utf-8")
    with pytest.raises(UnreadableEntry, match=r"offline24-termin\.md") as refusal:
        read_entry(wrong)
    assert said in str(refusal.value)


def test_shared_words_do_not_mind_diacritics_and_case() -> None:
    assert shared_words("Wysłać fakturę", "wyslac FAKTURE") == 1
