"""KSeF nie działa: what happens now, by when, and the way home."""

import pytest

BUYER = "ksiegowosc@klient.example"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("failure", ["awarię", "7 dni roboczych", "106nf"]),
        ("maintenance", ["106nh"]),
    ],
)
def test_an_announced_outage_names_its_deadline_and_the_invoice_goes_home_by_itself(world, state, words):
    world.ksef(state=state, lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")

    waiting = world.hear("FV/2026/11/1", "czeka na KSeF")
    assert all(word in waiting["text"] for word in words)

    world.ksef(state="up", lighthouse="follow")
    accepted = world.hear("FV/2026/11/1 przyjęta", "numer KSeF")
    world.letter(BUYER)
    assert world.invoice("FV/2026/11/1")["mode"] == "Offline"
    assert "offline24" not in accepted["text"]


def test_a_silent_ksef_without_an_announcement_is_told_as_it_is(world):
    card = world.card()
    world.ksef(state="failure", lighthouse="up")
    world.tap(card, "Wystaw")

    waiting = world.hear("FV/2026/11/1", "czeka na KSeF")
    assert "106nf" not in waiting["text"]

    world.ksef(state="up")
    world.hear("FV/2026/11/1 przyjęta")
    assert world.invoice("FV/2026/11/1")["mode"] == "Online"


def test_a_lighthouse_that_is_down_stops_nothing(world):
    world.ksef(lighthouse="down")
    world.tap(world.card(), "Wystaw")

    world.hear("FV/2026/11/1 przyjęta")


def test_an_invoice_that_reaches_ksef_after_midnight_is_told_to_be_offline(world):
    world.clock(set="2026-11-20T23:50:00+01:00")
    card = world.card()
    world.ksef(state="failure", lighthouse="up")
    world.tap(card, "Wystaw")
    world.hear("FV/2026/11/1", "czeka na KSeF")

    world.clock(set="2026-11-21T00:05:00+01:00")
    world.ksef(state="up")

    accepted = world.hear("FV/2026/11/1 przyjęta")
    assert "106nda" in accepted["text"]


def test_a_refusal_by_ksef_is_told_with_its_words(world):
    world.ksef(state="rejecting")
    world.tap(world.card(), "Wystaw")

    world.hear("FV/2026/11/1", "450")
    assert world.letters(BUYER) == []


def killed_after_the_tap(world):
    """The tap, a blow in the middle of it, and the app again."""
    card = world.card()
    world.tap_soon(card, "Wystaw", 0.3)
    world.kill()
    world.start()
    world.quiet()


def one_invoice_and_one_letter(world):
    world.hear("FV/2026/11/1 przyjęta")
    world.letter(BUYER)
    world.quiet()
    assert [row["number"] for row in world.invoices()] == ["FV/2026/11/1"]
    assert len(world.letters(BUYER)) == 1


def test_killed_while_only_the_lighthouse_is_down_the_invoice_still_goes_out_once(world):
    world.ksef(lighthouse="down")

    killed_after_the_tap(world)

    one_invoice_and_one_letter(world)


def test_killed_while_ksef_is_silent_without_a_notice_the_invoice_goes_home_once(world):
    world.ksef(state="failure", lighthouse="up")
    killed_after_the_tap(world)
    world.hear("FV/2026/11/1", "czeka na KSeF")

    world.kill()
    world.ksef(state="up")
    world.start()

    one_invoice_and_one_letter(world)
    assert world.invoice("FV/2026/11/1")["mode"] == "Online"
