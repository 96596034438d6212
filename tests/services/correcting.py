"""Steps of tests about corrections."""

from tests.services.house import SENTENCE


async def issued(house, sentence=SENTENCE, button="issue"):
    """The invoice of a sentence and a tap."""
    await house.say(sentence)
    await house.tap(button)
    return (await house.invoices())[-1]


async def corrected(house, words, button="issue"):
    """The data of the card, and what came of it."""
    await house.say(words)
    assert house.last().code == "draft-card", house.last()
    card = house.last().data
    await house.tap(button)
    return card, (await house.invoices())[-1]


async def refused(house, words):
    """The reason and its details."""
    await house.say(words)
    assert house.last().code == "refused", house.last()
    return house.last().data["reason"], house.last().data["details"]
