"""Cały dzień listami: issue, POPRAW, TAK, list, status, correct, send again, over real IMAP and SMTP, without Telegram."""

import re

import pytest

from tests.stories.correspondence import HOUSE, JAN, Correspondence
from tests.stories.world import SENTENCE

BUYER = "ksiegowosc@klient.example"


@pytest.mark.parametrize("provider", ["own-domain", "gmail-like"])
def test_a_business_day_by_letters_alone(world, provider):
    world.post("/api/mailserver", character=provider)
    jan = Correspondence(world)

    card = jan.order(SENTENCE)
    assert "492,00" in card["text"]
    assert "TAK" in card["text"]
    changed = jan.reply(card, "POPRAW termin 21 dni")
    assert "11 grudnia 2026" in changed["text"]
    older = jan.reply(card, "TAK")
    assert "Szkic zmienił się od tamtego listu" in older["text"]
    assert world.invoices() == []

    accepted = jan.reply(changed, "TAK")
    number = world.invoice("FV/2026/11/1")["ksef_number"]
    assert number in accepted["text"]
    assert [each["name"] for each in accepted["attachments"]] == ["FV-2026-11-1.pdf"]
    world.letter(BUYER)

    listed = jan.order("pokaż ostatnie faktury")
    assert "FV/2026/11/1" in listed["text"]
    shown = jan.order("status FV/2026/11/1")
    assert "przyjęta" in shown["text"]
    places = dict(re.findall(r"^(\d+)\. (\w+)", shown["text"], re.MULTILINE))
    asked = next(place for place, label in places.items() if label == "UPO")
    assert "UPO-FV-2026-11-1.xml" in [each["name"] for each in jan.reply(shown, asked)["attachments"]]

    correction = jan.order("korekta do FV/2026/11/1: ilość 1 zamiast 2")
    assert "FV/2026/11/1" in correction["text"]
    assert "KOR/2026/11/1" in jan.reply(correction, "TAK")["text"]
    world.letter(BUYER, 2)

    jan.order("wyślij fakturę FV/2026/11/1 jeszcze raz")
    world.letter(BUYER, 3)
    assert len(world.invoices()) == 2


def test_answers_stay_in_their_thread_and_no_robot_answers_them(world):
    jan = Correspondence(world)
    card = jan.order(SENTENCE)
    changed = jan.reply(card, "POPRAW termin 21 dni")

    head = jan.head(changed)
    assert changed["subject"] == card["subject"] == "Re: Zlecenie"
    assert str(head["In-Reply-To"]) in str(head["References"])
    assert head["Auto-Submitted"] == "auto-replied"


def test_a_portal_without_plus_addresses_is_known_by_the_subject_and_issues_by_the_link(world):
    world.post("/api/mailserver", character="portal-like")
    jan = Correspondence(world)

    begun = jan.order(SENTENCE, HOUSE)
    assert "Odpowiedz na ten list" in begun["text"]
    assert re.search(r"\[L-[a-z2-7]{8}\]", begun["subject"])
    card = jan.reply(begun, SENTENCE)
    assert "492,00" in card["text"]
    refused = jan.reply(card, "TAK")
    assert "nie przenosi tajnych adresów" in refused["text"]
    assert world.invoices() == []

    changed = jan.reply(card, "POPRAW termin 21 dni")
    assert "11 grudnia 2026" in changed["text"]
    (link,) = re.findall(r"http://\S+/zgoda/\S+", changed["text"])
    page = world.http.get(link)
    assert "492,00" in page.text
    assert world.invoices() == []
    world.http.post(link, data={"do": "issue"})

    number = world.invoice("FV/2026/11/1")["ksef_number"]
    assert number in jan.next(5)["text"]


def test_a_kill_between_the_card_and_the_number_doubles_no_letter(world):
    jan = Correspondence(world)
    card = jan.order(SENTENCE)
    world.kill()
    world.start()

    jan.reply(card, "TAK")
    world.kill()
    world.start()
    world.invoice("FV/2026/11/1")
    world.letter(BUYER)
    world.quiet()

    subjects = [row["message_id"] for row in world.letters(JAN)]
    assert len(subjects) == len(set(subjects)) == 2
    assert len(world.invoices()) == 1
