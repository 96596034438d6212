"""Names full of markup, letters from right to left, pictures, two people at one button: nothing is issued by mistake."""

import pytest

from invoicing.services.companies import Invite
from invoicing.services.records import Role
from templates.render import render_reply
from tests.services.editing import draft_of
from tests.services.house import OLA, STRANGER

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"


def read_by(house) -> str:
    """The newest message as Telegram gets it."""
    return render_reply(house.last().code, house.last().data)


@pytest.mark.parametrize(
    "words", ["🎉🎉🎉", "👍", "🧾💰", "❓", "\u200b\u200b\u2060", "....", "<>&", "*** ___ ```"]
)
async def test_pictures_and_signs_make_no_draft(house, words):
    await house.say(words)

    assert house.last().code in {"not-understood", "empty"}
    assert await draft_of(house) is None


@pytest.mark.parametrize(
    "name",
    [
        "<b>konsultacje</b>",
        "<script>alert(1)</script>",
        "[link](tg://user?id=1)",
        "x' OR 1=1 --",
        "{{ 7 * 7 }}",
        "&amp;&lt;x",
    ],
)
async def test_markup_in_a_name_stays_a_name(house, name):
    await house.say(TWO_HOURS)
    await house.say(f"nazwa pozycji: {name}")

    assert house.last().code == "draft-card"
    assert house.last().data["lines"][0]["name"] == name
    shown = read_by(house)
    assert "<script" not in shown
    assert "49" not in shown.replace("492", "")
    assert f"<b>{name}</b>" not in shown or "<" not in name
    assert (await draft_of(house)).lines[0].name == name


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u2067"])
async def test_marks_that_turn_writing_around_are_left_out(house, mark):
    """An amount must not read otherwise than it is."""
    await house.say(f"faktura dla NIP 5260250274, kon{mark}sultacje 100 zł")

    assert mark not in house.last().data["lines"][0]["name"]
    assert house.last().data["net"] == "100.00"


@pytest.mark.parametrize("name", ["שלום", "مرحبا"])
async def test_a_name_from_right_to_left_does_not_turn_its_amount_around(house, name):
    await house.say(TWO_HOURS)
    await house.say(f"nazwa pozycji: {name}")

    assert f"\u2068{name}\u2069" in read_by(house)
    assert (await draft_of(house)).lines[0].name == name


async def second_owner(house) -> None:
    async with house.units.reading() as work:
        (company, *_) = await work.companies.all()
    code = await Invite(house.units, house.clock)(company.id, Role.OWNER)
    await house.say(f"/start {code}", STRANGER, start=code)


async def test_two_people_at_the_same_button_issue_one_invoice(house):
    await second_owner(house)
    await house.say(TWO_HOURS)
    hers, his = house.tap_of("issue"), house.tap_of("issue", person=STRANGER)
    await house.receive(hers)
    await house.receive(his)
    await house.work()

    assert len(await house.invoices()) == 1
    assert "already-issued" in house.telegram.alerts


async def test_two_people_who_change_the_same_card_are_not_mixed(house):
    await second_owner(house)
    await house.say(TWO_HOURS)
    await house.tap("edit")
    hers = house.tap_of("kind-gross")
    await house.tap("edit-due")
    his = house.tap_of("due-7", person=STRANGER)
    await house.receive(hers)
    await house.receive(his)
    await house.work()

    draft = await draft_of(house)
    assert draft.price_kind.value == "gross"
    assert draft.due_date.isoformat() == "2026-12-04"
    assert house.telegram.alerts[-1] == "stale-choice"


@pytest.mark.parametrize("label", ["issue", "edit", "undo"])
async def test_a_tap_on_last_years_card_issues_nothing(house, label):
    await house.say(TWO_HOURS)
    await house.say("cena 250")
    house.clock.advance(days=400)
    await house.tap(label)

    assert await house.invoices() == []
    assert house.last().data["issue_date"] == "2027-12-25"


async def test_a_wall_of_words_changes_nothing(house):
    await house.say(TWO_HOURS)
    await house.say("cena 1 zł " + "i " * 2043)

    assert house.last().code == "too-long"
    assert (await draft_of(house)).version == 1


async def test_a_change_from_a_group_changes_nothing(house):
    await house.say(TWO_HOURS)
    await house.say("cena 1 zł", private=False)

    assert (await draft_of(house)).version == 1
    assert house.last(OLA).code == "group"
