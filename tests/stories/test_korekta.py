"""Korekta: an issued invoice is corrected by a sentence, in KSeF, by the buyer's mailbox and in the chat."""

import re

import pytest

from tests.stories.moments import well

BUYER = "ksiegowosc@klient.example"
FIRST = "FV/2026/11/1"


@pytest.fixture
def billed(world):
    """FV/2026/11/1 is in KSeF and with its buyer."""
    world.tap(world.card(), "Wystaw")
    world.hear(f"{FIRST} przyjęta", "Wysłana na")
    return world


def corrected(world, words, number):
    """The card, and the acceptance of the correction."""
    card = world.card(words)
    world.tap(card, "Wystaw")
    return card["text"], world.hear(f"{number} przyjęta")["text"]


def xml_of(world, message):
    world.tap(message, "XML")
    document = world.wait(lambda: world.documents()[-1:], "the file")[0]
    return world.http.get(document["url"]).text


def test_korekta_ilosci_shows_what_was_and_will_be_and_reaches_ksef_and_the_buyer(billed):
    card, accepted = corrected(billed, f"korekta {FIRST}: 1 godz. zamiast 2, powód: pomyłka", "KOR/2026/11/1")

    flat = card.replace("\u00a0", " ")
    assert "Było: 400,00 zł + VAT 92,00 zł = 492,00 zł" in flat
    assert "Będzie: 200,00 zł + VAT 46,00 zł = 246,00 zł" in flat
    assert "Różnica brutto: −246,00 zł" in flat
    assert "Powód: pomyłka" in flat
    assert f"Koryguje: {FIRST}" in accepted

    letter = billed.letter(BUYER, 2)
    assert "KOR/2026/11/1" in letter["subject"]
    assert {name["name"].rsplit(".")[-1] for name in letter["attachments"]} == {"pdf", "xml"}
    assert billed.invoice("KOR/2026/11/1")["mode"] == "Online"


def test_korekta_names_the_ksef_number_of_its_original(billed):
    corrected(billed, f"korekta {FIRST} do zera, powód: zwrot towaru", "KOR/2026/11/1")

    xml = xml_of(billed, billed.hear("KOR/2026/11/1 przyjęta"))
    assert f"<NrKSeFFaKorygowanej>{billed.invoice(FIRST)['ksef_number']}<" in xml
    assert "<PrzyczynaKorekty>zwrot towaru<" in xml
    assert "<P_15>-492.00<" in xml


def test_korekta_korekty_begins_where_the_first_one_ended(billed):
    corrected(billed, f"skoryguj {FIRST} cena 180 zł zamiast 200", "KOR/2026/11/1")
    card, _ = corrected(billed, "korekta KOR/2026/11/1: cena 150 zł zamiast 180", "KOR/2026/11/2")

    flat = card.replace("\u00a0", " ")
    assert f"Do faktury {FIRST}" in flat
    assert "= 442,80 zł" in flat
    assert "Różnica brutto: −73,80 zł" in flat


def test_popraw_nazwe_nabywcy_is_a_correction_that_changes_no_amount(billed):
    card, _ = corrected(
        billed,
        f"korekta {FIRST}, nazwa nabywcy Klient Poprawny sp. z o.o., powód: literówka",
        "KOR/2026/11/1",
    )

    assert "Nabywca, będzie: Klient Poprawny sp. z o.o." in card
    xml = xml_of(billed, billed.hear("KOR/2026/11/1 przyjęta"))
    assert "<Podmiot2K>" in xml
    assert "<P_15>0.00<" in xml


def test_obcy_albo_nieznany_numer_is_refused_with_the_nearest_of_ours(billed):
    billed.say("korekta FV/2026/11/7 do zera")
    said = billed.hear("Nie mam faktury", "FV/2026/11/7")

    assert FIRST in said["text"]
    assert len(billed.invoices()) == 1


def test_a_wrong_nip_takes_two_documents_though_one_correction_was_asked_for(billed):
    billed.say(f"korekta {FIRST}, NIP nabywcy 5265877635")

    billed.hear("Korekta do zera", "Nowa faktura dla właściwego nabywcy")


def test_anuluj_before_the_tap_leaves_everything_as_it_was(billed):
    card = billed.card(f"korekta {FIRST} do zera")
    billed.tap(card, "Anuluj")
    billed.hear("Nic nie zostało wystawione")
    billed.quiet()

    assert len(billed.invoices()) == 1
    assert len(billed.letters(BUYER)) == 1


def test_while_the_original_waits_for_ksef_its_correction_is_refused_until_it_has_its_number(world):
    world.ksef(state="maintenance", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    world.hear(FIRST, "czeka na KSeF")
    world.say(f"korekta {FIRST} do zera")
    world.hear("nie ma jeszcze numeru KSeF", "106j")

    world.ksef(state="up", lighthouse="follow")
    world.hear(f"{FIRST} przyjęta")
    well(world)  # a card of before would name the mode that has just ended
    corrected(world, f"korekta {FIRST} do zera", "KOR/2026/11/1")


def test_killed_after_the_tap_one_correction_comes_of_it(billed):
    card = billed.card(f"korekta {FIRST} do zera, powód: zwrot")
    billed.tap_soon(card, "Wystaw", 0.3)
    billed.kill()
    billed.start()

    billed.hear("KOR/2026/11/1 przyjęta")
    billed.letter(BUYER, 2)
    billed.quiet()
    numbers = sorted(row["number"] for row in billed.invoices())
    assert numbers == [FIRST, "KOR/2026/11/1"]
    subjects = [letter["subject"] for letter in billed.letters(BUYER)]
    assert len([subject for subject in subjects if re.search(r"KOR/2026/11/1", subject)]) == 1
