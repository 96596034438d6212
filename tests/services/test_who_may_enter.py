"""Only invited people get in, and a role reaches as far as it reaches."""

from dataclasses import replace

import pytest

from invoicing.model.errors import NotAllowed, Refused
from invoicing.services.companies import AddCompany, Invite, standing_of
from invoicing.services.issuing.issuing import Issuing
from invoicing.services.messages import Channel
from invoicing.services.records import Role
from tests.services.house import OLA, SENTENCE, STRANGER


async def test_a_stranger_is_answered_once(house):
    for text in ("dzień dobry", SENTENCE, "halo?"):
        await house.say(text, chat=STRANGER)

    assert house.shown(STRANGER) == ["stranger"]


async def test_nobody_becomes_owner_by_writing_first(bare_house):
    await bare_house.say("/start", chat=STRANGER)

    assert bare_house.shown(STRANGER) == ["stranger"]


async def test_an_invitation_lets_one_person_in(house):
    company = await house.take_on()
    code = await Invite(house.units, house.clock)(company.id, Role.ISSUER)

    await house.say(f"/start {code}", chat="2001", start=code)
    await house.say(f"/start {code}", chat="2002", start=code)

    assert house.shown("2001") == ["welcome"]
    assert house.shown("2002") == ["invitation-invalid"]
    assert house.last("2001").data["company"] == "Latarnia Morska"


async def test_an_invitation_ends_after_seven_days(house):
    company = await house.take_on()
    code = await Invite(house.units, house.clock)(company.id, Role.ISSUER)
    house.clock.advance(days=7)

    await house.say(f"/start {code}", chat="2001", start=code)

    assert house.shown("2001") == ["invitation-invalid"]


async def test_the_code_of_an_invitation_is_not_in_the_database(house, by_hand):
    company = await house.take_on()
    code = await Invite(house.units, house.clock)(company.id, Role.ISSUER)

    assert code.encode() not in by_hand.everything()


async def test_the_link_tapped_again_greets_a_member(house):
    await house.say("/start used-up", start="used-up")

    assert house.last().code == "welcome"


async def test_a_company_is_taken_on_once(house):
    with pytest.raises(Refused, match="company-known"):
        await AddCompany(house.units, house.clock)(house.profile, {})


async def test_groups_are_sent_away_once_a_day(house):
    for _ in range(3):
        await house.say(SENTENCE, chat="-500", private=False)

    assert house.shown("-500") == ["group"]


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.VIEWER])
async def test_who_may_only_read_makes_no_drafts(house, role):
    await house.take_on(role, chat="2001")

    await house.say(SENTENCE, chat="2001")
    assert house.last("2001").code == "not-allowed"

    await house.say("/faktury", chat="2001")
    assert house.last("2001").code == "invoices"


@pytest.mark.parametrize("label", ["issue", "edit", "cancel"])
async def test_a_reader_cannot_tap_what_an_issuer_drew_up(house, label):
    await house.take_on(Role.VIEWER, chat="2001")
    await house.say(SENTENCE)
    choice = house.last().choice(label)

    await house.say("", chat="2001", choice=choice, callback="c")

    assert house.last("2001").code == "not-allowed"
    assert await house.invoices() == []
    await house.tap("issue")  # the owner's card is as it was
    assert len(await house.invoices()) == 1


async def test_nobody_issues_by_another_way_than_their_role_allows(house):
    await house.say(SENTENCE)
    async with house.units() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, OLA)
        owner = await standing_of(work, Channel.TELEGRAM, OLA)
        draft = await work.drafts.latest_open(person.id)
        with pytest.raises(NotAllowed):
            await Issuing(house.clock, house.write)(work, draft, replace(owner, role=Role.VIEWER))


async def test_a_stranger_cannot_tap_a_button_they_have_seen(house):
    await house.say(SENTENCE)
    await house.say("", chat=STRANGER, choice=house.last(OLA).choice("issue"), callback="c")

    assert house.shown(STRANGER) == ["stranger"]
    assert await house.invoices() == []
