"""rabat 5 % za listopad dla NIP ...: one correcting invoice for everything that one buyer bought in a time."""

from tests.stories.world import SENTENCE


def test_two_invoices_of_november_get_one_rebate_in_december(world):
    for number in ("FV/2026/11/1", "FV/2026/11/2"):
        world.tap(world.card(), "Wystaw")
        world.hear(f"{number} przyjęta")
    world.clock(set="2026-12-05T10:00")

    said = world.say("rabat 5% za listopad dla NIP 5260250274")
    card = world.hear("Korekta zbiorcza", "listopad 2026", "FV/2026/11/1, FV/2026/11/2", after=said)
    assert "49,20" in card["text"]
    world.tap(card, "Wystaw")

    world.hear("KOR/2026/12/1 przyjęta", "numer KSeF")
    assert [row["number"] for row in world.invoices()].count("KOR/2026/12/1") == 1
    said = world.say("korekta FV/2026/11/1: cena 100 zł zamiast 200")
    world.hear("rabatem zbiorczym", after=said)


def test_a_month_that_is_not_over_is_refused_and_nothing_is_numbered(world):
    world.tap(world.card(SENTENCE), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")

    said = world.say("rabat 5% za listopad dla NIP 5260250274")

    world.hear("jeszcze trwa", after=said)
    assert [row["number"] for row in world.invoices()] == ["FV/2026/11/1"]
