"""Letters of buyers and counts of answers, as the database keeps them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from invoicing.services.buyers_write.records import AnswerLimit, BuyerLetter, LetterEnd
from invoicing.services.buyers_write.wishes import BuyerWish

BUYER = "ksiegowosc@klient.example"
LIMITS = (AnswerLimit(timedelta(hours=1), 1), AnswerLimit(timedelta(days=1), 2))


@pytest.fixture
async def letter(database, house, noon):
    stored = await house.issue(database)
    return BuyerLetter(
        UUID(int=1),
        house.company.id,
        stored.id,
        BUYER,
        (BuyerWish.PAID, BuyerWish.NOT_SEEN),
        "już zapłacone",
        "7740001454",
        known=True,
        sure=True,
        letters=1,
        written_at=noon,
    )


async def test_a_letter_comes_back_as_it_was_and_as_it_became(database, letter, noon):
    newer = replace(letter, letters=2, words="inne", written_at=noon + timedelta(hours=1))
    async with database.units() as work:
        await work.buyer_letters.put(letter)
        assert await work.buyer_letters.get(letter.id) == letter
        await work.buyer_letters.put(newer)

    async with database.units.reading() as work:
        assert await work.buyer_letters.open_from(letter.invoice_id, BUYER) == newer
        assert await work.buyer_letters.open_from(letter.invoice_id, "inny@klient.example") is None
        assert await work.buyer_letters.count_since(letter.company_id, noon) == 1
        assert await work.buyer_letters.count_since(letter.company_id, noon + timedelta(hours=2)) == 0


async def test_a_letter_that_was_decided_on_is_open_no_more(database, letter):
    async with database.units() as work:
        await work.buyer_letters.put(replace(letter, ended=LetterEnd.MYSELF))

    async with database.units.reading() as work:
        assert await work.buyer_letters.open_from(letter.invoice_id, BUYER) is None
        assert (await work.buyer_letters.get(letter.id)).ended is LetterEnd.MYSELF
        assert await work.buyer_letters.get(UUID(int=9)) is None


async def test_what_is_old_is_dropped(database, letter, noon):
    async with database.units() as work:
        await work.buyer_letters.put(letter)
        assert await work.buyer_letters.forget(noon) == 0
        assert await work.buyer_letters.forget(noon + timedelta(seconds=1)) == 1


async def test_answers_are_counted_by_address_and_purpose_within_each_limit(database, noon):
    async with database.units() as work:
        take = work.answers.take
        assert await take(BUYER, "copy", noon, LIMITS)
        assert not await take(BUYER, "copy", noon + timedelta(minutes=59), LIMITS)
        assert await take("inny@klient.example", "copy", noon, LIMITS)
        assert await take(BUYER, "other", noon, LIMITS)
        assert await take(BUYER, "copy", noon + timedelta(minutes=61), LIMITS)
        assert not await take(BUYER, "copy", noon + timedelta(hours=5), LIMITS)
        assert await take(BUYER, "copy", noon + timedelta(hours=25), LIMITS)


async def test_counts_that_matter_no_more_are_dropped(database, noon):
    async with database.units() as work:
        await work.answers.take(BUYER, "copy", noon, LIMITS)
        assert await work.answers.forget(noon + timedelta(days=2)) == 1
        assert await work.answers.take(BUYER, "copy", noon, LIMITS)
