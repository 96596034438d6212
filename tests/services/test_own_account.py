"""The account on our invoices is held against the tax-payer register: a warning, never an obstacle."""

from dataclasses import replace

import pytest

from invoicing.model.company import VatExemption, VatStatus

SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
ACCOUNT = "61109010140000071219812874"
UNLISTED = "own-account-unlisted"


async def test_an_account_that_is_not_in_the_register_is_warned_of_and_blocks_nothing(house):
    house.register.unlisted.add(ACCOUNT)
    await house.say(SENTENCE)
    assert house.last().data["notes"] == [UNLISTED]

    await house.tap("issue")
    assert len(await house.invoices()) == 1


async def test_an_account_that_is_listed_is_not_spoken_of(house):
    await house.say(SENTENCE)

    assert house.last().data["notes"] == []


@pytest.mark.parametrize("said", [", gotówka", ", zapłacono przelewem"])
async def test_nobody_who_pays_otherwise_needs_the_account(house, said):
    house.register.unlisted.add(ACCOUNT)
    await house.say(SENTENCE + said)

    assert UNLISTED not in house.last().data["notes"]


async def test_a_register_that_is_silent_has_said_nothing(house):
    house.register.unlisted.add(ACCOUNT)
    house.register.down = True
    await house.say(SENTENCE)

    assert house.last().data["notes"] == ["register-down"]


@pytest.mark.parametrize(
    "habits",
    [
        {"vat_status": VatStatus.EXEMPT, "exemption": VatExemption("art. 113 ust. 1 ustawy o VAT")},
        {"bank_account": None},
        {"bank_account": "DE89370400440532013000"},
    ],
)
async def test_a_company_that_need_not_be_listed_is_left_alone(bare_house, habits):
    bare_house.profile = replace(bare_house.profile, **habits)
    bare_house.register.unlisted |= {ACCOUNT, "DE89370400440532013000"}
    await bare_house.take_on()
    await bare_house.say(SENTENCE)

    assert UNLISTED not in bare_house.last().data["notes"]
