"""The button of a letter, and the address in its text part, lead to KSeF's page about this very invoice."""

import re

BUYER = "ksiegowosc@klient.example"


def test_the_button_of_the_letter_leads_to_the_page_of_ksef_that_knows_the_invoice(world):
    world.tap(world.card(), "Wystaw")
    number = world.invoice("FV/2026/11/1")["ksef_number"]
    letter = world.letter(BUYER)

    [link] = re.findall(r'href="([^"]+)"', letter["html"])
    assert "/invoice/9990001137/20-11-2026/" in link
    assert link in letter["text"].splitlines()
    assert number in world.http.get(link).text
    assert all(each["name"] in letter["text"] for each in letter["attachments"])


def test_the_button_of_a_paper_before_the_number_works_as_soon_as_ksef_has_the_invoice(world):
    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    [early] = re.findall(r'href="([^"]+)"', world.letter(BUYER)["html"])
    world.ksef(state="up", lighthouse="follow")
    world.hear("FV/2026/11/1 przyjęta")

    [late] = re.findall(r'href="([^"]+)"', world.letter(BUYER, 2)["html"])
    assert early == late
    assert world.invoice("FV/2026/11/1")["ksef_number"] in world.http.get(early).text
