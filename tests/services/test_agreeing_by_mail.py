"""Somebody without Telegram issues by answering TAK to a one-time address, good for one version and one day."""

import pytest

from invoicing.model.errors import Refused
from invoicing.services.mail_trust.joining import JoinByMail
from invoicing.services.messages import MailProof
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA, SENTENCE

JANS = "jan@firma.example"


@pytest.fixture
async def token(house):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
    return await JoinByMail(house.units, house.clock)(company.id, Role.ISSUER, JANS)


def proof(house, token, **changes):
    usual = {"vouched": True, "addressed": True, "dated": house.clock.now(), "token": token}
    return MailProof(MAILBOX, **{**usual, **changes})


async def write(house, text, token, sender=JANS, **changes):
    await house.write_letter(text, sender, proof=proof(house, token, **changes))


def letters(house, address=JANS):
    return list(house.mail.chats.get(address, {}).values())


def one_time(house):
    """The secret in the address that the newest question is to be answered to."""
    return house.mail.reply_to[-1].partition("+")[2].partition("@")[0]


async def asked(house, token):
    await write(house, SENTENCE, token)
    assert letters(house)[-1].code == "mail-agree"
    return one_time(house)


async def test_the_answer_tak_issues_what_the_letter_showed(house, token):
    secret = await asked(house, token)
    assert letters(house)[-1].data["gross"] == "492.00"
    assert await house.invoices() == []

    await write(house, "Tak.", secret)

    (invoice,) = await house.invoices()
    assert invoice.invoice.number == "FV/2026/11/1"
    assert [each.code for each in letters(house)] == ["mail-agree", "accepted"]
    assert [file.name for file in letters(house)[-1].files] == ["FV-2026-11-1.pdf"]
    assert house.shown(OLA) == ["welcome"]


async def test_the_answer_nie_deletes_the_draft(house, token):
    secret = await asked(house, token)

    await write(house, "nie", secret)

    assert letters(house)[-1].code == "draft-cancelled"
    await write(house, "tak", secret)
    assert letters(house)[-1].data["reason"] == "agreement-used"
    assert await house.invoices() == []


async def test_an_answer_counts_once(house, token):
    secret = await asked(house, token)

    for _ in range(2):
        await write(house, "tak", secret)

    assert len(await house.invoices()) == 1
    assert letters(house)[-1].data["reason"] == "agreement-used"


async def test_a_day_later_the_question_is_over(house, token):
    secret = await asked(house, token)
    house.clock.advance(hours=24)

    await write(house, "tak", secret)

    assert letters(house)[-1].data["reason"] == "agreement-expired"
    assert await house.invoices() == []


async def test_words_that_are_neither_issue_nothing_and_the_question_stays(house, token):
    secret = await asked(house, token)

    await write(house, "tak, ale 3 godziny", secret)
    assert letters(house)[-1].data["reason"] == "agreement-unclear"
    assert await house.invoices() == []
    await write(house, "tak", secret)

    assert len(await house.invoices()) == 1


async def test_a_changed_draft_is_asked_about_anew_and_the_older_answer_issues_nothing(house, token):
    older = await asked(house, token)
    await write(house, "termin 21 dni", token)
    newer = one_time(house)
    assert newer != older

    await write(house, "tak", older)
    assert letters(house)[-1].data["reason"] == "agreement-replaced"
    assert await house.invoices() == []
    await write(house, "tak", newer)

    assert len(await house.invoices()) == 1


async def test_the_command_address_is_no_one_time_address(house, token):
    await asked(house, token)

    await write(house, "tak", token)

    assert await house.invoices() == []


@pytest.mark.parametrize(
    ("sender", "changes"),
    [
        ("zly@evil.example", {}),
        ("ola@firma.example", {}),
        (JANS, {"vouched": False}),
        (JANS, {"addressed": False}),
        (JANS, {"dated": None}),
    ],
    ids=["stranger", "colleague", "forged", "sent-on", "undated"],
)
async def test_nobody_else_can_give_the_answer(house, token, sender, changes):
    secret = await asked(house, token)
    before = len(letters(house))

    await write(house, "tak", secret, sender, **changes)

    assert await house.invoices() == []
    assert len(letters(house)) == before
    assert letters(house, "zly@evil.example") == []


async def test_whoever_has_been_put_out_agrees_to_nothing(house, token):
    secret = await asked(house, token)
    async with house.units() as work:
        (company,) = await work.companies.all()
        person = next(p for p, m in await work.people.members(company.id) if m.role is Role.ISSUER)
        await work.people.leave(person.id, company.id)

    await write(house, "tak", secret)

    assert await house.invoices() == []


async def test_a_second_persons_approval_is_asked_for_all_the_same(house, token):
    await house.say("/zatwierdzanie od 100 zł")
    secret = await asked(house, token)

    await write(house, "tak", secret)

    assert await house.invoices() == []
    assert "approval-question" in house.shown(OLA)


async def test_a_letter_without_the_secret_address_makes_nothing_for_them(house, token):
    await write(house, SENTENCE, None)

    assert [each.code for each in letters(house)] == ["mail-begin"]
    assert await house.invoices() == []


async def test_nobody_becomes_an_owner_by_mail(house):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()

    with pytest.raises(Refused) as refusal:
        await JoinByMail(house.units, house.clock)(company.id, Role.OWNER, JANS)

    assert refusal.value.reason == "owner-by-mail"
