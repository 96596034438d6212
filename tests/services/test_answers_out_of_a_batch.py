"""Of many invoices that went together: whoever ordered one hears of it where they ordered it, with its KSeF number."""

import pytest

from invoicing.model.errors import Unavailable
from invoicing.services.mail_trust.joining import JoinByMail
from invoicing.services.messages import MailProof
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA, SENTENCE

JANS, EWAS = "jan@firma.example", "ewa@firma.example"
MANY = 25


@pytest.fixture
async def company(house):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
    return company.id


async def write(house, address, text, token, **more):
    proof = MailProof(MAILBOX, vouched=True, addressed=True, dated=house.clock.now(), token=token)
    await house.receive(house.letter(text, address, proof=proof, **more))


async def order(house, company, address, subject="Zlecenie"):
    """An order by letter that is agreed to while nobody works; the number of its invoice."""
    token = await JoinByMail(house.units, house.clock)(company, Role.ISSUER, address)
    await write(house, address, SENTENCE, token, thread=f"<{subject}@firma.example>", subject=subject)
    await house.work(0)
    one_time = house.mail.reply_to[-1].partition("+")[2].partition("@")[0]
    await write(house, address, "TAK", one_time, thread="<tak@firma.example>", subject=f"Re: {subject}")
    return (await house.invoices())[-1].invoice.number


def codes(house, address):
    return [each.code for each in house.mail.chats.get(address, {}).values()]


async def go_together(house):
    await house.backlog(MANY)
    house.clock.advance(minutes=5)
    await house.work(seconds=120)


async def test_an_order_by_letter_is_answered_in_its_thread_however_many_went_along(house, company):
    number = await order(house, company, JANS)
    await go_together(house)

    assert len(house.batches.sessions) == 1
    assert codes(house, JANS) == ["mail-agree", "accepted"]
    answer = list(house.mail.chats[JANS].values())[-1]
    assert (answer.data["number"], bool(answer.data["ksef_number"])) == (number, True)
    assert [file.name for file in answer.files] == ["FV-2026-11-1.pdf"]
    assert house.mail.shows[-1].thread == "<Zlecenie@firma.example>"


async def test_while_ksef_takes_no_batch_the_thread_of_an_order_says_so_once(house, company):
    house.ksef.down = True
    await order(house, company, JANS)
    await go_together(house)
    await house.work(3600)
    assert codes(house, JANS) == ["mail-agree", "waiting"]

    house.ksef.down = False
    await house.work(600)

    assert codes(house, JANS) == ["mail-agree", "waiting", "accepted"]


async def test_a_refused_order_is_told_in_its_thread_too(house, company):
    await order(house, company, JANS)
    (ordered,) = await house.invoices()
    house.batches.refuses = {ordered.xml: 450}
    await go_together(house)

    assert codes(house, JANS) == ["mail-agree", "rejected"]


async def test_nobody_else_without_telegram_gets_a_letter_of_it(house, company):
    await order(house, company, JANS)
    await JoinByMail(house.units, house.clock)(company, Role.ISSUER, EWAS)
    await go_together(house)

    assert EWAS not in house.mail.chats


async def test_the_one_message_of_the_batch_names_numbers_ones_own_first(house, company):
    jans = await order(house, company, JANS)
    await go_together(house)

    named = house.one("batch-settled").data["home"]
    by_number = {each.invoice.number: str(each.ksef_number) for each in await house.invoices()}
    assert {each["number"]: each["ksef_number"] for each in named} == by_number
    assert len(named) == MANY + 1
    assert named[-1]["number"] == jans


async def test_a_card_follows_though_the_chat_was_away_until_ksef_had_answered(house):
    await house.backlog(MANY)
    house.clock.advance(minutes=5)
    house.telegram.error = Unavailable(service="telegram", retry_after=300.0)
    await house.work(seconds=120)
    assert {each.status.value for each in await house.invoices()} == {"accepted"}

    house.telegram.error = None
    await house.work(seconds=600)

    cards = [each for each in house.telegram.chats[OLA].values() if each.code == "already-issued"]
    assert {card.data["number"] for card in cards} == {each.invoice.number for each in await house.invoices()}
