"""podsumowanie listopada"""

from io import BytesIO

from pypdf import PdfReader


def test_the_month_and_the_receipt_come_as_papers_though_the_app_is_killed_meanwhile(world):
    world.tap(world.card(), "Wystaw")
    accepted = world.hear("FV/2026/11/1 przyjęta, numer KSeF")
    number = world.invoice("FV/2026/11/1")["ksef_number"]

    world.tap(accepted, "UPO")
    world.kill()
    world.say("podsumowanie listopada")
    world.start()
    world.hear("Zestawienie faktur, 2026-11", "492,00")
    world.quiet()

    names = ["UPO-FV-2026-11-1.xml", "UPO-FV-2026-11-1.pdf", "Zestawienie-2026-11.pdf"]
    files = {each["name"]: each for each in world.documents()}
    assert sorted(files) == sorted(names)
    for name in names[1:]:
        assert number in words_of(world, files[name])


def words_of(world, file) -> str:
    pages = PdfReader(BytesIO(world.http.get(file["url"]).content)).pages
    return "".join(page.extract_text() for page in pages)
