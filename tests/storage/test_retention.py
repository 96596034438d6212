"""What is forgotten in time, and what is not, by the clock."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from app.forgetting import LINKS_FOR, MESSAGES_FOR, PAYLOADS_FOR, Forgetting
from invoicing.model.delivering import DeliveryWay
from invoicing.services.access.link_records import AccessLink
from invoicing.services.delivery.buyer_chats import BuyerInvitation
from invoicing.services.delivery.paper_links import PaperLink
from invoicing.services.finding.records import Query
from invoicing.services.ksef_jobs import Submit
from invoicing.services.mail_trust.records import Agreement
from invoicing.services.messages import Channel
from invoicing.services.onboarding.records import Opening
from invoicing.services.records import Delivery, Invitation, Received, Role

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


async def access_link(work, house, end):
    await work.access_links.add(AccessLink(UUID(int=6), house.company.id, house.owner.id, end))


async def agreement(work, house, end):
    await work.agreements.ask(Agreement(UUID(int=6), house.owner.id, None, 1, None, end))


async def opening(work, _, end):
    await work.onboardings.offer(Opening(hashlib.sha256(b"a code").digest(), end))


async def buyers_invitation(work, house, end):
    await work.buyer_chats.invite(BuyerInvitation(UUID(int=6), house.company.id, UUID(int=7), end))


LINKS = {
    "access_links": access_link,
    "agreements": agreement,
    "openings": opening,
    "buyer_invitations": buyers_invitation,
}
"""Tables of links that end by the clock, and how one is made."""


@pytest.fixture(params=LINKS)
async def table(request, database, house, noon) -> str:
    """Where a link is that ends in a day."""
    async with database.units() as work:
        await LINKS[request.param](work, house, noon + timedelta(days=1))
    return request.param


async def test_every_link_leaves_thirty_days_after_its_end(forget, by_hand, table):
    await forget(timedelta(days=1) + LINKS_FOR - timedelta(hours=1))
    assert by_hand(f"SELECT count(*) FROM {table}") == [(1,)]
    await forget(timedelta(days=1) + LINKS_FOR + timedelta(hours=1))
    assert by_hand(f"SELECT count(*) FROM {table}") == [(0,)]


async def test_invoices_and_the_history_are_never_forgotten(database, noon, forget, house):
    stored = await house.issue(database)

    await forget(timedelta(days=3650))

    async with database.units.reading() as work:
        assert (await work.invoices.get(stored.id)).xml == stored.xml
    assert await database.check() == []


async def test_which_chat_a_forgotten_message_came_from_is_forgotten_too(database, noon, forget, by_hand):
    await put(database, noon, "telegram:1", done=["telegram:1"])

    await forget(MESSAGES_FOR + timedelta(hours=1))

    assert by_hand("SELECT lane FROM inbox") == [("",)]


async def test_a_search_is_forgotten_thirty_days_after_it_was_asked_for_last(
    database, noon, forget, house, by_hand
):
    async def ask() -> None:
        async with database.units() as work:
            await work.filed.remember(UUID(int=1), house.company.id, Query(words=("kowalski",)))

    await ask()
    by_hand("UPDATE searches SET asked_at = '2026-01-01 00:00:00'")
    await ask()

    await forget(LINKS_FOR - timedelta(hours=1))
    async with database.units.reading() as work:
        assert await work.filed.recall(UUID(int=1))
    await forget(LINKS_FOR + timedelta(hours=1))
    async with database.units.reading() as work:
        assert await work.filed.recall(UUID(int=1)) is None


async def test_a_secret_address_that_was_renewed_leaves_thirty_days_later_and_the_living_one_stays(
    database, noon, forget, house, by_hand
):
    async with database.units() as work:
        await work.mail_tokens.renew(house.owner.id, noon)
        await work.mail_tokens.renew(house.owner.id, noon)

    await forget(LINKS_FOR - timedelta(hours=1))
    assert by_hand("SELECT count(*) FROM mail_tokens") == [(2,)]
    await forget(LINKS_FOR + timedelta(hours=1))
    assert by_hand("SELECT count(*) FROM mail_tokens WHERE revoked_at IS NULL") == [(1,)]
    assert by_hand("SELECT count(*) FROM mail_tokens") == [(1,)]


YEAR = timedelta(days=365)


@pytest.fixture
async def paper_link(database, house, noon) -> UUID:
    """A link that serves for a year; the delivery that goes by it."""
    stored = await house.issue(database)
    delivery = Delivery(
        UUID(int=5), stored.id, house.company.id, DeliveryWay.LINK, "", "<5@latarnik.example>"
    )
    async with database.units() as work:
        await work.deliveries.add(delivery)
        await work.paper_links.add(PaperLink(delivery.id, noon + YEAR))
    return delivery.id


async def test_a_link_to_a_paper_leaves_thirty_days_after_it_was_withdrawn(
    database, noon, forget, by_hand, paper_link
):
    async with database.units() as work:
        await work.paper_links.revoke(paper_link, noon)

    await forget(LINKS_FOR - timedelta(hours=1))
    assert by_hand("SELECT count(*) FROM paper_links") == [(1,)]
    await forget(LINKS_FOR + timedelta(hours=1))
    assert by_hand("SELECT count(*) FROM paper_links") == [(0,)]


@pytest.mark.usefixtures("paper_link")
async def test_a_link_to_a_paper_leaves_thirty_days_after_its_end(forget, by_hand):
    await forget(YEAR + LINKS_FOR - timedelta(hours=1))
    assert by_hand("SELECT count(*) FROM paper_links") == [(1,)]
    await forget(YEAR + LINKS_FOR + timedelta(hours=1))
    assert by_hand("SELECT count(*) FROM paper_links") == [(0,)]


@pytest.mark.parametrize("kind", ["inbox", "jobs"])
async def test_with_the_words_go_those_of_what_once_went_wrong(database, noon, forget, by_hand, kind):
    await put(database, noon, "first", done=["first"])
    async with database.units() as work:
        await work.jobs.enqueue(Submit(UUID(int=7)))
        await work.jobs.finish(Submit(UUID(int=7)).key)
    by_hand(f"UPDATE {kind} SET last_error = 'no such mailbox: jan@klient.example'")

    await forget(MESSAGES_FOR + timedelta(hours=1))

    assert by_hand(f"SELECT last_error FROM {kind}") == [(None,)]
