"""What the buyer gets while KSeF is down: by the hand-over matrix, over real SMTP, in one thread."""

import pytest

from tests.stories.moments import letters

BUYER = "ksiegowosc@klient.example"


@pytest.mark.parametrize(
    ("state", "subject", "name", "files"),
    [
        ("failure", "Faktura FV/2026/11/1", "FV-2026-11-1.pdf", 2),
        ("maintenance", "Potwierdzenie transakcji FV/2026/11/1", "Potwierdzenie-FV-2026-11-1.pdf", 1),
    ],
    ids=["D4: an announced failure", "D3: announced works"],
)
def test_the_buyer_gets_the_lawful_paper_at_once_and_the_number_in_the_same_thread(
    world, state, subject, name, files
):
    world.ksef(state=state, lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")

    (first,) = letters(world, BUYER, 1)
    assert first["subject"].startswith(subject)
    assert next(each["name"] for each in first["attachments"]) == name
    assert len(first["attachments"]) == files

    world.ksef(state="up", lighthouse="follow")
    world.hear("FV/2026/11/1 przyjęta")
    _, second = letters(world, BUYER, 2)
    assert second["in_reply_to"] == first["message_id"]
    assert second["subject"] == f"Re: {first['subject']}"
    assert world.invoice("FV/2026/11/1")["ksef_number"] in second["text"]


def test_killed_between_the_paper_and_the_number_nothing_goes_twice(world):
    world.ksef(state="maintenance", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    letters(world, BUYER, 1)
    world.kill()
    world.ksef(state="up", lighthouse="follow")
    world.start()

    first, second = letters(world, BUYER, 2)
    assert second["in_reply_to"] == first["message_id"]
    world.quiet()
    assert len(world.letters(BUYER)) == 2
    assert len(world.invoices()) == 1
