"""Whatever can be tapped is answered: what our code puts on buttons is held against what the assistant handles."""

from fnmatch import fnmatchcase

import pytest

from invoicing.services.conversation.helping import HELP, TOPICS
from invoicing.services.delivery import buyer_talk
from invoicing.services.editing.board import _CHOICES, _TAXED, _UNTAXED
from invoicing.services.file_refs import DocumentForm
from invoicing.services.issuing.choosing import _ALL_AS
from invoicing.services.modes.ways import IssueWay
from invoicing.services.onboarding import asking, steps
from invoicing.services.people.inviting import INVITE
from invoicing.services.people.speaking import _LANGUAGES, SPEAK
from invoicing.services.questions.tapping import QuestionTaps
from tests.house.offered import offered
from tests.services.conftest import bare_house, house, url  # noqa: F401 - used by their names

ROWS = [row for rows in (*_CHOICES.values(), _TAXED, _UNTAXED) for row in rows]
WAYS = {way.value for way in IssueWay}
KNOWN_AS_IT_RUNS = {
    "approving.deciding": {f"reject-{reason}" for reason in ("amount", "buyer", "lines", "dates")},
    "conversation.helping._overview": {f"{HELP}-{topic}" for topic in TOPICS},
    "conversation.issue_page": WAYS,
    "conversation.letter_choices": WAYS,
    "editing.board.button": {
        *(action for row in ROWS for action in row),
        "back", "undo", "kind-net", "kind-gross", "edit-rate", "edit-due", "edit-supply", "edit-lines", "edit-buyer",
        "edit-payment", "edit-email", "edit-currency", "payment-paid", "payment-unpaid", "email-none",
    },
    "finding.showing._files": {form.value for form in DocumentForm},
    "issuing.choosing._choice": {action for _, action in _ALL_AS},
    "modes.card._button": WAYS,
    "onboarding.asking._button": set(asking.LISTED),
    "people.inviting": {INVITE + "accountant"},
    "people.speaking": {SPEAK + code for code in _LANGUAGES},
    "replies": {"xml", "upo", "pdf"},
}  # fmt: skip
"""What a place offers that stands in a table, is chosen by a person's role or was stored."""
NAMED = {"line-*", "remove-*", "pick-*"}
"""Buttons that name a line or a buyer; tests/services/isolation.py taps a sample of each."""


@pytest.fixture
def handled(house):  # noqa: F811
    """Every action that something answers."""
    onboarding = {action for _, action in steps._BY_BUTTON} | {asking.BACK, asking.STOP, *asking.LISTED}
    questions = QuestionTaps(house.clock, None).buttons
    return {*map(str, house.assistant.actions), *onboarding, *questions, buyer_talk.RECEIPT}


def test_what_a_button_says_it_does_is_handled(handled):
    unhandled = {}
    for place, said in offered().items():
        known = {
            action
            for name, more in KNOWN_AS_IT_RUNS.items()
            if f"services.{name}" in place
            for action in more
        }
        assert "*" not in said or known, (
            f"{place} offers what only running tells: name it in KNOWN_AS_IT_RUNS"
        )
        wanted = (said | known) - NAMED - {""}
        if missing := {each for each in wanted if not any(fnmatchcase(action, each) for action in handled)}:
            unhandled[place] = missing

    assert unhandled == {}


def test_there_are_buttons_to_hold_against():
    assert len(offered()) > 60
