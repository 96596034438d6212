"""/zapros, /ludzie, /zamroz: who issues for the company, who only looks, and who stops it all."""

import re

from tests.stories.world import OLA, SENTENCE, STRANGER, button

FIRST = "FV/2026/11/1"
BUYER = "ksiegowosc@klient.example"


def link_for(world, role: str) -> str:
    """The code of the link that the owner gets for a role."""
    said = world.say("/zapros")
    world.tap(world.hear("Kogo zaprosić", after=said), role)
    shown = world.hear("Zaproszenie do firmy", after=said)
    return re.search(r"(?:start=|/start )([\w-]{20,64})", shown["text"] + repr(shown))[1]


def let_in(world, role: str) -> None:
    """The other person comes in by the link."""
    said = world.say(f"/start {link_for(world, role)}", STRANGER)
    world.hear("Dzień dobry", "Latarnia Morska", user=STRANGER, after=said)


def put_out(world) -> None:
    """The owner puts the other person out, by the buttons."""
    said = world.say("/ludzie")
    world.tap(world.hear("Nieznajomy", after=said), "Usuń: Nieznajomy")
    world.tap(world.hear("Usunąć z firmy", after=said), "Tak, usuń")
    world.hear("nie należy już do firmy", after=said)


def freeze_refused(world, card: dict, user: int = OLA) -> None:
    """The old button is there, and a tap on it brings the reason and no invoice."""
    before = world.messages(user)[-1]["message_id"]
    world.tap_again(card, "Wystaw", user)
    world.hear("zamrożone", "/odmroz", user=user, after=before)
    world.quiet()
    assert world.invoices() == []


def test_whoever_comes_by_the_link_issues_until_the_owner_puts_them_out(world):
    code = link_for(world, "Wystawia faktury")
    said = world.say(f"/start {code}", STRANGER)
    world.hear("Dzień dobry", "Latarnia Morska", user=STRANGER, after=said)

    world.tap(world.card(user=STRANGER), "Wystaw", STRANGER)
    world.hear(FIRST, "numer KSeF", user=STRANGER)
    world.letter(BUYER)
    old = world.card(user=STRANGER)
    put_out(world)
    world.hear("Nie należysz już", user=STRANGER)

    world.tap_again(old, "Wystaw", STRANGER)
    said = world.say(f"/start {code}", STRANGER)
    world.hear("zaprosz", user=STRANGER, after=said)
    world.say(SENTENCE, STRANGER)
    world.quiet()
    assert [row["number"] for row in world.invoices()] == [FIRST]
    assert len(world.letters(BUYER)) == 1


def test_whoever_may_only_look_sees_invoices_and_makes_none(world):
    world.tap(world.card(), "Wystaw")
    world.invoice(FIRST)
    let_in(world, "Tylko podgląd")

    said = world.say("/faktury", STRANGER)
    world.hear(FIRST, user=STRANGER, after=said)
    for words, who in ((SENTENCE, "wystawia faktury"), ("/zapros", "właściciel"), ("/zamroz", "właściciel")):
        said = world.say(words, STRANGER)
        answer = world.hear("uprawnie", who, "Ola", user=STRANGER, after=said)
        assert not answer["buttons"]
    card = world.card()  # the owner's own goes on: nothing was frozen
    assert button(card, "Wystaw")


def test_a_freeze_holds_for_old_cards_of_everybody_and_through_a_kill_until_the_owner_confirms(world):
    let_in(world, "Wystawia faktury")
    ours, theirs = world.card(), world.card(user=STRANGER)
    said = world.say("/zamroz")
    world.kill()
    world.start()
    world.hear("wystawianie zamrożone", after=said)

    freeze_refused(world, ours)
    freeze_refused(world, theirs, STRANGER)
    world.tap_soon(theirs, "Wystaw", 0.1, STRANGER)
    world.kill()
    world.start()
    said = world.say("/odmroz", STRANGER)
    world.hear("uprawnie", user=STRANGER, after=said)
    world.quiet()
    assert world.invoices() == []

    said = world.say("/odmroz")
    world.tap(world.hear("Czy na pewno wznowić", after=said), "Tak, odmroź wystawianie")
    world.hear("może wystawiać faktury", after=said)
    world.tap(theirs, "Wystaw", STRANGER)
    world.hear(FIRST, "numer KSeF", user=STRANGER)
    assert [row["number"] for row in world.invoices()] == [FIRST]
