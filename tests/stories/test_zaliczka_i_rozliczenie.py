"""faktura zaliczkowa dla NIP 5260250274, meble kuchenne 12 300 zł brutto, zaliczka 4920 zł"""

from io import BytesIO

from lxml import etree
from pypdf import PdfReader

ADVANCE = (
    "faktura zaliczkowa dla NIP 5260250274, meble kuchenne 12 300 zł brutto, zaliczka 4920 zł, wpłynęła 18.11"
)


def kind_of(world, name: str) -> tuple[str, str]:
    """RodzajFaktury and P_15 of the XML that the chat gave."""
    file = next(each for each in world.documents() if each["name"].endswith(".xml") and name in each["name"])
    root = etree.fromstring(world.http.get(file["url"]).content)
    return root.findtext(".//{*}RodzajFaktury"), root.findtext(".//{*}P_15")


def test_an_advance_is_taxed_when_it_comes_and_taken_off_in_the_end(world):
    card = world.card(ADVANCE)
    assert "Szkic faktury zaliczkowej" in card["text"]
    world.tap(card, "Wystaw")
    accepted = world.hear("FV/2026/11/1 przyjęta")
    number = world.invoice("FV/2026/11/1")["ksef_number"]
    world.tap(accepted, "XML")
    world.wait(world.documents, "the XML of the advance")
    assert kind_of(world, "FV-2026-11-1") == ("ZAL", "4920.00")

    card = world.card("faktura rozliczeniowa do FV/2026/11/1")
    world.tap_soon(card, "Wystaw", 0.1)
    world.kill()
    world.start()
    world.quiet()
    if not any(row["number"] == "FV/2026/11/2" for row in world.invoices()):
        world.tap_again(card, "Wystaw")
    settled = world.hear("FV/2026/11/2 przyjęta")

    world.tap(settled, "PDF")
    world.tap(settled, "XML")
    world.wait(lambda: len(world.documents()) >= 3, "both files of the settlement")
    assert kind_of(world, "FV-2026-11-2") == ("ROZ", "7380.00")
    page = next(each for each in world.documents() if each["name"].endswith(".pdf"))
    text = "".join(
        sheet.extract_text() for sheet in PdfReader(BytesIO(world.http.get(page["url"]).content)).pages
    )
    assert number in text
    assert [row["number"] for row in world.invoices()] == ["FV/2026/11/1", "FV/2026/11/2"]


def test_a_simplified_invoice_reaches_ksef(world):
    world.tap(world.card("faktura uproszczona dla NIP 5260250274, toner 320 zł brutto"), "Wystaw")
    accepted = world.hear("FV/2026/11/1 przyjęta")
    world.tap(accepted, "XML")
    world.wait(world.documents, "the XML")
    assert kind_of(world, "FV-2026-11-1") == ("UPR", "320.00")


def test_a_corrected_advance_is_what_the_settlement_takes_off(world):
    world.tap(world.card(ADVANCE), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    card = world.card("korekta FV/2026/11/1: zaliczka 6150 zł zamiast 4920, powód: pomyłka w kwocie")
    assert "było 4 920,00 zł, będzie 6 150,00 zł" in card["text"].replace("\u00a0", " ")
    world.tap_soon(card, "Wystaw", 0.1)
    world.kill()
    world.start()
    world.quiet()
    if not any(row["number"] == "KOR/2026/11/1" for row in world.invoices()):
        world.tap_again(card, "Wystaw")
    world.tap(world.hear("KOR/2026/11/1 przyjęta"), "XML")
    world.wait(world.documents, "the XML of the correction")
    assert kind_of(world, "KOR-2026-11-1") == ("KOR_ZAL", "1230.00")

    world.tap(world.card("faktura rozliczeniowa do FV/2026/11/1"), "Wystaw")
    world.hear("FV/2026/11/2 przyjęta")
    world.tap(world.card("korekta FV/2026/11/2: cena 13 530 zł zamiast 12 300"), "Wystaw")
    world.tap(world.hear("KOR/2026/11/2 przyjęta"), "XML")
    world.wait(lambda: len(world.documents()) >= 2, "the XML of the second correction")
    assert kind_of(world, "KOR-2026-11-2") == ("KOR_ROZ", "1230.00")
