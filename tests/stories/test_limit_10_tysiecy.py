"""Limit 10 tysięcy: mały sprzedawca poza KSeF, dopóki wolno; i numer VAT UE sprawdzony w VIES."""

from tests.stories.world import button

SALE = "faktura dla NIP 5260250274, konsultacje {} zł brutto"
CZECH = "faktura dla Majak s.r.o., {}, Přístavní 1, Praha, Czechy, 3 h programowania po 100 euro netto"


def sale(world, gross):
    return world.hear("Szkic faktury", after=world.say(SALE.format(gross)))


def take_up(world):
    world.say("limit 10 tysięcy")
    meter = world.hear("z reguły nie korzysta")
    world.tap(meter, "Korzystaj z reguły 10 000 zł")
    world.hear("░░░░░░░░░░ 0,00")


def test_a_small_seller_is_warned_and_the_invoice_that_exceeds_the_limit_goes_to_ksef(world):
    """Taken up with a tap; counted on the cards; warned at 80 %; then KSeF, and for good."""
    take_up(world)
    first = sale(world, 8200)
    assert "▓▓▓▓▓▓▓▓░░ 8\xa0200,00" in first["text"]
    world.tap(first, "Wystaw poza KSeF")
    world.hear("Limit 10 000 zł jest blisko")

    second = sale(world, 1900)
    assert "art. 145m ust. 2" in second["text"]
    assert button(second, "Wystaw poza KSeF") is None
    world.tap(second, "Wystaw")
    world.hear("FV/2026/11/2 przyjęta")
    world.hear("Limit 10 000 zł przekroczony", "FV/2026/11/2")

    assert "FV/2026/11/2" in sale(world, 1)["text"]
    assert [each["number"] for each in world.invoices()] == ["FV/2026/11/2"]


def test_killed_at_the_tap_the_month_counts_the_invoice_once(world):
    take_up(world)
    card = sale(world, 4000)
    world.tap_soon(card, "Wystaw poza KSeF", 0.2)
    world.kill()
    world.start()
    world.tap_again(card, "Wystaw poza KSeF")
    world.quiet()

    assert "▓▓▓▓▓░░░░░ 5\xa0000,00" in sale(world, 1000)["text"]


def test_vies_is_asked_and_never_stands_in_the_way(world):
    """Active with a number of consultation; closed and asked again; not active and warned of."""
    active = world.card(CZECH.format("CZ12345678"))
    assert "VIES: aktywny" in active["text"]
    assert "WAPIAAAA" in active["text"]

    world.post("/api/vies", states={"DE": "MS_UNAVAILABLE"})
    silent = world.hear("VIES: nie odpowiada", after=world.say(CZECH.format("DE123456788")))
    world.tap(silent, "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")

    world.post("/api/vies", invalid=["CZ87654321"])
    world.hear("VIES: nieaktywny", after=world.say(CZECH.format("CZ87654321")))
