"""zły NIP na FV/2026/11/1, powinien być 1130192530"""

from lxml import etree

RIGHT = "1130192530"


def buyer_and_sum(world, message):
    """NIP of the buyer, RodzajFaktury and P_15 of the XML behind a message."""
    count = len(world.documents())
    world.tap(message, "XML")
    file = world.wait(lambda: world.documents()[count:], "the XML")[0]
    root = etree.fromstring(world.http.get(file["url"]).content)
    return (
        root.findtext(".//{*}Podmiot2//{*}NIP"),
        root.findtext(".//{*}RodzajFaktury"),
        root.findtext(".//{*}P_15"),
    )


def test_one_tap_takes_the_wrong_invoice_back_and_issues_the_right_one_though_the_app_dies(world):
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    said = world.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}, wyślij na biuro@wlasciwy.example")
    card = world.hear("Korekta do zera: zły nabywca", "Nowa faktura dla właściwego nabywcy", after=said)

    world.tap_soon(card, "Wystaw obie", 0.1)
    world.kill()
    world.start()
    world.quiet()
    if len(world.invoices()) == 1:
        world.tap_again(card, "Wystaw obie")

    zero = world.hear("KOR/2026/11/1 przyjęta", "Koryguje: FV/2026/11/1")
    anew = world.hear("FV/2026/11/2 przyjęta")
    assert buyer_and_sum(world, zero) == ("5260250274", "KOR", "-492.00")
    assert buyer_and_sum(world, anew) == (RIGHT, "VAT", "492.00")
    assert sorted(row["number"] for row in world.invoices()) == [
        "FV/2026/11/1",
        "FV/2026/11/2",
        "KOR/2026/11/1",
    ]
    assert "KOR/2026/11/1" in world.letter("ksiegowosc@klient.example", 2)["subject"]
    assert "FV/2026/11/2" in world.letter("biuro@wlasciwy.example")["subject"]
    world.quiet()
    assert len(world.letters("biuro@wlasciwy.example")) == 1
