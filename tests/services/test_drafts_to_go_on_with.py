"""Drafts are kept in the books: they outlive a restart and can be gone on with anywhere."""

from tests.services.editing import choices
from tests.services.house import STRANGER

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
MOUNTING = "faktura dla NIP 5260250274, montaż 1000 zł"


async def test_nobody_has_drafts_in_the_beginning(house):
    await house.say("/szkice")

    assert house.last().code == "drafts"
    assert house.last().data == {"drafts": [], "more": False, "to_approve": []}


async def test_the_list_goes_on_with_the_draft_that_is_tapped(house):
    await house.say(TWO_HOURS)
    await house.say(MOUNTING)
    await house.say("/szkice")
    assert [row["what"] for row in house.last().data["drafts"]] == ["montaż", "konsultacje"]

    second = choices(house)[1]
    await house.say("", choice=second, callback="c", tapped_message=house.tap_of("draft").tapped_message)
    assert house.last().code == "draft-card"
    assert house.last().data["lines"][0]["name"] == "konsultacje"

    await house.say("cena 250")  # from now on that one is talked about
    assert house.last().data["net"] == "500.00"


async def test_issued_and_cancelled_drafts_are_on_no_list(house):
    await house.say(TWO_HOURS)
    await house.tap("issue")
    await house.say(MOUNTING)
    await house.say("anuluj")
    await house.say("/szkice")

    assert house.last().data["drafts"] == []


async def test_drafts_of_others_are_on_no_list(house):
    await house.take_on(chat=STRANGER)
    await house.say(TWO_HOURS)
    await house.say("/szkice", STRANGER)

    assert house.last(STRANGER).data["drafts"] == []


async def test_a_draft_outlives_a_restart_with_its_earlier_versions(house):
    await house.say(TWO_HOURS)
    await house.say("cena 250")
    await house.restart()
    await house.say("termin 7 dni")
    assert (house.last().data["net"], house.last().data["due_date"]) == ("500.00", "2026-11-27")

    await house.say("cofnij")
    await house.say("cofnij")
    assert (house.last().data["net"], house.last().data["due_date"]) == ("400.00", "2026-12-04")


async def test_a_draft_begun_in_the_chat_is_changed_by_letter(house):
    await house.say(TWO_HOURS)
    await house.write_letter("zmień termin na 7 dni")

    assert house.last().data["due_date"] == "2026-11-27"
    await house.tap("issue")
    (stored,) = await house.invoices()
    assert stored.invoice.due_date.isoformat() == "2026-11-27"


async def test_a_draft_of_last_week_bears_the_date_of_today_when_it_is_gone_on_with(house):
    await house.say(TWO_HOURS)
    house.clock.advance(days=7)
    await house.say("/szkice")
    await house.tap("draft")

    assert house.last().data["issue_date"] == "2026-11-27"
    assert house.last().data["due_date"] == "2026-12-11"
