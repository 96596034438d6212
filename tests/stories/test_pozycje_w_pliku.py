"""pozycje w pliku CSV, faktura z innego programu w XML"""

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

BASIC = (Path(__file__).parent.parent / "golden" / "fa3" / "basic.xml").read_bytes()
TABLE = "Nazwa;Ilość;J.m.;Cena netto;VAT\r\nKonsultacje;2;godz.;200,00;23%\r\nDojazd;1;;50,00;8%\r\n".encode(
    "cp1250"
)
OLA, OURS = 1001, "faktury@latarnia.example"


def test_lines_in_a_file_and_a_buyer_in_a_sentence_are_an_invoice(world):
    world.say("faktura dla NIP 5260250274")
    world.hear("Brakuje")
    send(world, "pozycje.csv", TABLE)
    card = world.hear("546,00")

    assert "Konsultacje" in card["text"]
    world.tap(card, "Wystaw")
    assert world.invoice("FV/2026/11/1")


def test_a_letter_with_a_table_is_a_draft_for_a_tap_and_a_quotation_in_it_is_none(world):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "Ola <ola@latarnia.example>", OURS, "Re: zlecenie"
    letter["Date"] = datetime.fromisoformat(world.http.get("/api/state").json()["clock"])
    letter["Message-ID"] = "<pozycje@latarnia.example>"
    letter.set_content(
        "faktura dla NIP 5260250274, pozycje w załączniku\n\nPozdrawiam\nOla\ntel. 600 100 200\n\n"
        "W dniu 19.11.2026 o 10:00, Jan pisze:\n> faktura dla NIP 9990001137, szkolenie 999 zł\n"
    )
    letter.add_attachment(TABLE, maintype="text", subtype="csv", filename="pozycje.csv")
    world.post("/api/mail", **{"from": "ola@latarnia.example", "to": OURS, "raw": letter.as_string()})

    card = world.hear("546,00")
    assert "szkolenie" not in card["text"]
    world.tap(card, "Wystaw")
    assert world.invoice("FV/2026/11/1")


def test_a_document_of_another_program_is_judged_and_sent_by_a_tap(world):
    mine = BASIC.replace(b"<NIP>5265877635</NIP>", b"<NIP>9990001137</NIP>").replace(
        b"FV/2026/11/7", b"INNY/1"
    )
    send(world, "inny.xml", mine)
    judged = world.hear("Mam go wysłać do KSeF?")
    (button,) = [each["text"] for row in judged["buttons"] for each in row]
    world.tap(judged, button)

    assert world.invoice("INNY/1")["ksef_number"]


def send(world, name: str, content: bytes) -> None:
    """A file in Ola's chat."""
    files = {"document": (name, content)}
    assert world.http.post(f"/api/chats/{OLA}/documents", files=files).is_success
