"""przypominaj o płatnościach"""

from tests.stories.moments import told

BUYER = "ksiegowosc@klient.example"
AHEAD = "przypomnienie o płatności"


def reminders(world) -> list[dict]:
    return [row for row in world.letters(BUYER) if row["subject"].startswith("Przypomnienie")]


def test_the_seller_hears_first_and_the_buyer_is_reminded_once_though_the_app_is_killed_in_between(world):
    said = world.say("przypominaj o płatnościach")
    world.hear("Przypomnienia o płatności: włączone", after=said)
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    world.letter(BUYER)
    world.quiet()
    world.kill()
    world.clock(set="2026-12-07T09:05")
    world.start()

    world.hear("wyślę 1", AHEAD, "FV/2026/11/1")
    world.kill()
    world.clock(set="2026-12-07T10:30")
    world.start()
    world.letter(BUYER, 2)
    world.quiet()
    world.kill()
    world.start()
    world.quiet()

    (reminder,) = reminders(world)
    assert "FV/2026/11/1" in reminder["subject"]
    assert len(told(world, AHEAD, "wyślę")) == 1


def test_one_asked_for_is_shown_first_and_goes_by_a_tap(world):
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    world.letter(BUYER)
    world.quiet()
    said = world.say("wyślij przypomnienie FV/2026/11/1")
    shown = world.hear("Przypomnienie o płatności", "492,00", after=said)
    assert reminders(world) == []

    world.tap(shown, "Wyślij przypomnienie")

    world.hear("Przypomnienie o FV/2026/11/1 wysłane")
    assert len(reminders(world)) == 1
