"""An advance is corrected after it was settled: the settlement is flagged, and its correction is a tap away."""

ADVANCE = (
    "faktura zaliczkowa dla NIP 5260250274, meble kuchenne 12 300 zł brutto, zaliczka 4920 zł, wpłynęła 18.11"
)


def test_the_settlement_of_a_corrected_advance_is_flagged_and_corrected(world):
    world.tap(world.card(ADVANCE), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    world.tap(world.card("faktura rozliczeniowa do FV/2026/11/1"), "Wystaw")
    world.hear("FV/2026/11/2 przyjęta")

    said = world.say("korekta FV/2026/11/1: zaliczka 3690 zł zamiast 4920")
    world.tap(world.hear("FV/2026/11/1", "3\xa0690,00", after=said), "Wystaw")
    world.hear("KOR/2026/11/1 przyjęta")
    news = world.hear("FV/2026/11/2: rozliczona zaliczka została później skorygowana")

    world.tap(news, "Skoryguj rozliczenie")
    world.tap(world.hear("FV/2026/11/2", "1\xa0230,00", "korekta faktury zaliczkowej"), "Wystaw")
    world.hear("KOR/2026/11/2 przyjęta")
