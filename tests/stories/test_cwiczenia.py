"""The demo company says /cwiczenia: one message grows step by step, and nothing of the company is touched."""

import re

DONE = (
    "Wystawienie w trybie offline24: CW/2026/1",
    "KOD II potwierdza wystawcę",
    "KOD I prowadzi do faktury",
)


def drill(world, *words, after=0):
    return world.hear("Ćwiczenia awarii KSeF", *words, after=after)


def edits(world, message) -> int:
    told = world.deliveries()["deliveries"]
    return sum(each["what"] == "edited" and each["message_id"] == message["message_id"] for each in told)


def ksef_takes_its_time(world) -> None:
    """KSeF takes invoices and says nothing about them for an hour."""
    world.ksef(faults={"status_delay": 3600})


def test_one_message_grows_step_by_step_into_a_report(world):
    said = world.say("/cwiczenia")
    report = drill(world, "Wszystko zadziałało", after=said)

    assert all(words in report["text"] for words in DONE)
    assert report["text"].count("✅") == 10
    assert "23 listopada 2026" in report["text"]  # the Monday after this Friday
    [kept] = world.invoices()
    assert kept["number"] == "CW/2026/1"
    assert kept["ksef_number"] in report["text"]
    assert edits(world, report) >= 9
    assert [m for m in world.from_bot() if m["message_id"] > said] == [report]


def test_the_letter_goes_to_the_owner_and_the_company_s_own_numbers_go_on_as_if_nothing_had_been(world):
    report = drill(world, "Wszystko zadziałało", after=world.say("/cwiczenia"))
    [address] = re.findall(r"List z dokumentami do (\S+)", report["text"])

    letter = world.letter(address)
    assert "ĆWICZENIA" in letter["subject"]
    assert [each["name"] for each in letter["attachments"]] == [
        "CWICZENIA-potwierdzenie.pdf",
        "CWICZENIA-wizualizacja.pdf",
    ]
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    listed = world.say("/faktury")
    assert "CW/2026" not in world.hear("FV/2026/11/1", after=listed)["text"]


def test_a_second_drill_is_refused_while_one_runs_and_the_first_stays_as_it_was(world):
    ksef_takes_its_time(world)
    first = drill(world, "⏳ Numer KSeF i UPO", after=world.say("/cwiczenia"))

    said = world.say("/cwiczenia")
    world.hear("już trwają", after=said)

    world.quiet()
    reports = [m for m in world.from_bot() if "Ćwiczenia awarii KSeF" in m["text"]]
    assert [m["message_id"] for m in reports] == [first["message_id"]]
    assert "⏳ Numer KSeF i UPO" in reports[0]["text"]


def test_killed_in_the_middle_the_drill_ends_as_failed_and_leaves_nothing_half_done(world):
    ksef_takes_its_time(world)
    grown = drill(world, "⏳ Numer KSeF i UPO", after=world.say("/cwiczenia"))
    world.kill()
    world.ksef(faults={"status_delay": None})
    world.start()

    ended = drill(world, "Ćwiczenia przerwane", "❌ Numer KSeF i UPO")
    assert ended["message_id"] == grown["message_id"]
    assert "Nic nie zostało w połowie" in ended["text"]
    listed = world.say("/kolejka")
    assert "CW/2026" not in world.hear(after=listed)["text"]

    again = drill(world, "Wszystko zadziałało", after=world.say("/cwiczenia"))
    assert "CW/2026/2" in again["text"]
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")


def test_killed_before_anybody_took_it_on_the_drill_is_still_played(world):
    world.kill()
    said = world.say("/cwiczenia")
    world.start()

    drill(world, "Wszystko zadziałało", after=said)
    assert len(world.invoices()) == 1


def test_when_ksef_is_down_the_drill_says_so_and_waits_for_nothing(world):
    world.ksef(state="bad_gateway")
    report = drill(world, "❌", "KSeF teraz nie odpowiada", after=world.say("ćwiczenia"))

    assert "❌ Wysłanie do KSeF" in report["text"]
    assert "➖ Numer KSeF i UPO" in report["text"]
    assert "✅ List z dokumentami" in report["text"]
    world.ksef(state="up")
    world.quiet()
    assert world.invoices() == []
