"""Znajdź fakturę: by name, month and amount, with what happened to it; and the month for the accountant."""

import csv
import io
import zipfile

from tests.stories.terminal import Terminal
from tests.stories.world import button

FIRST, SECOND = "FV/2026/11/1", "FV/2026/11/2"


def test_two_invoices_are_found_paid_and_taken_away(world):
    world.tap(world.card(), "Wystaw")
    world.hear(FIRST, "przyjęta")
    world.tap(world.card("faktura dla NIP 7740001454, 3 szt. donice po 100 zł"), "Wystaw")
    world.hear(SECOND, "przyjęta")
    buyer = next(line for line in world.hear(SECOND, "Nabywca")["text"].split("\n") if "Nabywca" in line)
    name = buyer.split(": ", 1)[1].split()[0]

    said = world.say("/faktury")
    every = world.hear(FIRST, SECOND, after=said)
    assert every["text"].index(SECOND) < every["text"].index(FIRST)
    for words, expected, other in (
        ("znajdź 492 zł", FIRST, SECOND),
        (f"faktury dla {name} z listopada", SECOND, FIRST),
        ("faktury NIP 526-025-02-74", FIRST, SECOND),
    ):
        said = world.say(words)
        assert other not in world.hear(expected, after=said)["text"], words

    said = world.say(f"status {FIRST}")
    card = world.hear(FIRST, "ksiegowosc@klient.example: wysłany", after=said)
    world.tap(card, "Zapłacona")
    paid = world.hear("Zapisałem: zapłacona")
    assert button(paid, "Jednak niezapłacona")
    said = world.say("niezapłacone")
    assert FIRST not in world.hear(SECOND, after=said)["text"]

    said = world.say("faktury z października")
    world.hear("Nie znalazłem", after=said)
    said = world.say("status FV/2026/11/77")
    world.hear("Nie ma faktury o numerze", after=said)


def test_a_month_for_the_accountant_survives_a_kill(world, tmp_path):
    world.tap(world.card(), "Wystaw")
    world.hear(FIRST, "przyjęta")
    world.post(
        "/api/ksef/invoices",
        seller_nip="5252248481",
        seller_name="Bosman sp. z o.o.",
        number="B/7",
        gross="123.00",
    )
    world.clock(advance=15 * 60)
    world.hear("Bosman", "B/7")

    world.say("eksport listopada")
    world.kill()
    world.start()
    package = world.wait(
        lambda: next((each for each in world.documents() if each["name"] == "eksport-2026-11.zip"), None),
        "the package",
        world.documents,
    )
    world.quiet()

    content = world.http.get(package["url"]).content
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        names = opened.namelist()
        table = opened.read("faktury-2026-11.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [(row["Numer"], row["Brutto"], row["Rodzaj"]) for row in rows] == [
        (FIRST, "492,00", "sprzedaż"),
        ("B/7", "123,00", "zakup"),
    ]
    assert len(names) == 5
    assert all(row["Plik XML"] in names and row["Plik PDF"] in names for row in rows)
    sent = [each for each in world.documents() if each["name"] == package["name"]]
    Terminal(world).latarnik("export", "--company", "9990001137", "--month", "2026-11", "-o", str(tmp_path))
    assert (tmp_path / "eksport-2026-11.zip").read_bytes() == content
    assert len(sent) <= 2  # a message that was on its way when the process died may come again
