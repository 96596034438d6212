"""A frozen company issues nothing by any way; what is issued still goes to KSeF; going on takes an owner, twice."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from invoicing.services.people.freezing import FreezeFromServer
from invoicing.services.records import Role
from tests.services.fakes import WARSAW, Crash
from tests.services.house import OLA, SENTENCE, STRANGER

EWA = STRANGER


def refused(house, chat=OLA) -> str:
    message = house.last(chat)
    return message.data["reason"] if message.code == "refused" else message.code


async def thaw(house) -> None:
    await house.say("/odmroz")
    await house.tap("thaw")


async def test_a_tap_on_a_card_from_before_issues_nothing_until_an_owner_has_confirmed(house):
    await house.say(SENTENCE)
    await house.say("/zamroz")
    assert house.last().code == "company-frozen"

    await house.tap("issue")
    assert refused(house) == "company-frozen"
    assert await house.invoices() == []

    await house.say("/odmroz")
    await house.tap("issue")  # a question is no answer
    assert await house.invoices() == []
    await house.tap("thaw")
    assert house.one("company-thawed").data["company"] == "Latarnia Morska"
    await house.tap("issue")
    assert len(await house.invoices()) == 1


@pytest.mark.parametrize("words", ["/zamroz", "zamroź", "Zamroź wszystko!", "freeze", "заморозити"])
async def test_no_new_sentence_makes_a_draft(house, words):
    await house.say(words)
    await house.say(SENTENCE)

    assert refused(house) == "company-frozen"
    assert "draft-card" not in house.shown()


async def test_a_command_by_mail_is_answered_with_the_reason(house):
    await house.say("/zamroz")
    await house.write_letter(SENTENCE)

    (answer,) = house.mail.chats["ola@firma.example"].values()
    assert answer.data["reason"] == "company-frozen"
    assert "draft-card" not in house.shown()


async def test_a_recurring_invoice_waits_for_the_thaw_and_comes_once(house):
    await house.say("faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1.")
    await house.tap("recur")
    await house.say("/zamroz")
    house.clock.at = datetime(2026, 12, 1, 8, tzinfo=WARSAW)
    await house.prepare_recurring()
    await house.work()

    assert "draft-card" not in house.shown()
    await thaw(house)
    house.clock.at += timedelta(days=1)
    for _ in range(2):
        await house.prepare_recurring()
    await house.work()

    assert house.shown().count("draft-card") == 1
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.issue_date == house.clock.at.date()


async def test_what_waits_for_a_thaw_keeps_other_companies_waiting_for_nothing(house, office):
    for number in range(21):
        await house.say(f"faktura dla NIP 5260250274, abonament {number + 1} zł co miesiąc 1.")
        await house.tap("recur")
    await office.client("Piekarnia", role=Role.OWNER)
    await house.say("w imieniu Piekarni: faktura dla NIP 5260250274, chleb 99 zł co miesiąc 2.")
    await house.tap("recur")
    await house.say("/zamroz Latarnia Morska")
    house.clock.at = datetime(2026, 12, 2, 8, tzinfo=WARSAW)
    await house.prepare_recurring()
    await house.work()

    assert house.shown().count("draft-card") == 1


@pytest.mark.parametrize("button", ["edit", "hold"])
async def test_the_buttons_of_an_old_card_change_nothing_but_cancelling_goes(house, button):
    await house.say(SENTENCE)
    (*_, key) = house.telegram.chats[OLA]
    edit = replace(house.last().choice("issue"), action=button)
    cancel = house.last().choice("cancel")
    await house.say("/zamroz")

    await house.say("", choice=edit, tapped_message=key, callback="c")
    assert refused(house) == "company-frozen"
    await house.say("", choice=cancel, tapped_message=key, callback="c")
    assert "draft-cancelled" in house.shown()


async def test_what_is_issued_already_still_goes_to_ksef_and_the_answer_says_so(house):
    await house.backlog(2)
    await house.receive(house.incoming("/zamroz"))
    await house.work()

    assert house.one("company-frozen").data["waiting"] == 2
    assert all(each.ksef_number for each in await house.invoices())


async def test_only_owners_freeze_and_go_on_and_the_others_hear_of_it(house):
    await house.take_on(Role.ISSUER, EWA)
    await house.say("/zamroz", EWA)
    assert house.last(EWA).code == "not-allowed"
    await house.take_on(Role.OWNER, "1003")

    await house.say("/zamroz", "1003")
    assert house.one("company-frozen", OLA).data["by"] == "Ola"
    await house.say("/odmroz", EWA)
    assert house.last(EWA).code == "not-allowed"
    await house.say("/odmroz")
    choice = house.last().choice("thaw")
    await house.say("", EWA, choice=choice, tapped_message="1", callback="c")
    assert house.last(EWA).code == "not-allowed"
    await house.say(SENTENCE)
    assert refused(house) == "company-frozen"


async def test_the_question_about_an_earlier_freeze_lifts_no_later_one(house):
    await house.say("/zamroz")
    await house.say("/odmroz")
    old = house.tap_of("thaw")
    await house.receive(old)
    await house.work()
    house.clock.at += timedelta(minutes=1)
    await house.say("/zamroz")

    await house.say("", choice=old.choice, tapped_message="1", callback="c")

    assert house.telegram.alerts[-1] == "stale-choice"
    await house.say(SENTENCE)
    assert refused(house) == "company-frozen"


async def test_freezing_twice_keeps_the_first_moment(house):
    await house.say("/zamroz")
    first = house.last().data["since"]
    house.clock.at += timedelta(minutes=5)
    await house.say("/zamroz")

    assert house.last().data["since"] == first


async def test_only_the_company_that_was_meant_stands_still(house, office):
    await office.client("Piekarnia", role=Role.OWNER)
    await house.say("/zamroz Piekarnia")
    assert house.last().data["company"] == "Piekarnia"

    await house.say(SENTENCE)
    assert house.last().code == "draft-card"
    await house.say("w imieniu Piekarni: " + SENTENCE)
    assert refused(house) == "company-frozen"


async def test_the_server_can_freeze_and_owners_hear_of_it(house):
    (company,) = await companies(house)
    await FreezeFromServer(house.units, house.clock)(company)
    await house.work()

    assert house.one("company-frozen").data["by"] is None
    await house.say(SENTENCE)
    assert refused(house) == "company-frozen"
    await thaw(house)
    await house.say(SENTENCE)
    assert house.last().code == "draft-card"


async def companies(house):
    async with house.units.reading() as work:
        return await work.companies.all()


async def test_killed_while_freezing_it_is_frozen_once_the_update_is_handled_again(house):
    incoming = house.incoming("/zamroz")
    with pytest.raises(Crash), house.units.dying(before=1):
        await house.receive(incoming)
    await house.restart()
    await house.assistant(incoming)
    await house.work()

    assert house.shown().count("company-frozen") == 1
    await house.say(SENTENCE)
    assert refused(house) == "company-frozen"
