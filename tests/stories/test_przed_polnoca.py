"""Przed północą: KSeF is silent in the evening, and an invoice of today would become one of yesterday."""

import re

import pytest

from tests.stories.world import button

BUYER = "ksiegowosc@klient.example"
MOVE, KEEP = "Przenieś datę na jutro", "Zostaw dzisiejszą (offline24)"
NUMBER = "FV/2026/11/1"


def at(world, moment: str) -> None:
    world.clock(set=f"2026-11-{moment}:00+01:00")


def silent_evening(world) -> None:
    """KSeF answers no more, nobody announces anything, and an invoice of Friday waits."""
    at(world, "20T21:30")
    card = world.card()
    world.ksef(state="failure", lighthouse="up")
    world.tap(card, "Wystaw")
    world.hear(NUMBER, "czeka na KSeF")


def warned(world) -> dict:
    at(world, "20T22:00")
    return world.hear("nie dotarła jeszcze do KSeF", NUMBER)


def day_of(world) -> str:
    """P_1 of the only invoice in KSeF."""
    (row,) = world.invoices()
    xml = world.http.get(f"/api/ksef/invoices/{row['ksef_number']}/xml").text
    return re.search(r"<P_1>(.*?)</P_1>", xml)[1]


def home(world) -> None:
    """One invoice, one number, one letter with it."""
    world.hear(f"{NUMBER} przyjęta")
    world.letter(BUYER)
    world.quiet()
    (row,) = world.invoices()
    assert row["number"] == NUMBER


def test_with_consent_the_date_moves_to_the_day_it_is_sent(world):
    silent_evening(world)
    said = warned(world)
    assert "art. 106nda ust. 16" in said["text"]
    world.tap(said, MOVE)
    world.hear("Data wystawienia przejdzie na 21 listopada 2026")

    at(world, "21T00:00")
    world.hear(f"{NUMBER} ma teraz datę 21 listopada 2026")
    world.ksef(state="up")

    home(world)
    assert day_of(world) == "2026-11-21"
    assert "106nda" not in world.hear(f"{NUMBER} przyjęta")["text"]


def test_kept_it_is_an_offline_invoice_whose_buyer_gets_both_codes_at_once(world):
    silent_evening(world)
    world.tap(warned(world), KEEP)
    world.hear("w trybie offline24", "23 listopada 2026")
    paper = world.letter(BUYER)

    at(world, "21T08:00")
    world.ksef(state="up")

    world.hear(f"{NUMBER} przyjęta")
    assert world.letter(BUYER, 2)["in_reply_to"] == paper["message_id"]
    assert day_of(world) == "2026-11-20"


def test_without_an_answer_it_is_sent_as_it_is_and_the_morning_says_what_became_of_it(world):
    silent_evening(world)
    warned(world)
    at(world, "20T23:30")
    world.hear("Pół godziny do północy", NUMBER)

    at(world, "21T08:00")
    world.hear("stała się fakturą offline", NUMBER, "23 listopada 2026")
    world.ksef(state="up")

    home(world)
    assert day_of(world) == "2026-11-20"
    assert "106nda" in world.hear(f"{NUMBER} przyjęta")["text"]


@pytest.mark.parametrize("moment", [0.0, 0.2, 1.0])
def test_killed_after_the_tap_and_started_after_midnight_the_date_moves_all_the_same(world, moment):
    silent_evening(world)
    world.tap_soon(warned(world), MOVE, moment)
    world.kill()
    at(world, "21T06:00")
    world.start()
    world.ksef(state="up")

    home(world)
    said = [each["text"] for each in world.from_bot()]
    moved = any("ma teraz datę" in text for text in said)
    stayed = any("zostaje z datą 20 listopada" in text for text in said)  # KSeF was faster than the move
    assert day_of(world) == ("2026-11-21" if moved and not stayed else "2026-11-20")


def test_killed_on_midnight_it_is_sent_once_under_one_date(world):
    silent_evening(world)
    world.tap(warned(world), MOVE)
    world.hear("Data wystawienia przejdzie na")
    at(world, "21T00:00")
    world.until(0.3)
    world.kill()
    world.start()
    world.hear(f"{NUMBER} ma teraz datę 21 listopada 2026")
    world.ksef(state="up")

    home(world)
    assert day_of(world) == "2026-11-21"


def test_when_ksef_had_taken_the_first_file_its_date_stays_and_nothing_is_issued_twice(world):
    at(world, "20T21:30")
    world.ksef(faults={"drop_after_send": 1})
    card = world.card()
    world.tap_soon(card, "Wystaw", 0.05)
    world.wait(
        lambda: world.get("/api/ksef/invoices"), "the invoice at KSeF, its answer lost", longest_pause=0.02
    )
    world.ksef(state="failure", lighthouse="up")
    world.tap(warned(world), MOVE)

    at(world, "21T00:00")
    world.hear(f"{NUMBER} ma teraz datę 21 listopada 2026")
    world.ksef(state="up")

    home(world)
    assert day_of(world) == "2026-11-20"
    world.hear(f"{NUMBER} zostaje z datą 20 listopada 2026")


def test_in_the_morning_the_buttons_of_the_evening_explain_themselves(world):
    silent_evening(world)
    said = warned(world)
    at(world, "21T08:00")
    assert button(said, MOVE)
    world.tap(said, MOVE)

    world.hear("nie można już zmienić")
