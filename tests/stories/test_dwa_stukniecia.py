"""Dwa stuknięcia, jedna faktura: taps, second thoughts, and drafts that came by e-mail."""

from tests.stories.world import SENTENCE, button

OURS = "faktury@latarnia.example"


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
