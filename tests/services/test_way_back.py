"""A letter of ours bears what makes an answer to it believed, and only to the person whose secret it is."""

from dataclasses import replace

import pytest

from invoicing.services.jobs import Show
from invoicing.services.mail_trust.way_back import WithWayBack
from invoicing.services.mailboxes.records import MailboxAbilities
from invoicing.services.messages import Channel, Reply
from tests.services.house import MAILBOX, OLA

JAN = "jan@firma.example"
SAID = Show(Channel.EMAIL, JAN, Reply("invoices", {}), "cause")


@pytest.fixture
async def jan(house):
    """Ola may write from Jan's address too."""
    async with house.units() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, OLA)
        await work.people.identify(person.id, Channel.EMAIL, JAN)
    return person


async def learn(house, *, plus):
    async with house.units() as work:
        await work.mailboxes.learn(MAILBOX, MailboxAbilities(house.clock.now(), plus_address=plus))


def completing(house, mailbox=MAILBOX):
    return WithWayBack(house.units, house.clock, mailbox)


async def test_where_addresses_carry_a_secret_the_answer_goes_to_the_persons_own(house, jan):
    await learn(house, plus=True)

    whole = await completing(house)(SAID)

    async with house.units.reading() as work:
        assert whole.reply_to == f"faktury+{await work.mail_tokens.token(jan.id)}@latarnik.example"
    assert whole.mark is None


@pytest.mark.parametrize("looked", [True, False])
async def test_elsewhere_the_secret_stands_in_the_subject(house, jan, looked):
    if looked:
        await learn(house, plus=False)

    whole = await completing(house)(SAID)

    async with house.units.reading() as work:
        assert whole.mark == await work.mail_tokens.subject_token(jan.id)
    assert whole.reply_to is None


@pytest.mark.parametrize(
    "show",
    [
        replace(SAID, chat="obcy@evil.example"),
        replace(SAID, channel=Channel.TELEGRAM, chat=OLA),
        replace(SAID, reply_to="faktury+abcdefghijklmnop@latarnik.example"),
    ],
    ids=["a stranger", "no letter", "an address for one answer"],
)
async def test_nothing_else_gets_a_secret(house, jan, show):
    del jan
    assert await completing(house)(show) == show


async def test_a_house_without_a_mailbox_asks_for_no_answers(house, jan):
    del jan
    assert await completing(house, None)(SAID) == SAID


async def test_a_renewed_secret_is_the_one_of_the_next_letter(house, jan):
    before = await completing(house)(SAID)
    async with house.units() as work:
        await work.mail_tokens.renew(jan.id, house.clock.now())

    after = await completing(house)(SAID)

    assert None not in {before.mark, after.mark}
    assert before.mark != after.mark
