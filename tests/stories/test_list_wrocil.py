"""list do nabywcy wrócił"""

from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

BUYER = "ksiegowosc@klient.example"
CHANGES = "/api/mailserver"


def test_a_returned_letter_is_told_and_both_are_in_the_proof(world):
    world.post(CHANGES, character="gmail-like", address=BUYER, fault="bounce")
    world.tap(world.card(), "Wystaw")

    told = world.hear("FV/2026/11/1: list do ksiegowosc@klient.example wrócił", "no such mailbox")
    assert "prawdopodobnie" not in told["text"]

    said = world.say("pokaż FV/2026/11/1")
    world.hear("wysłana", "→ wróciła", after=said)

    said = world.say("dowód doręczenia FV/2026/11/1")
    world.hear("dowód doręczenia", after=said)
    (package,) = world.wait(
        lambda: [each for each in world.documents() if each["name"] == "dowod-doreczenia-FV-2026-11-1.zip"],
        "the proof as a file",
    )
    with ZipFile(BytesIO(world.http.get(package["url"]).content)) as proof:
        names = proof.namelist()
        page = PdfReader(BytesIO(proof.read("dowod.pdf"))).pages[0].extract_text()
        letter = proof.read("listy/01.eml")
    assert {"FV-2026-11-1.xml", "raporty/02.eml", "rozmowa-z-serwerem.txt", "SHA256SUMS"} <= set(names)
    assert "list wrócił" in page
    assert b"X-Latarnik-Ref: " in letter
