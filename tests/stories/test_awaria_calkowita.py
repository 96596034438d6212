"""Awaria całkowita: invoices outside KSeF for ever, a correction among them, and the day after."""

import io

import pikepdf
import pytest

from tests.stories.moments import letters
from tests.stories.world import button

BEGINS = "awaria całkowita: TVP Info, 20.11.2026 9:30"
ENDS = "koniec awarii całkowitej: TVP Info, 20.11.2026 10:45"
OUTSIDE = "Wystaw poza KSeF (awaria całkowita)"
BUYERS = {
    "FV/2026/11/1": ("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł", "ksiegowosc@klient.example"),
    "FV/2026/11/2": ("faktura dla NIP 1132191233, 1 szt. audytu za 900 zł", "biuro@audyt.example"),
    "FV/2026/11/3": ("faktura dla NIP 5270103391, 3 szt. szkolenia po 100 zł", "faktury@szkola.example"),
}
FIRST, BUYER = "FV/2026/11/1", "ksiegowosc@klient.example"


def card_outside(world, sentence):
    said = world.say(sentence)

    def shown():
        return next((m for m in world.from_bot() if m["message_id"] > said and button(m, OUTSIDE)), None)

    return world.wait(shown, "a card outside KSeF", lambda: [m["text"] for m in world.from_bot()][-2:])


def issue_outside(world, sentence, number):
    world.tap(card_outside(world, sentence), OUTSIDE)
    return world.hear(f"{number} wystawiona, poza KSeF", "BFK")


def confirm(world):
    """The lighthouse claims it; nothing changes until the owner names a source."""
    world.ksef(state="total_failure", lighthouse="follow")
    world.hear_of_outage()
    card = world.card(f"{BUYERS[FIRST][0]}, wyślij na {BUYER}")
    assert button(card, OUTSIDE) is None
    world.tap(card, "Anuluj")
    world.say(BEGINS)
    world.hear("Awaria całkowita KSeF", "Źródło: TVP Info")


def end(world):
    world.clock(set="2026-11-20T11:00")
    world.ksef(state="up", lighthouse="follow")
    world.say(ENDS)
    world.hear("Koniec awarii całkowitej")


@pytest.fixture
def confirmed(world):
    confirm(world)
    return world


def page_of(world, address, letter):
    """The PDF of a letter: its text and how many pictures and links it bears."""
    (name,) = [each["name"] for each in letter["attachments"] if each["name"].endswith(".pdf")]
    answer = world.http.get(f"/api/mailboxes/{address}/{letter['id']}/attachments/{name}")
    return pikepdf.open(io.BytesIO(answer.content))


def test_every_buyer_gets_a_plain_invoice_by_mail_and_nothing_of_it_ever_goes_to_ksef(confirmed):
    for number, (sentence, address) in BUYERS.items():
        issue_outside(confirmed, f"{sentence}, wyślij na {address}", number)
    for number, (_, address) in BUYERS.items():
        (letter,) = letters(confirmed, address, 1)
        assert letter["subject"].startswith(f"Faktura {number}")
        assert [each["type"] for each in letter["attachments"]] == ["application/pdf"]
        assert "OFFLINE" not in letter["text"]
        links = [
            mark for page in page_of(confirmed, address, letter).pages for mark in page.get("/Annots", [])
        ]
        assert links == []  # no codes: nothing to verify it by

    end(confirmed)
    confirmed.clock(set="2026-12-15T10:00")
    confirmed.quiet()
    assert confirmed.get("/api/ksef/invoices") == []


def test_a_correction_in_it_stays_outside_and_one_after_its_end_says_that_the_original_is_not_in_ksef(
    confirmed,
):
    issue_outside(confirmed, f"{BUYERS[FIRST][0]}, wyślij na {BUYER}", FIRST)
    issue_outside(confirmed, f"korekta {FIRST}: 1 godz. zamiast 2, powód: pomyłka", "KOR/2026/11/1")
    _, letter = letters(confirmed, BUYER, 2)
    assert "KOR/2026/11/1" in letter["subject"]

    end(confirmed)
    confirmed.quiet()
    assert confirmed.get("/api/ksef/invoices") == []
    card = confirmed.card(f"korekta {FIRST} do zera, powód: rezygnacja")
    assert "poza KSeF, korekta to zaznaczy" in card["text"]
    confirmed.tap(card, "Wystaw")
    accepted = confirmed.hear("KOR/2026/11/2 przyjęta")

    confirmed.tap(accepted, "XML")
    document = confirmed.wait(lambda: confirmed.documents()[-1:], "the file")[0]
    xml = confirmed.http.get(document["url"]).text
    assert "<NrKSeFN>1</NrKSeFN>" in xml
    assert "<P_15>-246.00<" in xml
    assert [row["number"] for row in confirmed.invoices()] == ["KOR/2026/11/2"]


def test_in_jpk_all_of_it_is_bfk(confirmed):
    issue_outside(confirmed, f"{BUYERS[FIRST][0]}, wyślij na {BUYER}", FIRST)
    issue_outside(confirmed, f"korekta {FIRST} do zera", "KOR/2026/11/1")
    end(confirmed)
    confirmed.say("/jpk 2026-11")
    said = confirmed.hear("Znaczniki JPK_V7", "BFK (poza KSeF): 2")

    assert "106ng" in said["text"]


def test_killed_in_the_middle_nothing_is_lost_and_nothing_goes_twice(world):
    confirm(world)
    card = card_outside(world, f"{BUYERS[FIRST][0]}, wyślij na {BUYER}")
    world.tap_soon(card, OUTSIDE, 0.2)
    world.kill()
    world.start()
    world.hear(f"{FIRST} wystawiona, poza KSeF")
    world.letter(BUYER)

    correction = card_outside(world, f"korekta {FIRST} do zera, powód: zwrot")
    world.tap_soon(correction, OUTSIDE, 0.2)
    world.kill()
    world.start()
    world.hear("KOR/2026/11/1 wystawiona, poza KSeF")

    end(world)
    world.kill()
    world.start()
    world.quiet()
    subjects = [letter["subject"] for letter in world.letters(BUYER)]
    assert len(subjects) == 2
    assert world.get("/api/ksef/invoices") == []
    world.say("/jpk 2026-11")
    world.hear("BFK (poza KSeF): 2")
