"""pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł"""

from io import BytesIO

from pypdf import PdfReader

ASKED = "pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"


def test_a_pro_forma_goes_to_the_buyer_and_only_its_invoice_goes_to_ksef(world):
    world.say(ASKED)
    card = world.hear("Szkic pro formy")
    world.tap_soon(card, "Wystaw pro formę", 0.1)
    world.kill()
    world.start()
    world.quiet()
    if not world.letters("ksiegowosc@klient.example"):
        world.tap_again(card, "Wystaw pro formę")
    made = world.hear("PF/2026/11/1", "Wysłana na")
    letter = world.letter("ksiegowosc@klient.example")
    assert "Pro forma PF/2026/11/1" in letter["subject"]
    world.wait(world.documents, "the paper")
    page = next(each for each in world.documents() if each["name"].endswith(".pdf"))
    text = "".join(
        sheet.extract_text() for sheet in PdfReader(BytesIO(world.http.get(page["url"]).content)).pages
    )
    assert "nie jest fakturą" in text
    assert world.invoices() == []

    world.tap(made, "Wystaw fakturę")
    world.tap(world.hear("Szkic faktury"), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    assert [row["number"] for row in world.invoices()] == ["FV/2026/11/1"]
