"""Popraw kartę: said or tapped, taken back, asked about; and killed in the middle nothing is lost or done twice."""

from collections.abc import Callable, Iterator

import pytest

from tests.stories.conftest import new_world
from tests.stories.world import World, button

SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"


@pytest.fixture(scope="module")
def desk(sandbox) -> Iterator[World]:
    """A world shared by the stories of this file, each with a card of its own."""
    world = new_world(sandbox)
    yield world
    world.http.close()


def plain(message: dict) -> str:
    """Its text with plain blanks in the amounts."""
    return message["text"].replace("\u00a0", " ")


def card_after(world: World, words: str) -> dict:
    """Say what should be different; the card that answers."""
    return world.card(words)


def press(world: World, message: dict, *labels: str) -> dict:
    """Tap one button after another, each once the message has it."""
    for label in labels:
        world.tap(as_it_is(world, message, lambda now, wanted=label: button(now, wanted), label), label)
    return message


def reads(world: World, message: dict, *words: str) -> dict:
    """The message once it says all the words."""
    return as_it_is(world, message, lambda now: all(word in plain(now) for word in words), words)


def as_it_is(world: World, message: dict, fits: Callable[[dict], object], what: object) -> dict:
    """That very message once it fits; a stale card that became the present one is no repeat of it."""

    def look() -> dict | None:
        now = next(each for each in world.messages() if each["message_id"] == message["message_id"])
        return now if fits(now) else None

    return world.wait(
        look, f"{what} in the message", lambda: [(m["text"], m["buttons"]) for m in world.messages()[-2:]]
    )


def test_a_card_is_put_right_by_saying_it_and_issued_as_it_stands(desk):
    desk.card(SENTENCE)
    card = card_after(desk, "zmień termin na 21 dni")
    assert "11 grudnia 2026" in card["text"]
    card = card_after(desk, "dodaj 1 h dojazdu 150")
    assert "676,50" in card["text"]
    card = card_after(desk, "rabat 10%")
    assert "608,85" in card["text"]
    card = card_after(desk, "usuń drugą pozycję")
    assert "442,80" in card["text"]

    desk.tap(card, "Wystaw")
    desk.hear("przyjęta", "442,80", after=card["message_id"])


def test_a_card_is_put_right_by_buttons_in_the_same_message(desk):
    card = desk.card(SENTENCE)
    press(desk, card, "Popraw", "Ceny brutto")
    reads(desk, card, "400,00 zł brutto")
    press(desk, card, "Popraw", "Termin", "7 dni")
    reads(desk, card, "27 listopada 2026")
    press(desk, card, "Popraw", "Stawka VAT", "8%")
    reads(desk, card, "VAT: 29,63")
    press(desk, card, "Cofnij")
    reads(desk, card, "VAT: 74,80")

    newer = [m for m in desk.from_bot() if m["message_id"] > card["message_id"]]
    assert newer == []
    press(desk, card, "Anuluj")
    reads(desk, card, "anulowany")


def test_when_the_line_was_not_said_it_is_asked_for(desk):
    desk.card(SENTENCE + ", dojazd 50 zł")
    said = desk.say("cena 250")
    question = desk.hear("Której pozycji", after=said)
    press(desk, question, "› 2. dojazd")
    reads(desk, question, "dojazd", "250,00")
    press(desk, question, "Anuluj")
    reads(desk, question, "anulowany")


def test_drafts_are_gone_on_with_from_their_list(desk):
    first = desk.card("faktura dla NIP 5260250274, malowanie 900 zł")
    desk.card("faktura dla NIP 5260250274, tapetowanie 700 zł")
    said = desk.say("/szkice")
    listed = desk.hear("malowanie", "tapetowanie", after=said)
    press(desk, listed, "2.")
    reads(desk, listed, "Brutto: 1 107,00")
    card = card_after(desk, "cena 1000")
    assert "1 230,00" in plain(card)

    desk.tap(first, "Wystaw")  # an old card issues nothing
    reads(desk, first, "1 230,00")
    press(desk, card, "Anuluj")
    reads(desk, card, "anulowany")


@pytest.mark.parametrize("after", [0.0, 0.15, 0.5])
def test_killed_in_the_middle_of_a_change_it_is_made_once(desk, after):
    """A change is told at least once, so its card may come twice; the line is added once."""
    card = desk.card(SENTENCE)
    desk.quiet()
    said = desk.say("dodaj dojazd 150")
    desk.until(after)
    desk.kill()
    desk.start()

    newer = desk.wait(
        lambda: next((m for m in desk.from_bot() if m["message_id"] > said and "676,50" in m["text"]), None),
        "the card with the line that was added",
        lambda: [m["text"] for m in desk.from_bot()[-2:]],
    )
    desk.quiet()
    cards = [m for m in desk.from_bot() if m["message_id"] > said and button(m, "Wystaw")]
    assert 1 <= len(cards) <= 2
    assert all(m["text"].count("dojazd") == 1 for m in cards)
    desk.tap(card, "Wystaw")  # of before the change
    reads(desk, card, "676,50")
    press(desk, newer, "Cofnij")
    reads(desk, newer, "492,00")
    press(desk, newer, "Anuluj")
    reads(desk, newer, "anulowany")


def test_killed_right_after_a_tap_the_choice_is_made_once(desk):
    card = desk.card(SENTENCE + ", dojazd 50 zł, parking 20 zł")
    press(desk, card, "Popraw", "Pozycje")
    menu = reads(desk, card, "Którą pozycję usunąć")
    desk.tap_soon(menu, "Usuń 2. dojazd", 0.1)
    desk.kill()
    desk.start()

    left = reads(desk, card, "Brutto: 516,60")  # two lines are left, and the right ones
    assert "parking" in left["text"]
    assert "dojazd" not in left["text"]
    press(desk, card, "Anuluj")
    reads(desk, card, "anulowany")
