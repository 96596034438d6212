"""Korekta techniczna: KSeF refuses the file of an offline invoice, a tap sends the same content in a sound one."""

import base64
import hashlib

import httpx
import pytest

from sandbox.demo import NIP
from tests.stories.moments import letters
from tests.stories.world import button

BUYER = "ksiegowosc@klient.example"
DAY = "20-11-2026"
MINUTES = 180.0


def rejected(world, **faults) -> dict:
    """An invoice of an announced failure, its paper with the buyer, refused when KSeF is back; the bot's message."""
    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    world.letter(BUYER)
    world.ksef(state="up", lighthouse="follow", faults={"reject_next": 1, **faults})
    return world.hear("FV/2026/11/1: KSeF odrzucił fakturę")


def code_one(world) -> str:
    """What the page behind KOD I says, of the file that the buyer was given during the failure."""
    (row, *_) = world.letters(BUYER)
    (name,) = [
        each["name"]
        for each in world.get(f"/api/mailboxes/{BUYER}/{row['id']}")["attachments"]
        if each["name"].endswith(".xml")
    ]
    xml = world.http.get(f"/api/mailboxes/{BUYER}/{row['id']}/attachments/{name}").content
    digest = base64.urlsafe_b64encode(hashlib.sha256(xml).digest()).decode().rstrip("=")
    ksef = world.get("/api/state")["urls"]["ksef"].removesuffix("/v2")
    return httpx.get(f"{ksef}/invoice/{NIP}/{DAY}/{digest}", trust_env=False).text


def the_same_end(world) -> None:
    """One acceptance, one letter with its number in the thread of the paper, the printed code leads to it."""
    world.hear("FV/2026/11/1 przyjęta", "numer KSeF")
    world.letter(BUYER, 2)
    world.quiet()
    (accepted,) = world.invoices()
    first, second = letters(world, BUYER, 2)
    assert accepted["number"] == "FV/2026/11/1"
    assert second["in_reply_to"] == first["message_id"]
    assert accepted["ksef_number"] in second["text"]
    page = code_one(world)
    assert "skorygowana technicznie" in page
    assert accepted["ksef_number"] in page


def test_a_tap_sends_the_same_content_again_and_the_printed_code_leads_to_the_new_file(world):
    said = rejected(world)
    assert "korekta techniczna" in said["text"]
    assert "nie znajduje się w KSeF" in code_one(world)

    world.tap(said, "Korekta techniczna")

    world.hear("FV/2026/11/1: korekta techniczna w drodze", "Treść bez zmian")
    the_same_end(world)


@pytest.mark.parametrize("after", [0.0, 0.3, 0.8])
def test_killed_between_the_tap_and_the_number_the_end_is_the_same(world, after):
    said = rejected(world, status_delay=0.4)

    world.tap_soon(said, "Korekta techniczna", after)
    world.kill()
    world.start()

    the_same_end(world)


def test_killed_after_ksef_took_the_correction_its_answer_brings_the_number_home(world):
    said = rejected(world)
    world.ksef(faults={"drop_after_send": 1})
    world.tap(said, "Korekta techniczna")

    the_same_end(world)


def test_two_taps_correct_once(world):
    said = rejected(world, status_delay=0.5)
    world.tap(said, "Korekta techniczna")
    world.tap_again(said, "Korekta techniczna")

    the_same_end(world)


def test_nothing_is_corrected_without_a_tap(world):
    rejected(world)
    world.clock(advance=MINUTES * 60)
    world.quiet()

    assert world.invoices() == []
    assert len(world.get("/api/ksef/invoices")) == 1


def test_for_want_of_a_permission_no_file_helps_and_the_person_hears_what_does(world):
    said = rejected(world, reject_code=410)

    assert "brak uprawnień" in said["text"]
    assert "korekta techniczna nie jest dozwolona" in said["text"]
    assert "doda w KSeF uprawnienie do wystawiania faktur" in said["text"]
    assert button(said, "Korekta techniczna") is None
    world.quiet()
    assert world.invoices() == []
