"""Czy jesteśmy gotowi? The demo company asks, and gets the honest answer; so does one that lacks what it needs."""

import pytest

from tests.stories.neighbour import BOSMAN, Neighbour


def asked(world, *words, user=None):
    """Ask until what is tried in the background has been tried; the answer that says so."""
    more = {} if user is None else {"user": user}

    def answered():
        said = world.say("/gotowosc", **more)
        answer = world.hear("otowa: ", after=said, **more)
        return answer if all(each in answer["text"] for each in words) else None

    return world.wait(
        answered, f"an answer with {words}", lambda: [m["text"] for m in world.from_bot(**more)][-1:]
    )


def test_the_demo_company_hears_what_works_and_what_it_has_never_practised(world):
    answer = asked(
        world,
        "KOD II sprawdzony",
        "Logowanie działa",
        "Poczta wychodząca działa",
        "Latarnię Ministerstwa widzę",
    )

    assert "Prawie gotowa: Latarnia Morska" in answer["text"]
    assert "Certyfikat offline ważny do" in answer["text"]
    assert "Ćwiczeń jeszcze nie było" in answer["text"]
    assert "❌" not in answer["text"]


def test_after_a_drill_the_readiness_knows_its_day(world):
    world.hear("Wszystko zadziałało", after=world.say("/cwiczenia"))

    answer = asked(world, "Ostatnie ćwiczenia 20 listopada 2026, udane")
    assert "Ćwiczeń jeszcze nie było" not in answer["text"]


def test_a_buyer_without_an_address_is_named(world):
    world.tap(world.card("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")

    answer = asked(world, "znam dla 0 z 1 nabywców")
    assert "MINISTERSTWO" in answer["text"].upper() or "Bez adresu: " in answer["text"]


def test_the_app_killed_and_started_again_still_knows_what_it_tried(world):
    asked(world, "KOD II sprawdzony")
    world.kill()
    world.ksef(state="bad_gateway")
    world.start()

    answer = asked(world, "KOD II sprawdzony")
    assert "Logowanie działa" in answer["text"]


@pytest.fixture
def neighbour(world, tmp_path) -> Neighbour:
    moved = Neighbour(world, tmp_path)
    moved.moves_in(world)
    return moved


@pytest.mark.usefixtures("neighbour")
def test_a_company_without_a_certificate_is_not_ready_and_is_told_what_to_do(world):
    answer = asked(world, "Niegotowa: Bosman", "Logowanie działa", user=BOSMAN)

    assert "❌ Nie ma certyfikatu offline" in answer["text"]
    assert "Logowanie tokenem" in answer["text"]
    assert "31 grudnia 2026" in answer["text"]
    assert "30 listopada 2027" in answer["text"]
    assert "Latarnia Morska" not in answer["text"]
    said = answer["message_id"]
    world.tap(answer, "Jak zrobić certyfikat KSeF", user=BOSMAN)
    steps = world.hear("Certyfikaty KSeF", user=BOSMAN, after=said)["text"]
    assert "/podpis" in steps
    assert "latarnik ksef certificates enrol" in steps
