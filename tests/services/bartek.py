"""Somebody who has left something in every book, and a look at every cell for what is left of them."""

import pytest

from invoicing.services.messages import Channel
from invoicing.services.questions.knowledge import WayOut
from invoicing.services.records import Role
from storage.tables import metadata
from tests.services.house import SENTENCE
from tests.services.knowing import Base

BARTEK, NAME, MAIL = "70707071", "Bartosz Wielogórski", "bartek.w@domowa.example"
QUESTION = "do kiedy mam przesłać fakturę offline24?"


@pytest.fixture
async def bartek(house, by_hand):
    """Issues invoices for Ola's company, asks, writes letters, and has left something in every book."""
    house.base = Base()
    house.base.knows(QUESTION, WayOut.ANSWER, "offline24-termin")
    house.start()
    await house.take_on(Role.ISSUER, BARTEK, MAIL.title())
    async with house.units.reading() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, BARTEK)
    by_hand(f"UPDATE people SET name = '{NAME}' WHERE name <> 'x' AND seq = (SELECT max(seq) FROM people)")
    await house.say(SENTENCE, BARTEK)
    await house.tap("issue", BARTEK)
    await house.say("faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1.", BARTEK)
    await house.tap("recur", BARTEK)
    await house.say("pro forma dla NIP 5260250274, 3 h projektu po 150 zł", BARTEK)
    await house.tap("issue-pro-forma", BARTEK)
    await house.say("faktura dla NIP 5260250274, 1 h narady po 300 zł", BARTEK)
    await house.say(QUESTION, BARTEK)
    await house.say("/poczta", BARTEK)
    await house.say("/poczta dodaj inny.adres@domowa.example", BARTEK)
    await house.write_letter(SENTENCE, MAIL)
    await house.write_letter("coś", MAIL, authentic=False)
    return person


@pytest.fixture
def cells(by_hand):
    """Every cell of every table in which one of the words stands, however it is written."""

    def look(*words: str) -> list[str]:
        found = []
        for table in metadata.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.c)
            for row in by_hand(f'SELECT {names} FROM "{table.name}"'):
                for column, value in zip(table.c, row, strict=True):
                    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                    there = [word for word in words if word.lower() in text.lower()]
                    found += [f"{table.name}.{column.name}: {text[:80]}" for _ in there]
        return found

    return look
