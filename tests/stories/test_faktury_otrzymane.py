"""Faktury otrzymane: others invoice us through KSeF; one message tells of them, their files come on a tap."""

from lxml import etree

from tests.stories.world import button

BOSMAN, SHIPYARD = "5252248481", "7740001454"
UNLISTED = "61109010140000071219812874"
QUARTER = 15 * 60


def sends(world, seller: str, number: str, gross: str, **more) -> str:
    """Another firm's program sends an invoice; its KSeF number."""
    names = {BOSMAN: "Bosman sp. z o.o.", SHIPYARD: "Stocznia Delfin S.A."}
    body = {"seller_nip": seller, "seller_name": names[seller], "number": number, "gross": gross, **more}
    return world.post("/api/ksef/invoices", **body)["ksef_number"]


def document(world, name: str) -> bytes:
    """The file of that name, once it is in the chat."""
    found = world.wait(
        lambda: next((each for each in world.documents() if each["name"] == name), None),
        f"the file {name}",
        world.documents,
    )
    return world.http.get(found["url"]).content


def test_two_firms_invoice_us_and_we_hear_of_it_once(world):
    number = sends(world, BOSMAN, "B/11/2026", "1230.00", due="2026-12-24")
    sends(world, SHIPYARD, "S-7", "492.00", account=UNLISTED)
    world.clock(advance=QUARTER)
    news = world.hear("Przyszły 2 faktury")
    flat = news["text"].replace("\u00a0", " ")
    assert "B/11/2026 · 1 230,00 zł · płatna do 24.12.2026" in flat
    assert "S-7 · 492,00 zł" in flat
    assert "rachunku z faktury nie ma w wykazie" in flat

    world.kill()
    world.start()
    world.clock(advance=QUARTER)
    world.quiet()
    assert sum("Przyszły 2 faktury" in message["text"] for message in world.from_bot()) == 1

    said = world.say("faktury od Bosmana")
    assert "S-7" not in world.hear("B/11/2026", after=said)["text"]
    said = world.say("B/11/2026")
    card = world.hear("B/11/2026", number, after=said)
    world.tap(card, "XML")
    world.tap(card, "PDF")
    xml, pdf = document(world, f"{BOSMAN}-B-11-2026.xml"), document(world, f"{BOSMAN}-B-11-2026.pdf")
    assert etree.fromstring(xml).findtext(".//{*}P_2") == "B/11/2026"
    assert xml == world.http.get(f"/api/ksef/invoices/{number}/xml").content
    assert pdf.startswith(b"%PDF")

    world.tap(card, "Zapłacona")
    paid = world.hear("Zapisałem: zapłacona")
    assert button(paid, "Jednak niezapłacona")
    said = world.say("niezapłacone kosztowe")
    left = world.hear("S-7", after=said)
    assert "B/11/2026" not in left["text"]
