"""faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"""


def test_one_sentence_and_one_tap_make_an_invoice_in_ksef_and_a_letter(world):
    card = world.card()

    assert "400,00" in card["text"]
    assert "92,00" in card["text"]
    assert "492,00" in card["text"]

    world.tap(card, "Wystaw")
    accepted = world.hear("FV/2026/11/1 przyjęta, numer KSeF")
    in_ksef = world.invoice("FV/2026/11/1")
    letter = world.letter("ksiegowosc@klient.example")

    for label in ("XML", "UPO", "PDF"):
        world.tap(accepted, label)
    files = world.wait(lambda: len(found := world.documents()) == 3 and found, "three files in the chat")

    assert [each["name"] for each in files] == [
        "FV-2026-11-1.xml",
        "UPO-FV-2026-11-1.xml",
        "FV-2026-11-1.pdf",
    ]
    assert in_ksef["ksef_number"] in accepted["text"]
    assert in_ksef["ksef_number"] in letter["text"]
    assert sorted(a["type"] for a in letter["attachments"]) == ["application/pdf", "application/xml"]
