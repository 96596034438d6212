"""Zaległe faktury: KSeF is back, what waited goes in one batch, and a new tap does not wait behind it."""

MANY = 12


def test_what_waited_out_an_outage_goes_home_in_one_batch_even_when_the_app_is_killed(world):
    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    for _ in range(MANY):
        world.tap(world.card("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"), "Wystaw")
    world.hear(f"FV/2026/11/{MANY} jest wystawiona")
    world.post("/api/clock", advance=600)

    world.ksef(state="up", lighthouse="follow", faults={"batch_slow": 3.0})
    world.hear(f"{MANY} faktur", "jedną paczką")
    world.kill()
    world.start()
    world.tap(world.card("faktura dla NIP 5260250274, 1 h konsultacji po 300 zł"), "Wystaw")
    world.hear(f"FV/2026/11/{MANY + 1} przyjęta", "numer KSeF")
    for number in range(1, MANY + 1):
        world.hear(f"FV/2026/11/{number} przyjęta", "numer KSeF")
    world.quiet()

    numbers = [row["number"] for row in world.invoices()]
    assert sorted(numbers) == sorted(f"FV/2026/11/{number}" for number in range(1, MANY + 2))
    assert {row["mode"] for row in world.invoices() if row["number"] != f"FV/2026/11/{MANY + 1}"} == {
        "Offline"
    }
