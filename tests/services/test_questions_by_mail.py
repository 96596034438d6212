"""Questions by letter: a surer answer with alternatives that have numbers, and nothing for whoever is not believed."""

import pytest

from invoicing.services.mailboxes.records import MailboxAbilities
from invoicing.services.messages import Channel
from invoicing.services.questions.knowledge import WayOut
from invoicing.services.questions.records import KEPT, NONE_OF_THESE
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA
from tests.services.knowing import Base
from tests.services.test_mail_trust import OLAS, proof, token_in

DEADLINE = "Do kiedy przesłać fakturę offline24?"
ANNA = "2001"


@pytest.fixture
async def asked(house):
    house.base = Base()
    house.base.knows(DEADLINE, WayOut.ANSWER, "offline24-termin", "awaria-termin", "kara")
    house.start()
    async with house.units() as work:
        await work.mailboxes.learn(MAILBOX, MailboxAbilities(house.clock.now(), plus_address=True))
    await house.say("/poczta")
    house.token = token_in(house.last().data["address"])
    return house


async def ask(house, text, **more):
    await house.write_letter(text, proof=proof(house, token=house.token), **more)


def letters(house):
    return [*house.mail.chats.get(OLAS, {}).values()]


async def reply(house, text):
    """Answer the newest letter, at the address that it asks to be answered at, a minute later."""
    house.clock.advance(minutes=1)
    async with house.units.reading() as work:
        person = (await work.people.by_identity(Channel.TELEGRAM, OLA)).id
        agreement = (await work.agreements.latest(person, 1))[0]
        secret = await work.agreements.secret(agreement.id)
    await house.write_letter(text, proof=proof(house, token=secret), subject="Re: pytanie")
    house.clock.advance(minutes=1)


async def question(house):
    async with house.units.reading() as work:
        return (await work.questions.unsettled(house.clock.now() - KEPT))[-1]


async def test_the_answer_comes_in_the_thread_with_two_alternatives_and_none_of_them(asked):
    await ask(asked, DEADLINE)

    (letter,) = letters(asked)
    assert letter.code == "answer"
    assert letter.data["told"]["id"] == "offline24-termin"
    assert [each["about"] for each in letter.data["choices"]] == ["o awaria-termin", "o kara", ""]
    assert asked.base.asked == [(DEADLINE, "pl", Channel.EMAIL)]
    assert "answer" not in asked.shown()  # Telegram hears nothing of it


async def test_a_number_brings_the_other_answer(asked):
    await ask(asked, DEADLINE)
    await reply(asked, "1")

    assert letters(asked)[-1].data["told"]["id"] == "awaria-termin"
    assert (await question(asked)).chosen == "awaria-termin"


async def test_none_of_these_may_be_passed_on_and_the_answer_comes_by_letter(asked):
    await asked.take_on(Role.ACCOUNTANT, ANNA)
    await ask(asked, DEADLINE)
    await reply(asked, "3")
    assert (await question(asked)).chosen == NONE_OF_THESE
    await reply(asked, "1")
    assert letters(asked)[-1].code == "question-handed"

    await asked.say(f"odpowiedź {asked.last(ANNA).data['code']}: w poniedziałek", ANNA)

    assert letters(asked)[-1].code == "question-reply"
    assert letters(asked)[-1].data["lines"] == ["w poniedziałek"]


async def test_what_is_not_sure_is_asked_about_with_numbers(asked):
    asked.base.knows("certyfikat", WayOut.CLARIFY, "awaria-termin", "awaria-zasady", why="one-word")
    await ask(asked, "certyfikat")

    (letter,) = letters(asked)
    assert letter.code == "answer-choices"
    assert len(letter.data["choices"]) == 3


async def test_a_pretended_sender_hears_nothing_and_nothing_is_kept(asked):
    await asked.write_letter(DEADLINE, sender="obcy@evil.example", authentic=False)

    assert asked.mail.chats == {}
    assert asked.base.asked == []
