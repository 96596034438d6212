"""Issuing from a letter without a tap: only where an owner allowed it in Telegram, and within what they allowed."""

import pytest

from invoicing.services.messages import MailProof
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA, SENTENCE

PLAIN = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł netto 23%"
ON = "/autowystawianie do 500, 2 dziennie"


@pytest.fixture
async def token(house):
    """The secret address of somebody whose company has invoiced the buyer before."""
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.say("/poczta")
    return house.last().data["address"].partition("+")[2].partition("@")[0]


async def write(house, token, text=PLAIN, **changes):
    usual = {"vouched": True, "addressed": True, "dated": house.clock.now(), "token": token}
    await house.write_letter(text, proof=MailProof(MAILBOX, **{**usual, **changes}))


async def issued(house):
    return len(await house.invoices()) - 1


async def test_it_is_off_until_an_owner_switches_it_on(house, token):
    await write(house, token)

    assert await issued(house) == 0
    assert house.last().code == "draft-card"


async def test_a_plain_invoice_within_the_limit_is_issued_and_shown_at_once(house, token):
    await house.say(ON)
    assert (house.last().code, house.last().data["limit"]) == ("mail-issue-rule", "500")

    await write(house, token)

    assert await issued(house) == 1
    shown = house.one("mail-issued")
    assert (shown.data["number"], shown.data["gross"], shown.data["remain"]) == ("FV/2026/11/2", "492.00", 1)


async def test_only_so_many_a_day(house, token):
    await house.say(ON)

    for _ in range(3):
        await write(house, token)
    assert await issued(house) == 2
    house.clock.advance(days=1)
    await write(house, token)

    assert await issued(house) == 3


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("200", "250"),
        PLAIN.replace(" netto 23%", ""),
        PLAIN.replace("5260250274", "1234563218"),
        PLAIN + ", wyślij na zly@evil.example",
        PLAIN.replace("zł", "EUR"),
    ],
    ids=["too-much", "guessed", "unknown-buyer", "elsewhere", "euro"],
)
async def test_whatever_goes_beyond_it_waits_for_a_tap(house, token, text):
    await house.say(ON)

    await write(house, token, text)

    assert await issued(house) == 0
    assert "mail-issued" not in house.shown()


@pytest.mark.parametrize(
    "changes",
    [{"token": None}, {"vouched": False}, {"addressed": False}, {"dated": None}, {"digest": "d" * 64}],
)
async def test_a_letter_that_is_not_wholly_believed_issues_nothing_by_itself(house, token, changes):
    await house.say(ON)
    await write(house, **{"token": token, **changes})
    once = await issued(house)
    await write(house, **{"token": token, **changes})

    assert await issued(house) == once == ("digest" in changes)


async def test_a_second_persons_approval_is_not_gone_around(house, token):
    await house.take_on(Role.ACCOUNTANT, chat="2001")
    await house.say("/zatwierdzanie 100")
    await house.say(ON)

    await write(house, token)

    assert await issued(house) == 0


async def test_only_an_owner_allows_it_and_it_can_be_switched_off(house, token):
    await house.take_on(Role.ISSUER, chat="2001", email="jan@firma.example")
    await house.say(ON, "2001")
    assert house.last("2001").code == "not-allowed"
    await house.say(ON)
    await house.say("/autowystawianie wyłącz")
    assert house.last().data["limit"] is None

    await write(house, token)

    assert await issued(house) == 0
    assert "mail-issued" not in house.shown(OLA)


async def test_a_letter_cannot_allow_it(house, token):
    await write(house, token, ON)
    await write(house, token)

    assert await issued(house) == 0
