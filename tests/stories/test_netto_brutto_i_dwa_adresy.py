"""netto, brutto i dwa adresy: said as people say it, seen on the card, and each gets one letter though we are killed"""

from tests.stories.world import button

MIXED = "faktura dla NIP 5260250274: 2 krzesła po 399 zł brutto i dowóz 100 zł netto, wyślij na ola@klient.example"
UNEVEN = "faktura dla NIP 5260250274: 2 krzesła po 399 zł brutto i dowóz 99,99 zł netto"


def plain(message):
    return message["text"].replace("\u00a0", " ")


def test_net_and_gross_in_one_sentence_become_one_card(world):
    card = world.card(MIXED)

    assert "123,00 zł (podano 100,00 zł netto)" in plain(card)
    assert "Brutto: 921,00 zł" in plain(card)
    world.tap(card, "Wystaw")
    world.hear("przyjęta", "921,00")


def test_what_does_not_come_out_is_asked_with_two_buttons(world):
    world.say(UNEVEN)
    asked = world.hear("jakie są ceny")
    assert button(asked, "Wystaw") is None
    world.tap(asked, "Wszystkie brutto")

    card = world.hear("Brutto: 897,99 zł".replace(" zł", "\u00a0zł"))
    world.tap(card, "Wystaw")
    world.hear("przyjęta", "897,99")


def test_killed_after_the_tap_each_of_two_addresses_gets_one_letter_of_its_own(world):
    world.card(MIXED)
    said = world.say("jeszcze na szef@klient.example")
    card = world.hear("ola@klient.example, szef@klient.example", after=said)
    world.tap_soon(card, "Wystaw", 0.1)
    world.kill()
    world.start()

    first, second = world.letter("ola@klient.example"), world.letter("szef@klient.example")
    world.quiet()
    assert len(world.letters("ola@klient.example")) == 1
    assert len(world.letters("szef@klient.example")) == 1
    assert first["subject"] == second["subject"]
    assert len(world.invoices()) == 1
