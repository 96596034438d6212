"""Przełom roku: what the night of 31 December 2026 changes, for whom, and that nothing is lost over it."""

import pytest

from tests.stories.neighbour import BOSMAN, Neighbour
from tests.stories.world import OLA, SENTENCE, button

EVE_NUMBER, NEW_NUMBER = "FV/2026/12/1", "FV/2027/01/1"


@pytest.fixture
def neighbour(world, tmp_path):
    """A company that has nothing but a token."""
    neighbour = Neighbour(world, tmp_path)
    neighbour.moves_in(world)
    return neighbour


def heard(world, *words: str, user: int = OLA) -> list[dict]:
    return [each for each in world.from_bot(user) if all(word in each["text"] for word in words)]


def test_a_company_with_a_token_is_told_in_time_and_goes_on_with_a_certificate(world, neighbour):
    world.ksef(faults={"tokens_until": "2027-01-01"})
    for day, words in (("28", "zostały 3 dni"), ("31", "Dziś ostatni dzień")):
        world.clock(set=f"2026-12-{day}T09:00")
        told = world.hear("tokenem", words, user=BOSMAN)
        assert all(word in told["text"] for word in ("31 grudnia 2026", "30 listopada 2027"))
    world.tap(told, "Jak zrobić certyfikat KSeF", BOSMAN)
    world.hear("latarnik ksef login", "--prepare", user=BOSMAN)

    world.clock(set="2026-12-31T23:30")
    world.ksef(state="failure", lighthouse="up")
    for user in (OLA, BOSMAN):
        world.tap(world.card(user=user), "Wystaw", user)
        world.hear(EVE_NUMBER, "czeka na KSeF", user=user)
    world.kill()

    world.clock(set="2027-01-01T08:05")
    world.ksef(state="up")
    world.start()
    world.hear(f"{EVE_NUMBER} przyjęta")
    refused = world.hear(EVE_NUMBER, "nie mam dostępu do KSeF", "tokena", user=BOSMAN)
    assert "30 listopada 2027" in refused["text"]
    assert button(refused, "Jak zrobić certyfikat KSeF")
    assert "Token:" in world.hear("Od dziś, 1 stycznia 2027", user=BOSMAN)["text"]
    assert "Token:" not in world.hear("Od dziś, 1 stycznia 2027")["text"]
    assert heard(world, "tokenem") == []

    neighbour.gets_a_certificate()
    world.clock(advance=600)
    world.hear(f"{EVE_NUMBER} przyjęta", user=BOSMAN)
    world.quiet()

    assert [row["number"] for row in world.invoices()] == [EVE_NUMBER] * 2
    assert len(heard(world, "Od dziś, 1 stycznia 2027", user=BOSMAN)) == 1


def test_a_token_that_ksef_still_takes_in_january_needs_nobody(world, neighbour):
    del neighbour
    world.clock(set="2027-01-04T10:00")

    world.tap(world.card(user=BOSMAN), "Wystaw", BOSMAN)

    world.hear(f"{NEW_NUMBER} przyjęta", user=BOSMAN)


def test_the_rule_of_10_000_zl_ends_at_midnight_with_the_card_that_was_shown_before(world):
    world.say("korzystam z reguły 10 000 zł")
    world.hear("10 000", "31.12.2026")
    world.clock(set="2026-12-31T23:55")
    world.say("czy mogę wystawić poza KSeF?")
    world.hear("Tak, do 31 grudnia 2026")
    said = world.say(SENTENCE)
    card = world.hear("Szkic faktury", after=said)
    assert button(card, "Wystaw poza KSeF")

    world.kill()
    world.clock(set="2027-01-01T00:00:05")
    world.start()
    refused = world.tap(card, "Wystaw poza KSeF")
    assert "skończyła się 31.12.2026" in refused["alert"]
    fresh = world.wait(
        lambda: next((each for each in world.from_bot() if button(each, "Wystaw")), None), "a fresh card"
    )
    assert "145m" in fresh["text"]
    assert world.invoices() == []

    world.say("czy mogę wystawić poza KSeF?")
    world.hear("Nie.", "skończyła się 31 grudnia 2026")
    world.tap(fresh, "Wystaw")
    world.hear(f"{NEW_NUMBER} przyjęta", "W tytule przelewu")
    world.quiet()
    assert [row["number"] for row in world.invoices()] == [NEW_NUMBER]


def test_a_backlog_of_new_years_eve_is_home_by_monday_and_holidays_are_no_workdays(world):
    world.clock(set="2026-12-31T23:30")
    world.ksef(state="failure", lighthouse="up")
    for number in (1, 2):
        world.tap(world.card(), "Wystaw")
        world.hear(f"FV/2026/12/{number}", "czeka na KSeF", "4 stycznia 2027")

    for day in ("01", "02", "03"):
        for hour in ("09:00", "15:00"):
            world.clock(set=f"2027-01-{day}T{hour}")
            world.say("do kiedy?")
            world.quiet()
    assert heard(world, "mija termin") == []
    world.kill()
    world.clock(set="2027-01-03T18:30")
    world.start()
    world.hear("Jutro, 4 stycznia 2027, mija termin")
    world.clock(set="2027-01-04T09:00")
    world.hear("Dzisiaj, 4 stycznia 2027, mija termin")
    world.kill()
    world.start()

    world.ksef(state="up")
    world.until(1.0)
    world.kill()  # on the way home
    world.start()
    for number in (1, 2):
        world.hear(f"FV/2026/12/{number} przyjęta")
    world.quiet()
    assert sorted(row["number"] for row in world.invoices()) == ["FV/2026/12/1", "FV/2026/12/2"]
    assert len(heard(world, "Dzisiaj, 4 stycznia 2027, mija termin")) == 1
