"""Złe zapowiedzi: notices that make no sense, and a mode without its ground; nothing is guessed."""

import pytest

NONSENSE = [
    {"id": "?", "eventId": "seven", "category": "EARTHQUAKE", "type": "RUMOUR"},
    {"eventId": 7},
    "awaria!",
    None,
]


def issued_as_usual(world):
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta", "numer KSeF")
    world.quiet()
    assert [(row["number"], row["mode"]) for row in world.invoices()] == [("FV/2026/11/1", "Online")]


def refused_emergency(world):
    world.card()
    said = world.say("tryb awaryjny")
    world.hear("Ministerstwo ogłosiło awarię", "106nf", "takiego ogłoszenia nie widzę", after=said)


def test_emergency_without_an_announced_failure_is_refused_with_the_reason(world):
    refused_emergency(world)
    world.quiet()
    assert world.get("/api/ksef/invoices") == []


def test_emergency_is_refused_after_a_kill_as_well(world):
    world.card()
    world.kill()
    said = world.say("tryb awaryjny")
    world.start()

    world.hear("106nf", "takiego ogłoszenia nie widzę", after=said)
    world.quiet()
    assert world.get("/api/ksef/invoices") == []


@pytest.mark.parametrize("message", NONSENSE, ids=["unknown words", "missing fields", "a word", "null"])
def test_a_notice_that_makes_no_sense_is_no_ground_for_anything(world, message):
    world.lighthouse("raw", message=message)
    world.quiet()

    refused_emergency(world)


def test_killed_while_nonsense_is_announced_the_invoice_is_issued_once(world):
    world.lighthouse("raw", message=NONSENSE[0])
    world.kill()
    world.start()

    issued_as_usual(world)
