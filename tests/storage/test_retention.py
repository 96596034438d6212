"""What is forgotten in time, and what is not, by the clock."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from app.forgetting import LINKS_FOR, MESSAGES_FOR, PAYLOADS_FOR, Forgetting
from invoicing.services.jobs import Submit
from invoicing.services.messages import Channel
from invoicing.services.records import Invitation, Received, Role

LETTER = b"From: jan@klient.example\r\n\r\nFaktura dla Jana, PESEL 44051401359\r\n"


class Clock:
    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment

    def today(self):
        return self.moment.date()


@pytest.fixture
def forget(database, noon):
    """Looks so long after noon."""

    async def look(after: timedelta) -> None:
        await Forgetting(database, Clock(noon + after))()

    return look


@pytest.fixture
def raw_of(database, by_hand):
    """The bytes of the letters in the file itself."""

    def look() -> list[bytes]:
        return [bytes(row[0]) for row in by_hand("SELECT raw FROM inbox ORDER BY id")]

    return look


def letter(key, noon):
    return Received(key, Channel.EMAIL, key, LETTER, noon)


async def put(database, noon, *keys, done=()):
    async with database.units() as work:
        for key in keys:
            await work.inbox.put(letter(key, noon))
        for key in done:
            await work.inbox.finish(key)


async def test_a_letter_is_forgotten_after_ninety_days_and_not_a_day_before(database, noon, forget, raw_of):
    await put(database, noon, "first", done=["first"])

    await forget(MESSAGES_FOR - timedelta(days=1))
    assert raw_of() == [LETTER]
    await forget(MESSAGES_FOR + timedelta(hours=1))
    assert raw_of() == [b""]


async def test_a_letter_that_is_forgotten_is_still_known_when_it_comes_again(database, noon, forget):
    await put(database, noon, "first", done=["first"])
    await forget(MESSAGES_FOR * 2)

    async with database.units() as work:
        assert not await work.inbox.put(letter("first", noon))


async def test_what_nobody_has_answered_keeps_its_words_however_old(database, noon, forget, raw_of):
    await put(database, noon, "waiting", "aside")
    for _ in range(10):
        await database.queue.postpone_inbox("aside", noon, "no", failed=True)

    await forget(MESSAGES_FOR * 4)

    assert raw_of() == [LETTER, LETTER]


async def test_more_letters_than_one_transaction_takes_all_go(database, noon, forget, raw_of):
    keys = [f"letter {number}" for number in range(1100)]
    await put(database, noon, *keys, done=keys)

    await forget(MESSAGES_FOR * 2)

    assert set(raw_of()) == {b""}


async def test_a_kept_promise_says_nothing_after_thirty_days_and_is_not_made_twice(
    database, noon, forget, by_hand
):
    def payload() -> str:
        return by_hand("SELECT payload FROM jobs")[0][0]

    promise = Submit(UUID(int=7))
    async with database.units() as work:
        await work.jobs.enqueue(promise)
        await work.jobs.finish(promise.key)
    said = payload()

    await forget(PAYLOADS_FOR - timedelta(days=1))
    assert payload() == said
    await forget(PAYLOADS_FOR + timedelta(hours=1))
    assert payload() == "{}"
    async with database.units() as work:
        await work.jobs.enqueue(promise)
    assert await database.queue.lease_jobs(noon, 5) == ()


async def test_a_promise_that_waits_keeps_what_it_is_about(database, noon, forget):
    async with database.units() as work:
        await work.jobs.enqueue(Submit(UUID(int=7)))
    await forget(PAYLOADS_FOR * 12)

    (leased,) = await database.queue.lease_jobs(noon, 5)

    assert leased.job == Submit(UUID(int=7))


async def test_an_invitation_leaves_thirty_days_after_its_end(database, noon, forget, house, by_hand):
    def invited() -> int:
        return by_hand("SELECT count(*) FROM invitations")[0][0]

    code = hashlib.sha256(b"a code").digest()
    invitation = Invitation(
        code, house.company.id, Role.ISSUER, noon + timedelta(days=7), "jan@klient.example"
    )
    async with database.units() as work:
        await work.invitations.add(invitation)

    await forget(timedelta(days=7) + LINKS_FOR - timedelta(hours=1))
    assert invited() == 1
    await forget(timedelta(days=7) + LINKS_FOR + timedelta(hours=1))
    assert invited() == 0


async def test_invoices_and_the_history_are_never_forgotten(database, noon, forget, house):
    stored = await house.issue(database)

    await forget(timedelta(days=3650))

    async with database.units.reading() as work:
        assert (await work.invoices.get(stored.id)).xml == stored.xml
    assert await database.check() == []
