"""Offline24 przed świętami: issued when nobody works, due when everybody is back, and nobody forgets it meanwhile."""

import json

import pytest

from sandbox.demo import NIP
from tests.stories.terminal import Terminal
from tests.stories.world import OLA, STRANGER

BUYER = "ksiegowosc@klient.example"
NUMBER = "FV/2026/12/1"
A_LOOK = 6.0
"""Seconds in which the app surely looks at what is due."""
TERM = "28 grudnia 2026"
EVE, TODAY, MIDNIGHT, PASSED = (
    f"Jutro, {TERM}, mija termin",
    f"Dzisiaj, {TERM}, mija termin",
    "mija dziś o północy",
    f"Termin przesłania do KSeF minął {TERM}",
)


def silent(world, moment: str) -> None:
    """KSeF answers nobody, nobody announces anything, and the app has seen it long enough to say so."""
    world.clock(set=moment)
    world.ksef(state="failure", lighthouse="up")

    def noticed():
        world.clock(advance=20)
        return "KSeF nie odpowiada" in world.hear("KSeF", after=world.say("/ksef"))["text"]

    world.wait(noticed, "the silence in the app's own words", lambda: world.from_bot()[-1]["text"])


def issue(world) -> dict:
    """In the mode that is proposed so late in the day."""
    card = world.card()
    assert "offline24 (art. 106nda)" in card["text"]
    world.tap(card, "Wystaw")
    return world.hear("jest wystawiona i czeka na KSeF", after=card["message_id"])


def reminders(world, *words: str, user: int = OLA) -> list[dict]:
    """The reminders that a person got, or those with the words."""
    titled = (each for each in world.from_bot(user) if "ermin przesłania" in each["text"].split("\n")[0])
    return [each for each in titled if all(word in each["text"] for word in words)]


def begins_again(world) -> None:
    """The app has started, answers, and has looked at what is due."""
    world.start()
    world.hear("Co potrafię", after=world.say("/pomoc"))
    world.until(A_LOOK)


def reminded(world, moment: str, words: str, times: int, *users: int) -> None:
    """At that moment each of them hears it for so many times."""
    world.clock(set=moment)
    for user in users:
        world.wait(lambda user=user: len(reminders(world, words, user=user)) >= times, f"{words} at {moment}")


@pytest.fixture
def accountant(world) -> int:
    """Somebody who keeps the books of the company, and does not own it."""
    said = Terminal(world).latarnik("invite", "--company", NIP, "--role", "accountant")
    world.say(f"/start {json.loads(said.strip().splitlines()[-1])['invite']}", STRANGER)
    world.hear("Latarnia Morska", user=STRANGER)
    return STRANGER


def test_an_evening_before_christmas_is_due_on_the_monday_after_it_and_nobody_is_bothered_at_table(world):
    silent(world, "2026-12-23T20:30")
    waiting = issue(world)
    assert f"najpóźniej {TERM}, poniedziałek" in waiting["text"]
    assert "art. 106nda" in waiting["text"]

    for moment in ("24T15:00", "26T18:00"):
        world.clock(set=f"2026-12-{moment}")
        world.until(A_LOOK)
    assert reminders(world) == []
    world.clock(set="2026-12-27T18:00")
    world.hear(EVE)


def test_on_the_last_day_people_are_reminded_hour_by_hour_in_the_evening_the_owner_alone(world, accountant):
    silent(world, "2026-12-23T20:30")
    issue(world)

    reminded(world, "2026-12-28T09:00", TODAY, 1, OLA, accountant)
    reminded(world, "2026-12-28T15:00", TODAY, 2, OLA, accountant)
    reminded(world, "2026-12-28T20:00", MIDNIGHT, 1, OLA)
    reminded(world, "2026-12-29T08:00", PASSED, 1, OLA, accountant)
    assert [len(reminders(world, words)) for words in (TODAY, MIDNIGHT, PASSED)] == [2, 1, 1]
    assert [len(reminders(world, words, user=accountant)) for words in (TODAY, MIDNIGHT)] == [2, 0]

    world.ksef(state="up")
    world.hear(f"{NUMBER} przyjęta", "numer KSeF")
    world.quiet()
    assert [row["number"] for row in world.invoices()] == [NUMBER]


@pytest.mark.parametrize(
    ("evening", "term"),
    [
        ("2026-12-18T21:00", "21 grudnia 2026, poniedziałek"),
        ("2026-12-24T20:30", "28 grudnia 2026, poniedziałek"),
        ("2026-12-25T20:30", "28 grudnia 2026, poniedziałek"),
    ],
    ids=[
        "the last Friday before Christmas",
        "Christmas Eve, a holiday since 2025",
        "Christmas Day, a Friday",
    ],
)
def test_an_evening_near_christmas_is_due_on_the_next_monday(world, evening, term):
    silent(world, evening)

    assert f"najpóźniej {term}" in issue(world)["text"]


def test_killed_around_a_reminder_it_is_said_once_and_the_invoice_goes_home_once(world):
    silent(world, "2026-12-23T20:30")
    issue(world)
    world.kill()
    world.clock(set="2026-12-28T09:00")  # its hour comes while the app is dead
    world.start()
    world.hear(TODAY)
    world.kill()
    begins_again(world)
    assert len(reminders(world)) == 1

    world.ksef(state="up")
    world.until(0.7)
    world.kill()
    world.start()
    world.hear(f"{NUMBER} przyjęta", "numer KSeF")
    world.letter(BUYER, 2)
    world.clock(set="2026-12-29T09:00")
    world.until(A_LOOK)
    assert reminders(world, PASSED) == []
    assert [row["number"] for row in world.invoices()] == [NUMBER]
    assert len(world.letters(BUYER)) == 2
