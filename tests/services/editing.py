"""What the tests about changing a draft look at."""

from __future__ import annotations

from invoicing.services.messages import Channel, Choice
from tests.services.house import OLA


async def draft_of(house, chat=OLA):
    """The draft that the person talks about."""
    async with house.units.reading() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, chat)
        return await work.drafts.latest_open(person.id)


def choices(house, chat=OLA) -> list[Choice]:
    """The choices of the newest message, in order."""
    return [option.choice for row in house.last(chat).options for option in row if option.choice]


async def tap_on(house, action, chat=OLA) -> None:
    """A tap on the button of the newest message that does so."""
    choice = next(each for each in choices(house, chat) if each.action == action)
    key = list(house.telegram.chats[chat])[-1]
    await house.say("", chat, choice=choice, callback=f"c{next(house.ids)}", tapped_message=key)
