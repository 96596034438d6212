"""Owners let people in and put them out; everybody may leave; a company never loses its last owner."""

from datetime import timedelta

import pytest

from invoicing.services.messages import Channel, Choice
from invoicing.services.people.members import id_of, remove_member
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import OLA, SENTENCE

EWA, JAN = "1002", "1003"


@pytest.fixture
async def ewa(house):
    """Ewa issues for Latarnia Morska."""
    await house.take_on(Role.ISSUER, EWA)
    return await person(house, EWA)


async def person(house, chat):
    async with house.units.reading() as work:
        return await work.people.by_identity(Channel.TELEGRAM, chat)


async def company(house):
    async with house.units.reading() as work:
        return (await work.companies.all())[0]


async def roles(house):
    async with house.units.reading() as work:
        (ours, *_) = await work.companies.all()
        return [each.role.value for _, each in await work.people.members(ours.id)]


async def invite(house, role="issuer", chat=OLA) -> str:
    await house.say("/zapros", chat)
    await house.tap(f"invite-{role}", chat)
    return house.last(chat).data["link"].partition("?start=")[2]


async def tap_person(house, who, chat=OLA) -> None:
    """The button of a member in the list, then the confirmation."""
    await house.say("/ludzie", chat)
    choice = next(
        each.choice for row in house.last(chat).options for each in row if each.choice.subject == who.id
    )
    (*_, key) = house.telegram.chats[chat]
    await house.say("", chat, choice=choice, tapped_message=key, callback="c")


async def test_a_link_from_the_chat_lets_one_person_in_with_its_role(house):
    code = await invite(house, "accountant")
    assert house.last().data["link"].startswith("https://t.me/latarnik_bot?start=")

    await house.say(f"/start {code}", EWA, start=code)
    await house.say(f"/start {code}", JAN, start=code)

    assert await roles(house) == ["owner", "accountant"]
    assert house.last(JAN).code == "invitation-invalid"
    await house.say(SENTENCE, EWA)
    assert house.last(EWA).code == "not-allowed"


async def test_the_books_hold_no_link_once_it_was_shown(house, by_hand):
    code = await invite(house)

    assert code.encode() not in by_hand.everything()
    await house.say(f"/start {code}", EWA, start=code)
    assert await roles(house) == ["owner", "issuer"]


async def test_a_link_is_worth_nothing_after_a_week(house):
    code = await invite(house)
    house.clock.at += timedelta(days=7, seconds=1)

    await house.say(f"/start {code}", EWA, start=code)
    await house.say("/ludzie")

    assert await roles(house) == ["owner"]
    assert house.last().data["invitations"] == []


async def test_one_question_makes_one_link_however_often_it_is_tapped(house):
    await house.say("/zapros")
    tap = house.tap_of("invite-viewer")
    for key in ("telegram:a", "telegram:b"):
        await house.say("", choice=tap.choice, tapped_message=tap.tapped_message, callback=key)

    assert house.telegram.alerts[-1] == "stale-choice"
    await house.say("/ludzie")
    assert [each["role"] for each in house.last().data["invitations"]] == ["viewer"]


async def test_an_open_invitation_is_listed_and_taken_back(house):
    code = await invite(house)
    await house.say("/ludzie")
    tap = house.tap_of("invitation-withdraw")
    await house.receive(tap)
    await house.work()
    assert "invitation-withdrawn" in house.shown()

    await house.say(f"/start {code}", EWA, start=code)
    assert house.last(EWA).code == "invitation-invalid"
    await house.say("", choice=tap.choice, tapped_message="1", callback="c")
    assert house.last().data["reason"] == "invitation-gone"


async def test_whoever_is_put_out_hears_it_once_and_can_do_nothing_more(house, ewa):
    await house.say(SENTENCE, EWA)
    card = house.tap_of("issue", EWA)
    await tap_person(house, ewa)
    assert house.last().code == "member-question"
    assert await roles(house) == ["owner", "issuer"]  # a question is no answer
    await house.tap("member-remove")

    assert house.last().data == {"company": "Latarnia Morska", "name": "Ola", "you": False}
    assert house.shown(EWA).count("put-out") == 1
    await house.receive(card)
    await house.work()
    await house.say(SENTENCE, EWA)
    assert house.last(EWA).code == "stranger"
    assert await house.invoices() == []


async def test_whoever_has_left_hears_no_more_of_the_company(house, ewa):
    await house.say(SENTENCE, EWA)
    await house.receive(house.tap_of("issue", EWA))
    async with house.units() as work:
        await remove_member(work, await company(house), ewa.id, None, house.clock.now())
    await house.work()

    (invoice,) = await house.invoices()
    assert invoice.ksef_number
    assert "accepted" not in house.shown(EWA)


async def test_a_member_may_leave(house, ewa):
    await tap_person(house, ewa, EWA)
    await house.tap("leave", EWA)

    assert house.last(EWA).data["you"] is True
    assert await roles(house) == ["owner"]


async def test_the_last_owner_stays(house, ewa):
    await tap_person(house, await person(house, OLA))
    await house.tap("leave")

    assert house.last().data["reason"] == "last-owner"
    assert await roles(house) == ["owner", "issuer"]


async def test_one_of_two_owners_may_go(house):
    await house.take_on(Role.OWNER, EWA)
    await tap_person(house, await person(house, OLA))
    await house.tap("leave")

    assert await roles(house) == ["owner"]


@pytest.mark.parametrize("role", [Role.ISSUER, Role.ACCOUNTANT, Role.VIEWER])
async def test_only_owners_invite_see_invitations_and_put_out(house, role):
    await house.take_on(role, EWA)
    await invite(house)
    await house.say("/zapros", EWA)
    assert house.last(EWA).code == "not-allowed"

    await house.say("/ludzie", EWA)
    assert house.last(EWA).data["invitations"] == []
    assert [each.label for row in house.last(EWA).options for each in row] == ["leave"]

    mark = house.last(EWA).options[0][0].choice.version
    ola = await person(house, OLA)
    async with house.units.reading() as work:
        (open_one,) = await work.invitations.open_of((await company(house)).id, house.clock.now())
    for choice in (
        Choice("member", ola.id, mark),
        Choice("member-remove", ola.id, mark),
        Choice("invitation-withdraw", id_of(open_one), mark),
    ):
        await house.say("", EWA, choice=choice, tapped_message="1", callback="c")
        assert house.last(EWA).code == "not-allowed"
    assert await roles(house) == ["owner", role.value]


async def test_a_person_of_another_company_cannot_be_touched(house, office, ewa):
    await office.client("Piekarnia", JAN, Role.OWNER)
    jan = await person(house, JAN)
    await house.say("/ludzie")
    mark = house.last().options[0][0].choice.version

    await house.say("", choice=Choice("member-remove", jan.id, mark), tapped_message="1", callback="c")
    assert house.last().data["reason"] == "member-gone"
    await house.say("", JAN, choice=Choice("member-remove", ewa.id, mark), tapped_message="1", callback="c")
    assert house.last(JAN).code == "stale-choice"


async def test_killed_while_putting_somebody_out_it_happens_once_when_it_is_done_again(house, ewa):
    await tap_person(house, ewa)
    tap = house.tap_of("member-remove")
    house.units.dies_at = house.units.begun + 1
    with pytest.raises(Crash):
        await house.receive(tap)
    assert await roles(house) == ["owner", "issuer"]
    house.units.dies_at = None
    await house.restart()
    await house.assistant(tap)
    await house.work()

    assert await roles(house) == ["owner"]
    assert house.shown(EWA).count("put-out") == 1


@pytest.mark.parametrize("role", ["owner", "viewer"])
async def test_an_owner_who_was_put_out_does_not_come_back_by_a_link_made_before(house, role):
    await house.say(f"/start {(code := await invite(house, 'owner'))}", EWA, start=code)
    kept = await invite(house, role, EWA)

    await tap_person(house, await person(house, EWA))
    await house.tap("member-remove")
    await house.say(f"/start {kept}", JAN, start=kept)

    assert house.last(JAN).code == "invitation-invalid"
    assert await roles(house) == ["owner"]


async def test_a_freeze_takes_back_every_invitation(house):
    kept = await invite(house, "owner")

    await house.say("/zamroz")
    await house.say(f"/start {kept}", JAN, start=kept)

    assert house.last(JAN).code == "invitation-invalid"
    async with house.units.reading() as work:
        assert await work.invitations.open_of((await work.companies.all())[0].id, house.clock.now()) == []


async def test_who_may_put_people_out_hears_of_everybody_who_comes(house, ewa):
    code = await invite(house, "accountant")

    await house.say(f"/start {code}", JAN, start=code)

    told = house.last(OLA)
    assert (told.code, told.data["role"]) == ("member-joined", "accountant")
    assert "member-joined" not in house.shown(EWA) + house.shown(JAN)
