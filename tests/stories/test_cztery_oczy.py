"""/zatwierdzanie: one person asks, another one issues; whoever dies in between, there is one invoice at most."""

import re

from tests.stories.world import STRANGER, button

BIG = "faktura dla NIP 5260250274, 10 h konsultacji po 1000 zł, wyślij na ksiegowosc@klient.example"
FIRST = "FV/2026/11/1"


def join(world, role: str) -> None:
    """The other person comes in by the owner's link."""
    said = world.say("/zapros")
    world.tap(world.hear("Kogo zaprosić", after=said), role)
    shown = world.hear("Zaproszenie do firmy", after=said)
    code = re.search(r"(?:start=|/start )([\w-]{20,64})", shown["text"] + repr(shown))[1]
    said = world.say(f"/start {code}", STRANGER)
    world.hear("Dzień dobry", user=STRANGER, after=said)
    said = world.say("/zatwierdzanie 5000")
    world.hear("za zgodą drugiej osoby", after=said)


def asked(world) -> dict:
    """The other person wants a large invoice; the question in the owner's chat."""
    world.tap(world.card(BIG, STRANGER), "Wystaw", STRANGER)
    world.hear("Czeka na zatwierdzenie", user=STRANGER)
    return world.hear("do zatwierdzenia", "300,00")


def test_the_owner_approves_and_the_author_gets_the_number(world):
    join(world, "Wystawia faktury")
    question = asked(world)
    assert not button(question, "Wystaw")
    world.quiet()
    assert world.invoices() == []

    world.tap(question, "Zatwierdź i wystaw")
    world.hear(FIRST, "numer KSeF", user=STRANGER)
    world.hear(FIRST, "zatwierdzona i wystawiona")
    world.letter("ksiegowosc@klient.example")
    assert [row["number"] for row in world.invoices()] == [FIRST]


def test_killed_around_the_approval_there_is_one_invoice(world):
    join(world, "Wystawia faktury")
    question = asked(world)
    world.tap_soon(question, "Zatwierdź i wystaw", 0.1)
    world.kill()
    world.start()
    world.tap_again(question, "Zatwierdź i wystaw")

    world.hear(FIRST, "numer KSeF", user=STRANGER)
    world.quiet()
    assert [row["number"] for row in world.invoices()] == [FIRST]


def test_a_rejection_with_words_comes_back_to_the_author_who_changes_it(world):
    join(world, "Wystawia faktury")
    question = asked(world)
    world.tap(question, "Odrzuć z powodem")
    world.hear("Dlaczego nie")
    world.say("odrzucam: kwota miała być bez dojazdu")
    back = world.hear("nie zatwierdza", "bez dojazdu", user=STRANGER)
    world.kill()
    world.start()
    said = world.say("cena 400 zł", STRANGER)
    small = world.hear("920,00", user=STRANGER, after=said)
    assert back["message_id"] < small["message_id"]

    world.tap(small, "Wystaw", STRANGER)
    world.hear(FIRST, "numer KSeF", user=STRANGER)
    assert [row["number"] for row in world.invoices()] == [FIRST]
