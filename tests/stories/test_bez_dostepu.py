"""Nadaj dostęp: a company that cannot get into KSeF issues nothing that must go there, and goes on when it can."""

import pytest

from tests.stories.signature import seal_of
from tests.stories.test_pierwsza_firma import FRESH, file_to_sign, founds, sends
from tests.stories.world import SENTENCE, STRANGER, button

PRIVATE = "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 900 zł brutto"


@pytest.fixture
def nip() -> str:
    return next(FRESH)


def test_the_draft_waits_for_a_signature_and_is_issued_with_the_first_number(world, nip):
    founds(world, nip)
    file = file_to_sign(world)[1]
    said = world.say(SENTENCE, STRANGER)
    card = world.hear("ani certyfikatu, ani tokena", "żaden tryb awaryjny", user=STRANGER, after=said)
    assert not button(card, "Wystaw")
    world.tap(card, "Nadaj dostęp do KSeF", STRANGER)
    world.hear("Podpisz plik", "Szkic zostaje", user=STRANGER, after=said)
    assert world.invoices() == []

    sends(world, seal_of(nip).signs(file))
    ready = world.hear("Gotowe:", "dostęp do KSeF", user=STRANGER)
    back = next(each["text"] for row in ready["buttons"] for each in row)
    assert back.startswith("Wróć do szkicu")
    world.tap(ready, back, STRANGER)
    world.tap(world.hear("Szkic faktury", "Tryb: online", user=STRANGER), "Wystaw", STRANGER)

    world.hear("FV/2026/11/17 przyjęta", "numer KSeF", user=STRANGER)


def test_what_need_not_go_to_ksef_is_issued_without_access(world, nip):
    founds(world, nip)
    said = world.say(PRIVATE, STRANGER)
    world.tap(world.hear("poza KSeF", "900,00", user=STRANGER, after=said), "Wystaw poza KSeF", STRANGER)

    world.hear("FV/2026/11/17", "poza KSeF", user=STRANGER, after=said)


def test_a_recurring_invoice_comes_with_the_same_door_shut(world, nip):
    founds(world, nip)
    said = world.say("faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1.", STRANGER)
    world.tap(world.hear("1 grudnia 2026", user=STRANGER, after=said), "Zapisz", STRANGER)
    world.kill()
    world.clock(set="2026-12-01T08:05")
    world.start()

    card = world.hear("Szkic faktury", "121,77", "nie ma dostępu", user=STRANGER)

    assert button(card, "Nadaj dostęp do KSeF")
