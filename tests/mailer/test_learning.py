"""One letter to oneself tells what a mailbox can do."""

import asyncio
import dataclasses

import pytest

from invoicing.model.errors import Unavailable
from mailer.accounts import Security, SmtpAccount
from mailer.learning import Learning

OURS = "faktury@latarnia.example"


async def blink(_):
    await asyncio.sleep(0.05)


@pytest.fixture
def learn(server, account, password, clock):
    out = SmtpAccount("127.0.0.1", server.smtp_port, Security.NONE, OURS, password, OURS, "Latarnia")

    async def run(out=out):
        return await Learning(
            out, account, clock, ("Próba skrzynki", "Nic nie rób."), patience=8, sleep=blink
        )()

    return run


ALL_CAN = {"own_mail_from", "plus_address", "delivered_to", "keeps_message_id"}


@pytest.mark.parametrize(
    ("character", "cannot"),
    [
        ("own-domain", set()),
        ("gmail-like", {"own_mail_from"}),
        ("portal-like", {"own_mail_from", "plus_address", "keeps_message_id"}),
    ],
)
async def test_each_character_shows_what_it_cannot_do(server, learn, clock, character, cannot):
    server.fault(None, character=character)

    learned = await learn()

    assert {name for name in ALL_CAN if not getattr(learned, name)} == cannot
    copies = character == "gmail-like"
    assert (learned.copies_sent, learned.sent_folder) == (copies, "Wysłane" if copies else None)
    assert not learned.announces_dsn
    assert learned.learned_at == clock.now()


async def test_a_letter_that_does_not_come_teaches_nothing(server, learn):
    server.fault(None, "bounce", "gmail-like")

    assert await learn() is None


async def test_a_password_that_is_wrong_is_said(learn, server):
    wrong = SmtpAccount("127.0.0.1", server.smtp_port, Security.NONE, OURS, "zle", OURS, "Latarnia")

    with pytest.raises(Unavailable) as unavailable:
        await learn(dataclasses.replace(wrong))

    assert unavailable.value.reason == "mail-login"
