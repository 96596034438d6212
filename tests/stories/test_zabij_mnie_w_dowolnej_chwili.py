"""Zabij mnie w dowolnej chwili: one invoice, one number, one letter."""

import pytest

from tests.stories.world import SENTENCE

BUYER = "ksiegowosc@klient.example"


def issue_and_kill(world, after: float) -> None:
    """Tap, and kill the app so many seconds later."""
    world.tap_soon(world.card(), "Wystaw", after)
    world.kill()


def the_same_end(world) -> None:
    """One invoice, one number, one letter."""
    world.hear("FV/2026/11/1", "numer KSeF")
    world.letter(BUYER)
    world.quiet()
    assert [row["number"] for row in world.invoices()] == ["FV/2026/11/1"]
    assert len(world.letters(BUYER)) == 1


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.7, 1.2])
def test_killed_after_the_tap_the_end_is_the_same(world, after):
    issue_and_kill(world, after)

    world.start()

    the_same_end(world)


def test_killed_between_the_sending_and_the_saving_the_invoice_is_recognised_as_ours(world):
    world.ksef(faults={"drop_after_send": 1})
    card = world.card()
    world.tap(card, "Wystaw")
    world.hear("FV/2026/11/1", "przyjęta")

    the_same_end(world)


def test_an_error_after_ksef_took_the_invoice_is_no_second_invoice(world):
    world.ksef(faults={"error_after_accept": 1})
    world.tap(world.card(), "Wystaw")

    the_same_end(world)


def test_what_was_said_while_the_app_was_dead_is_answered(world):
    world.kill()
    said = world.say(SENTENCE)
    world.start()

    world.hear("492,00", after=said)


def test_a_tap_after_a_restart_of_the_real_command_issues_the_card_of_before(real_world):
    card = real_world.card()
    real_world.kill()
    real_world.start()
    real_world.tap(card, "Wystaw")

    the_same_end(real_world)
