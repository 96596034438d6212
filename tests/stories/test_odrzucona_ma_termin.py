"""„do kiedy?”, „/odrzucone”: a refusal stops no term, so a rejected offline invoice is spoken of until it is put right."""

import io
import zipfile

from tests.stories.world import button

AFTER_THE_TERM = "2026-12-02T08:05:00+01:00"


def rejected(world, **faults) -> dict:
    """An invoice of an announced failure, refused when KSeF is back; the bot's message."""
    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 jest wystawiona i czeka na KSeF")
    world.ksef(state="up", lighthouse="follow", faults={"reject_next": 1, **faults})
    return world.hear("FV/2026/11/1: KSeF odrzucił fakturę")


def test_it_stays_in_the_lists_and_reminders_is_never_sent_by_itself_and_leaves_once_put_right(world):
    rejected(world)
    asked = world.say("do kiedy?")
    world.hear("do 1 grudnia 2026", "odrzucona: popraw", "/odrzucone", after=asked)

    world.kill()
    world.clock(set="2026-11-30T18:05:00+01:00")
    world.start()
    world.hear("Jutro, 1 grudnia 2026, mija termin", "odrzucona: popraw")
    world.clock(set="2026-12-01T20:05:00+01:00")
    world.hear("mija dziś o północy", "odrzucona: popraw")
    world.clock(set=AFTER_THE_TERM)
    world.hear("Termin przesłania do KSeF minął 1 grudnia 2026", "odrzucona: popraw")
    assert world.invoices() == []

    asked = world.say("/odrzucone")
    said = world.hear("KSeF odrzucił fakturę", "korekta techniczna", after=asked)
    world.tap(said, "Korekta techniczna")
    world.hear("FV/2026/11/1 przyjęta")
    asked = world.say("/terminy")
    world.hear("nie ma terminów", after=asked)


def test_after_missing_rights_the_same_file_goes_again_by_a_tap_also_across_a_kill(world):
    said = rejected(world, reject_code=410)
    assert button(said, "Wyślij ponownie")

    world.tap_soon(said, "Wyślij ponownie", 0.1)
    world.kill()
    world.start()

    world.hear("FV/2026/11/1 przyjęta")
    world.quiet()
    assert [each["number"] for each in world.invoices()] == ["FV/2026/11/1"]


def test_emergency_stays_while_the_lighthouse_is_out_of_sight_and_the_evidence_comes_as_one_file(world):
    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    world.ksef(state="failure", lighthouse="down")
    world.clock(advance=3 * 3600)
    card = world.card()
    assert "awaryjny" in card["text"]
    assert "ostatnio czytałem ją" in card["text"]

    asked = world.say("/dowody")
    listed = world.hear("awaria ogłoszona przez Ministerstwo", after=asked)
    world.tap(listed, "Dowody: 20.11.2026 10:00")
    sent = world.hear("Dowody: awaria ogłoszona", after=asked)
    content = world.http.get(sent["document"]["url"]).content
    assert {"index.html", "SHA256SUMS"} <= set(zipfile.ZipFile(io.BytesIO(content)).namelist())
