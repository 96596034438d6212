"""One table says which role may do what; a refusal names who can."""

import pytest

from invoicing.services.people.rights import MAY, Action
from invoicing.services.records import Role
from tests.services.house import SENTENCE

EWA = "1002"
WORDS = {
    Action.ISSUE: SENTENCE,
    Action.PEOPLE: "/zapros",
    Action.FREEZE: "/zamroz",
    Action.KSEF_ACCESS: "/certyfikat",
    Action.SETTINGS: "gdy KSeF milczy, czekaj",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", WORDS)
async def test_a_member_gets_as_far_as_the_table_says(house, role, action):
    await house.take_on(role, EWA)
    await house.say(WORDS[action], EWA)

    assert (house.last(EWA).code != "not-allowed") is (role in MAY[action])


async def test_a_refusal_names_the_roles_and_the_people_who_can(house):
    await house.take_on(Role.VIEWER, EWA)
    await house.say("/zamroz", EWA)
    said = house.last(EWA).data

    assert (said["company"], said["roles"], said["names"]) == ("Latarnia Morska", ["owner"], ["Ola"])
    await house.say(SENTENCE, EWA)
    assert house.last(EWA).data["roles"] == ["owner", "issuer"]


async def test_of_many_who_can_five_are_named_and_the_rest_counted(house):
    for number in range(6):
        await house.take_on(Role.ISSUER, str(2000 + number))
    await house.take_on(Role.VIEWER, EWA)
    await house.say(SENTENCE, EWA)

    said = house.last(EWA).data
    assert (len(said["names"]), said["more"]) == (5, 2)


async def test_whoever_was_put_out_learns_nothing_of_those_who_are_in(house):
    await house.take_on(Role.ISSUER, EWA)
    await house.say(SENTENCE)
    card = house.last().choice("issue")
    await house.say("", "1003", choice=card, tapped_message="1", callback="c")

    assert all("names" not in each.data for each in house.telegram.chats["1003"].values())


@pytest.mark.parametrize("action", Action)
def test_an_owner_may_do_everything_and_a_viewer_nothing_but_read(action):
    assert Role.OWNER in MAY[action]
    assert Role.VIEWER not in MAY[action]
