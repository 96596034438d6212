"""A letter may go to several addresses: said at once or later, shown on the card, taken away by saying."""

import pytest

from tests.services.editing import draft_of

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
BOTH = ["a@klient.example", "b@klient.example"]


def to(house) -> list[str]:
    data = house.last().data
    return [data["send_to"], *data["also_to"]] if data["send_to"] else []


@pytest.mark.parametrize(
    "words",
    [
        "wyślij też na b@klient.example",
        "dodaj adres b@klient.example",
        "jeszcze na b@klient.example",
        "dopisz maila b@klient.example",
        "also send to b@klient.example",
        "wyślij na a@klient.example i b@klient.example",
        "wyślij na a@klient.example, b@klient.example",
        "DW: b@klient.example",
    ],
)
async def test_a_second_address_is_kept_beside_the_first(house, words):
    await house.say(TWO_HOURS + ", wyślij na a@klient.example")
    await house.say(words)

    assert (house.last().code, to(house)) == ("draft-card", BOTH)


async def test_both_can_be_said_at_once_and_both_get_a_letter_of_their_own(real):
    await real.say(TWO_HOURS + ", wyślij na a@klient.example i b@klient.example")
    assert to(real) == BOTH
    await real.tap("issue")

    sent = [(letter.to, letter.message_id) for letter in real.post.letters]
    assert sorted(each for each, _ in sent) == BOTH
    assert len({name for _, name in sent}) == 2


async def test_another_address_takes_the_place_of_all(house):
    await house.say(TWO_HOURS + ", wyślij na a@klient.example i b@klient.example")
    await house.say("wyślij na c@klient.example")

    assert to(house) == ["c@klient.example"]


@pytest.mark.parametrize(
    "words", ["usuń a@klient.example", "nie wysyłaj na a@klient.example", "bez a@klient.example"]
)
async def test_one_address_is_taken_away_by_saying_it(house, words):
    await house.say(TWO_HOURS + ", wyślij na a@klient.example i b@klient.example")
    await house.say(words)
    assert to(house) == ["b@klient.example"]

    await house.say("usuń c@klient.example")
    assert house.last().data["reason"] == "edit-address-unknown"


async def test_more_than_ten_look_like_a_mailing(house):
    await house.say(TWO_HOURS + ", wyślij na " + ", ".join(f"a{at}@klient.example" for at in range(11)))

    assert house.last().data["reason"] == "addresses-many"


async def test_another_buyer_gets_none_of_them(house):
    await house.say(TWO_HOURS + ", wyślij na a@klient.example i b@klient.example")
    await house.say("nabywca ma być 7010416384")

    assert (await draft_of(house)).addresses == ()


async def test_a_pro_forma_goes_to_one(house):
    await house.say("pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na a@klient.example")
    await house.say("wyślij też na b@klient.example")

    assert house.last().data["reason"] == "pro-forma-one-address"


async def test_the_same_address_twice_is_one(house):
    await house.say(TWO_HOURS + ", wyślij na a@klient.example")
    await house.say("wyślij też na A@klient.example")

    assert house.last().data["reason"] == "edit-same"


async def test_nowhere_means_no_letter_and_leaves_the_draft_open(house):
    await house.say(TWO_HOURS + ", wyślij na a@klient.example i b@klient.example")
    await house.say("nie wysyłaj nigdzie")

    assert (house.last().code, to(house)) == ("draft-card", [])
