"""Somebody who doubts their own spelling ends a command with a question mark: the mark changes nothing of what it does."""

import pytest

from tests.services.house import SENTENCE


@pytest.mark.parametrize("words", ["/zamroz?", "zamroź?", "Zamroź wszystko?!", "заморозити?"])
async def test_the_company_is_frozen_all_the_same(house, words):
    await house.say(words)

    assert house.last().code == "company-frozen"


async def test_the_last_change_is_taken_back_all_the_same(house):
    await house.say(SENTENCE)
    await house.say("cena 250")
    await house.say("cofnij?")

    assert house.last().data["net"] == "400.00"


async def test_a_mode_is_wished_for_all_the_same(house):
    await house.say(SENTENCE)
    await house.say("wystaw offline24?")

    assert house.last().data["mode"]["why"] == "wished"


@pytest.mark.parametrize("asked", ["offline24?", "tryb awaryjny?!", "faktury dla konsumentów w KSeF?!"])
async def test_what_is_no_order_is_a_question_with_that_mark_and_sets_nothing(house, asked):
    await house.say(SENTENCE)
    await house.say(asked)
    assert "company-habits" not in house.shown()

    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.offline_mode is None
