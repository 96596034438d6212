"""moje proformy; wystaw fakturę z proformy 2; anuluj proformę 1"""

from tests.stories.world import button

ASKED = "pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł"


def made(world, number):
    said = world.say(ASKED)
    world.tap(world.hear("Szkic pro formy", after=said), "Wystaw pro formę")
    return world.hear(number, "pro forma (nie jest fakturą)", after=said)


def test_pro_formas_are_listed_invoiced_and_withdrawn_and_none_reaches_ksef(world):
    made(world, "PF/2026/11/1")
    made(world, "PF/2026/11/2")
    said = world.say("anuluj proformę 1")
    world.hear("PF/2026/11/1", "Wycofana", after=said)
    world.kill()
    world.start()

    world.tap(world.card("wystaw fakturę z proformy 2"), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    said = world.say("moje proformy")
    listed = world.hear("PF/2026/11/2", "zafakturowana: FV/2026/11/1", "wycofana", after=said)
    assert not button(listed, "Faktura do PF/2026/11/1")
    assert [row["number"] for row in world.invoices()] == ["FV/2026/11/1"]
