"""Questions to the knowledge base between two orders, and what is done with the answers."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.deeds.selling import MEMBERS
from tests.fuzz.sayings import GOOD
from tests.fuzz.world import OLAS

_FILE = Path(__file__).parents[2] / "knowledge" / "questions.jsonl"
QUESTIONS = st.sampled_from(
    [json.loads(line)["question"] for line in _FILE.read_text(encoding="utf-8").splitlines()][::5]
)
SURE = "do kiedy mam przesłać fakturę offline24?"
AFTER = st.sampled_from(
    ["answer-up", "answer-down", "answer-else", "answer-pick", "answer-none", "answer-hand"]
)


class Asking:
    """People who want to know."""

    @rule(
        who=MEMBERS,
        question=st.one_of(st.just(SURE), QUESTIONS, QUESTIONS),
        after=st.lists(AFTER, max_size=2),
    )
    def ask(self, who, question, after):
        """Somebody asks, and says what the answer was worth."""
        self.says(who, question)
        for label in after:
            self.press_first(who, label)

    @rule(who=MEMBERS, question=QUESTIONS)
    def ask_over_a_card(self, who, question):
        """A question between the card and the tap changes nothing of the card."""
        self.says(who, GOOD)
        self.says(who, question)
        self.press_first(who, "issue")

    @rule(question=QUESTIONS)
    def ask_by_letter(self, question):
        """Somebody asks by letter."""
        self.does(self.world.letter(question, OLAS, authentic=True, knows_secret=False))
