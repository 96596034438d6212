"""Awaria przez weekend: a plumber's invoices in an announced failure, a second one inside the seven days, and home."""

import json
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.stories.moments import letters, turn
from tests.stories.terminal import Terminal

POMP, AUDYT = "ksiegowosc@klient.example", "biuro@audyt.example"
JOBS = {
    "FV/2026/11/1": ("faktura dla NIP 5260250274, 1 szt. wymiany pompy za 900 zł", POMP),
    "FV/2026/11/2": ("faktura dla NIP 1132191233, 3 h udrażniania rur po 150 zł", AUDYT),
}
MOVED = "30 listopada 2026 ogłoszono awarię KSeF"
COUNTED_ANEW = "podano koniec awarii KSeF z 30 listopada 2026: 1 grudnia 2026"


def heard(world, *words: str) -> list[dict]:
    return [each for each in world.from_bot() if all(word in each["text"] for word in words)]


def fails(world, start: str) -> int:
    """The Ministry announces a failure; KSeF answers nobody until the story says so."""
    world.ksef(state="failure", lighthouse="up")
    return world.announces("failure", start, published=start, title="Awaria KSeF", text="Trwa awaria.")


def ends(world, event: int, end: str) -> None:
    world.lighthouse("end", event=event, end=end, published=end)


def saturday(world) -> int:
    """A failure since Saturday morning, noticed."""
    world.clock(set="2026-11-21T07:58")
    event = fails(world, "2026-11-21T07:30")
    turn(world, "2026-11-21T08:00")
    world.hear("Awaria KSeF, ogłoszona przez Ministerstwo", "106nf")
    return event


def issue(world) -> None:
    for number, (sentence, address) in JOBS.items():
        world.tap(world.card(f"{sentence}, wyślij na {address}"), "Wystaw")
        world.hear(number, "czeka na KSeF", "7 dni roboczych od dnia zakończenia awarii")


def over(world, event: int) -> None:
    """The end of the first failure is announced, and the term with it."""
    world.clock(set="2026-11-22T18:10")
    ends(world, event, "2026-11-22T18:00")
    told = world.hear("Zmienił się termin", "22 listopada 2026", "art. 106nf ust. 4")
    assert "jest 1 grudnia 2026, wtorek" in told["text"]


def second_failure(world) -> int:
    """Inside the seven days, on the last but one."""
    world.clock(set="2026-11-30T12:10")
    return fails(world, "2026-11-30T12:00")


def second_over(world, event: int) -> None:
    """The seven days begin again: 2, 3, 4, 7, 8, 9, 10 December."""
    told = world.hear("Zmienił się termin", MOVED, "art. 106nf ust. 5")
    assert "było 1 grudnia 2026, teraz jeszcze bez daty" in told["text"]
    world.clock(set="2026-12-01T15:10")
    ends(world, event, "2026-12-01T15:00")
    told = world.hear("Zmienił się termin", COUNTED_ANEW, "art. 106nf ust. 5")
    assert "jest 10 grudnia 2026, czwartek" in told["text"]


def everything_is_home_once(world) -> None:
    """Each invoice has one number, and each buyer the paper of Saturday and the number in its thread."""
    for number in JOBS:
        world.hear(f"{number} przyjęta", "numer KSeF")
    for _, address in JOBS.values():
        world.letter(address, 2)
    world.quiet()
    assert sorted(row["number"] for row in world.invoices()) == sorted(JOBS)
    assert {row["mode"] for row in world.invoices()} == {"Offline"}
    for number, (_, address) in JOBS.items():
        first, second = letters(world, address, 2)
        assert second["in_reply_to"] == first["message_id"]
        assert second["subject"] == f"Re: {first['subject']}"
        assert world.invoice(number)["ksef_number"] in second["text"]


def test_a_weekend_of_failure_is_worked_through_in_emergency_mode_and_its_papers_go_at_once(world):
    saturday(world)
    card = world.card(f"{JOBS['FV/2026/11/1'][0]}, wyślij na {POMP}")
    assert "awaryjny (art. 106nf)" in card["text"]
    assert "od razu fakturę z dwoma kodami" in card["text"]
    world.tap(card, "Anuluj")
    issue(world)

    for number, (_, address) in JOBS.items():
        (paper,) = letters(world, address, 1)
        assert paper["subject"].startswith(f"Faktura {number}")
        assert "Numeru KSeF jeszcze nie ma" in paper["text"]
        assert {each["type"] for each in paper["attachments"]} == {"application/pdf", "application/xml"}
    world.say("znaczniki JPK za listopad")
    world.hear("OFF (awaria): 2", "FV/2026/11/1", "FV/2026/11/2")
    world.say("do kiedy?")
    world.hear("7 dni roboczych od końca awarii: 2 faktury", "art. 106nf ust. 4")


def test_a_second_failure_inside_the_seven_days_counts_from_its_own_end_and_the_assistant_says_why(
    world, tmp_path
):
    first = saturday(world)
    issue(world)
    over(world, first)
    second_over(world, second_failure(world))
    world.say("znaczniki JPK za listopad")
    world.hear("stan na 1 grudnia 2026", "OFF (awaria): 2")

    world.ksef(state="up", lighthouse="up")
    everything_is_home_once(world)
    assert [len(heard(world, "Zmienił się termin", why)) for why in (MOVED, COUNTED_ANEW)] == [1, 1]
    world.say("/jpk 2026-11")
    world.hear("stan na 1 grudnia 2026", "z numerem KSeF: 2")
    the_evidence_of_both_can_be_kept(Terminal(world), tmp_path)


def the_evidence_of_both_can_be_kept(terminal, folder) -> None:
    listed = [json.loads(line) for line in terminal.latarnik("outages", "list").splitlines()]
    failures = [each for each in listed if each["kind"] == "failure"]
    spans = [(warsaw(each["began"]), warsaw(each["ended"])) for each in failures]
    assert spans == [("21.11 07:30", "22.11 18:00"), ("30.11 12:00", "01.12 15:00")]
    for each in failures:
        out = folder / f"{each['key'].replace(':', '-')}.zip"
        terminal.latarnik("outages", "export", each["key"], "--out", str(out))
        with zipfile.ZipFile(out) as package:
            page, *records = package.namelist()
            assert "Trwa awaria." in package.read(page).decode()
            assert len([name for name in records if name.startswith("messages/")]) == 2


def warsaw(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(ZoneInfo("Europe/Warsaw")).strftime("%d.%m %H:%M")


def test_killed_after_the_taps_and_on_the_way_home_nothing_is_lost_and_nothing_goes_twice(world):
    first = saturday(world)
    issue(world)
    world.kill()
    world.start()
    over(world, first)

    world.ksef(state="up", lighthouse="up")
    world.until(0.7)
    world.kill()
    world.start()
    everything_is_home_once(world)


def test_a_second_failure_that_began_while_the_app_was_dead_is_told_once_and_counted(world):
    first = saturday(world)
    issue(world)
    over(world, first)
    world.kill()
    second = second_failure(world)
    world.start()
    second_over(world, second)
    world.kill()
    world.start()

    world.ksef(state="up", lighthouse="up")
    everything_is_home_once(world)
    assert [len(heard(world, "Zmienił się termin", why)) for why in (MOVED, COUNTED_ANEW)] == [1, 1]
