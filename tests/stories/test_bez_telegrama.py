"""Bez Telegrama: somebody works by letters alone, and TAK in answer to the card issues the invoice."""

import json

from sandbox.demo import NIP
from tests.stories.terminal import Terminal
from tests.stories.world import SENTENCE

JAN = "jan@latarnia.example"


def write(world, to, text, **more):
    letter = {"from": f"Jan <{JAN}>", "to": to, "subject": "Zlecenie", "text": text}
    world.post("/api/mail", **letter, authentic=False, signed_by="latarnia.example", **more)


def test_an_invoice_by_letters_alone(world):
    words = ("invite", "--company", NIP, "--role", "issuer", "--email", JAN, "--by-mail")
    secret_address = json.loads(Terminal(world).latarnik(*words))["write_to"]

    write(world, secret_address, SENTENCE)
    card = world.letter(JAN)
    assert "492,00" in card["text"]
    assert "TAK" in card["text"]
    raw = world.http.get(f"/api/mailboxes/{JAN}/{card['id']}/raw").text
    (one_time,) = [line for line in raw.splitlines() if line.lower().startswith("reply-to:")]
    assert "faktury+" in one_time
    assert secret_address not in raw
    assert world.invoices() == []

    write(world, one_time.partition(":")[2].strip(), "TAK\n\n> 492,00 zł", in_reply_to=card["message_id"])

    world.letter("ksiegowosc@klient.example")
    assert len(world.invoices()) == 1
