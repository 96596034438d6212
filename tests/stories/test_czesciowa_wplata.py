"""zapłacił 200 z FV/2026/11/1: the rest is shown, asked for, and paid."""


def test_a_part_is_noted_and_a_reminder_asks_for_the_rest(world):
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    world.letter("ksiegowosc@klient.example")

    said = world.say("zapłacił 200 z FV/2026/11/1")
    world.hear("Wpłacono 200,00", "zostaje 292,00", after=said)
    said = world.say("niezapłacone")
    world.hear("Razem do zapłaty: 292,00", after=said)
    said = world.say("wyślij przypomnienie FV/2026/11/1")
    world.hear("Przypomnienie o płatności", "292,00", after=said)

    said = world.say("zapłacił 292 z FV/2026/11/1")
    world.hear("Zapłacona", after=said)
