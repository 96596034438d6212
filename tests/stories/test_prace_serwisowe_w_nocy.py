"""Prace serwisowe w nocy: announced ahead, told once before and once at their start, and worked through."""

import io

import pikepdf
import pytest

from tests.stories.moments import letters, look, told, turn

BUYER, NUMBER = "ksiegowosc@klient.example", "FV/2026/11/1"
START, END = "2026-11-20T21:00", "2026-11-21T05:00"
"""From Friday evening to Saturday morning: the next business day after the end is Monday, the 23rd."""
AHEAD, BEGUN, OVER = "Zapowiedziane prace w KSeF", "Niedostępność KSeF (prace serwisowe)", "KSeF znowu działa"


def announced(world) -> int:
    """On Wednesday; KSeF refuses calls while they last."""
    turn(world, "2026-11-18T10:00")
    return world.announces("maintenance", START, END, follow_ksef=True)


def begun(world) -> int:
    """Friday evening, and the app knows."""
    event = world.announces("maintenance", START, END, follow_ksef=True)
    world.clock(set="2026-11-20T21:05")
    world.hear(BEGUN, "ogłoszona przez Ministerstwo", "106nh")
    return event


def issued(world) -> dict:
    """An invoice of the night; gives what is said of it."""
    world.tap(world.card(), "Wystaw")
    return world.hear(NUMBER, "czeka na KSeF", "Ministerstwo ogłosiło niedostępność", "106nh")


def home(world) -> None:
    """One number, and the buyer's two letters in one thread."""
    world.hear(f"{NUMBER} przyjęta", "numer KSeF")
    world.letter(BUYER, 2)
    world.quiet()
    first, second = letters(world, BUYER, 2)
    (row,) = world.invoices()
    assert (row["number"], row["mode"]) == (NUMBER, "Offline")
    assert second["in_reply_to"] == first["message_id"]
    assert row["ksef_number"] in second["text"]


def test_they_are_told_once_beforehand_and_once_when_they_begin_and_never_again(world):
    event = announced(world)
    look(world, "2026-11-18T10:00")
    assert told(world, AHEAD) == []

    world.clock(set="2026-11-19T21:01")
    ahead = world.hear(AHEAD, "20.11.2026, 21:00 – 21.11.2026, 05:00", "106ne ust. 4")["text"]
    world.lighthouse("update", event=event, text="Prace potrwają kilka godzin.")
    world.lighthouse("repeat", event=event)
    world.kill()
    world.start()
    turn(world, "2026-11-20T09:00")

    world.clock(set="2026-11-20T21:01")
    begins = world.hear(BEGUN, "ogłoszona przez Ministerstwo", "106nh")["text"]
    world.kill()
    world.clock(set="2026-11-20T21:40")
    world.start()
    look(world, "2026-11-20T21:40")

    world.clock(set="2026-11-21T08:01")
    world.hear(OVER)
    world.quiet()
    assert told(world, "prace") == told(world, "Niedostępność") == [ahead, begins]
    assert len(told(world, OVER)) == 1
    assert told(world, "Nie wiem") == []


def test_the_business_buyer_gets_a_confirmation_at_once_and_the_invoice_after_the_night(world):
    begun(world)
    card = world.card()
    assert "od razu potwierdzenie transakcji z dwoma kodami" in card["text"]
    world.tap(card, "Anuluj")

    assert "najpóźniej 23 listopada 2026, poniedziałek (art. 106nh ust. 2" in issued(world)["text"]
    (paper,) = letters(world, BUYER, 1)
    assert paper["subject"].startswith(f"Potwierdzenie transakcji {NUMBER}")
    assert "Dokument nie jest fakturą" in paper["text"]
    (file,) = paper["attachments"]
    assert (file["type"], "faktura" in file["name"].lower()) == ("application/pdf", False)
    assert all(code in links(world, paper) for code in ("/invoice/", "/certificate/"))
    world.say("znaczniki JPK za listopad")
    world.hear("DI (offline, po numerze popraw plik): 1", NUMBER)

    world.clock(set="2026-11-21T05:01")
    home(world)


def links(world, letter) -> str:
    """Where the codes of the paper lead."""
    (name,) = [each["name"] for each in letter["attachments"]]
    answer = world.http.get(f"/api/mailboxes/{BUYER}/{letter['id']}/attachments/{name}")
    pages = pikepdf.open(io.BytesIO(answer.content)).pages
    return " ".join(str(mark.A.URI) for page in pages for mark in page.get("/Annots", []))


def test_who_is_invoiced_before_the_night_gets_the_invoice_and_no_confirmation(world):
    world.announces("maintenance", START, END, follow_ksef=True)
    turn(world, "2026-11-20T20:30")
    world.tap(world.card(), "Wystaw")
    world.hear(f"{NUMBER} przyjęta", "numer KSeF")
    world.letter(BUYER)

    turn(world, "2026-11-20T21:10")
    turn(world, "2026-11-21T08:10")
    world.quiet()
    (letter,) = letters(world, BUYER, 1)
    assert letter["subject"].startswith(f"Faktura {NUMBER}")
    assert world.invoice(NUMBER)["mode"] == "Online"


def test_an_invoice_of_the_night_is_not_warned_of_at_midnight_and_one_after_it_has_the_same_term(world):
    begun(world)
    issued(world)
    turn(world, "2026-11-20T23:35")
    turn(world, "2026-11-21T00:20")
    world.tap(world.card(), "Wystaw")
    second = world.hear("FV/2026/11/2", "czeka na KSeF")
    assert "najpóźniej 23 listopada 2026, poniedziałek (art. 106nh ust. 2" in second["text"]

    world.clock(set="2026-11-21T05:01")
    for number in (NUMBER, "FV/2026/11/2"):
        world.hear(f"{number} przyjęta", "numer KSeF")
    world.quiet()
    assert told(world, "północy") == []
    assert [row["mode"] for row in world.invoices()] == ["Offline", "Offline"]


def test_works_that_take_longer_move_the_term_and_the_assistant_says_why(world):
    event = begun(world)
    issued(world)
    world.lighthouse("update", event=event, end="2026-11-23T03:00")
    moved = world.hear("Zmienił się termin", "23 listopada 2026", "art. 106nh ust. 2")["text"]
    assert "było 23 listopada 2026, jest 24 listopada 2026, wtorek" in moved
    assert "podano koniec niedostępności KSeF z 20 listopada 2026: 23 listopada 2026" in moved
    world.kill()
    world.start()

    turn(world, "2026-11-21T10:00")
    assert world.invoices() == []
    world.clock(set="2026-11-23T03:01")
    home(world)
    assert told(world, "Zmienił się termin") == [moved]


@pytest.mark.parametrize("moment", [0.0, 0.3, 1.0])
def test_killed_after_the_tap_and_started_when_the_night_is_over_nothing_is_lost_and_nothing_twice(
    world, moment
):
    begun(world)
    card = world.card()
    world.tap_soon(card, "Wystaw", moment)
    world.kill()
    world.start()
    world.quiet()
    letters(world, BUYER, 1)
    world.kill()
    world.clock(set="2026-11-21T06:00")
    world.start()

    home(world)
