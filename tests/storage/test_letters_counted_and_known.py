"""Letters of a day are counted by all processes together; letters that hand nothing over are known when they return."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.other_letters import OtherKind, OtherLetter

MAILBOX, TODAY = "jan.hydraulik@gmail.com", date(2026, 11, 2)


async def take(database, count: int, most: int = 5, day: date = TODAY) -> list[int | None]:
    found = []
    for _ in range(count):
        async with database.units() as work:
            found.append(await work.mail_days.take(MAILBOX, day, most))
    return found


async def test_letters_are_counted_up_to_the_limit_and_anew_the_next_day(database):
    assert await take(database, 7) == [1, 2, 3, 4, 5, None, None]
    assert await take(database, 1, day=TODAY + timedelta(days=1)) == [1]


async def test_processes_side_by_side_let_no_letter_too_many_out(database, other):
    found = await asyncio.gather(*(take(each, 5, most=7) for each in (database, other)))

    assert sorted(filter(None, [*found[0], *found[1]])) == [1, 2, 3, 4, 5, 6, 7]


async def test_a_letter_given_back_makes_room_and_an_empty_day_stays_empty(database):
    async with database.units() as work:
        await work.mail_days.give_back(MAILBOX, TODAY)
    await take(database, 5)
    async with database.units() as work:
        await work.mail_days.give_back(MAILBOX.upper(), TODAY)

    assert await take(database, 2) == [5, None]


@pytest.fixture
def pro_forma_letter(house, noon) -> OtherLetter:
    return OtherLetter(
        uuid4(), OtherKind.PRO_FORMA, house.company.id, None, "PF/2026/11/1", "Klient S.A.", house.owner.id,
        "klient@klient.example", "<1@firma.example>", noon,
    )  # fmt: skip


async def test_a_letter_is_found_by_its_reference_and_by_its_name(database, pro_forma_letter):
    for _ in range(2):  # a repeat is the same letter
        async with database.units() as work:
            await work.other_letters.add(pro_forma_letter)

    async with database.units.reading() as work:
        assert await work.other_letters.by_reference(reference_of(pro_forma_letter.id)) == pro_forma_letter
        assert await work.other_letters.by_message_id("<1@firma.example>") == pro_forma_letter
        assert await work.other_letters.by_reference(reference_of(UUID(int=1))) is None
        assert await work.other_letters.by_message_id("<2@firma.example>") is None


async def test_that_it_came_back_is_news_once(database, pro_forma_letter):
    async with database.units() as work:
        await work.other_letters.add(pro_forma_letter)
        assert await work.other_letters.note_return(pro_forma_letter.id, "550 5.1.1 nobody")
        assert not await work.other_letters.note_return(pro_forma_letter.id, "552 5.2.2 full")

    async with database.units.reading() as work:
        kept = await work.other_letters.by_message_id(pro_forma_letter.message_id)
    assert kept == replace(pro_forma_letter, returned="550 5.1.1 nobody")
