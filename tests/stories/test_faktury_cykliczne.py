"""faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1."""

from tests.stories.moments import told
from tests.stories.world import button

MONTHLY = "faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1."
CYCLE = "To faktura cykliczna na dziś"


def test_its_card_comes_on_the_first_though_the_app_was_dead_that_night_and_a_tap_issues_it(world):
    said = world.say(MONTHLY)
    proposed = world.hear("Faktura cykliczna", "1 grudnia 2026", after=said)
    world.tap(proposed, "Zapisz")
    world.hear("Zapisane", "co miesiąc, 1. dnia")
    world.kill()
    world.clock(set="2026-12-01T08:00")
    world.start()

    card = world.hear(CYCLE, "121,77")
    world.quiet()
    world.kill()
    world.start()
    world.quiet()
    assert len(told(world, CYCLE)) == 1
    world.tap(card, "Wystaw")

    world.hear("FV/2026/12/1 przyjęta")
    assert [row["number"] for row in world.invoices()] == ["FV/2026/12/1"]


def test_what_recurs_is_listed_and_stopped(world):
    said = world.say(MONTHLY)
    world.tap(world.hear("Faktura cykliczna", after=said), "Zapisz")
    world.hear("Zapisane")
    said = world.say("/cykliczne")
    listed = world.hear("Faktury cykliczne", "abonament", after=said)
    assert button(listed, "Zatrzymaj 1")

    world.tap(listed, "Zatrzymaj 1")

    world.hear("Nic się nie powtarza")
    world.clock(set="2026-12-01T09:00")
    world.quiet()
    assert told(world, CYCLE) == []
