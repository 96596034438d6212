"""Tylko zaproszeni: nobody becomes anything by writing first, and bad input makes no draft."""

import pytest

from tests.stories.world import SENTENCE, STRANGER, button

OURS = "faktury@latarnia.example"


def test_a_stranger_gets_a_polite_refusal_and_nothing_else(world):
    world.say(SENTENCE, STRANGER)

    refusal = world.hear("zapro", user=STRANGER)
    assert not refusal["buttons"]
    assert world.invoices() == []


def test_an_invented_invitation_lets_nobody_in(world):
    world.say("/start abcdefghijklmnopqrstuvwxyz123456", STRANGER)
    world.hear("zapros", user=STRANGER)

    world.say(SENTENCE, STRANGER)
    world.quiet()
    assert not any(button(message, "Wystaw") for message in world.from_bot(STRANGER))


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
def test_bad_input_gets_a_clear_sentence_and_no_card_to_issue(world, sentence, word):
    said = world.say(sentence)

    answer = world.hear(word, after=said)
    assert button(answer, "Wystaw") is None


def test_two_taps_make_one_invoice(world):
    card = world.card()
    world.tap(card, "Wystaw")
    world.tap_again(card, "Wystaw")

    world.hear("FV/2026/11/1 przyjęta")
    world.quiet()
    assert len(world.invoices()) == 1


def test_a_cancelled_card_issues_nothing(world):
    card = world.card()
    world.tap(card, "Anuluj")
    world.quiet()

    assert world.invoices() == []
    assert all(not button(message, "Wystaw") for message in world.from_bot())


def test_an_e_mail_makes_a_draft_that_is_issued_in_telegram(world):
    world.post(
        "/api/mail", **{"from": "ola@latarnia.example", "to": OURS, "subject": "Zlecenie", "text": SENTENCE}
    )

    card = world.hear("492,00")
    answer = world.letter("ola@latarnia.example")
    assert "Telegram" in answer["text"]
    assert answer["in_reply_to"]
    world.tap(card, "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")


def test_a_letter_that_pretends_makes_no_draft_and_gets_no_answer(world):
    world.post(
        "/api/mail",
        **{"from": "ola@latarnia.example", "to": OURS, "subject": "x", "text": SENTENCE, "authentic": False},
    )

    warning = world.hear("ola@latarnia.example")
    assert button(warning, "Wystaw") is None
    world.quiet()
    assert world.letters("ola@latarnia.example") == []


def test_a_stranger_s_letter_gets_one_polite_answer_at_most(world):
    for number in range(3):
        world.post(
            "/api/mail",
            **{"from": "obcy@gdzies.example", "to": OURS, "subject": f"Pytanie {number}", "text": "Czy?"},
        )
    world.quiet()

    assert len(world.letters("obcy@gdzies.example")) <= 1
