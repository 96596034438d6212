"""Tylko zaproszeni i tylko jasne zlecenia: nobody enters by writing first, and bad input makes no draft."""

import pytest

from tests.stories.world import SENTENCE, STRANGER, button

OURS = "faktury@latarnia.example"


def test_a_stranger_gets_a_polite_refusal_and_nothing_else(town):
    said = town.say(SENTENCE, STRANGER)

    refusal = town.hear("zapro", user=STRANGER, after=said)
    assert not refusal["buttons"]
    assert town.invoices() == []


def test_an_invented_invitation_lets_nobody_in(town):
    said = town.say("/start abcdefghijklmnopqrstuvwxyz123456", STRANGER)
    town.hear("zapros", user=STRANGER, after=said)

    town.say(SENTENCE, STRANGER)
    town.quiet()
    assert not any(button(message, "Wystaw") for message in town.from_bot(STRANGER))


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("faktura dla NIP 5260250275, 2 h konsultacji po 200 zł", "NIP"),
        ("faktura dla NIP 526025027, 2 h konsultacji po 200 zł", "NIP"),
        ("faktura dla NIP 5260250274, 2 h konsultacji", "cen"),
        ("faktura dla NIP 5260250274, konsultacje -200 zł", "ujemn"),
        ("x" * 4096, "dług"),
        ("asdf qwer", "NIP"),
    ],
)
def test_bad_input_gets_a_clear_sentence_and_no_card_to_issue(town, sentence, word):
    said = town.say(sentence)

    answer = town.hear(word, after=said)
    assert button(answer, "Wystaw") is None


def test_a_letter_that_pretends_makes_no_draft_and_gets_no_answer(town):
    town.post(
        "/api/mail",
        **{"from": "ola@latarnia.example", "to": OURS, "subject": "x", "text": SENTENCE, "authentic": False},
    )

    warning = town.hear("ola@latarnia.example")
    assert button(warning, "Wystaw") is None
    town.quiet()
    assert town.letters("ola@latarnia.example") == []


def test_a_stranger_s_letters_get_one_polite_answer(town):
    for number in range(3):
        town.post(
            "/api/mail",
            **{"from": "obcy@gdzies.example", "to": OURS, "subject": f"Pytanie {number}", "text": "Czy?"},
        )
    town.letter("obcy@gdzies.example")
    town.quiet()

    assert len(town.letters("obcy@gdzies.example")) == 1
