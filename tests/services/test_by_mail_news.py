"""People without Telegram hear by letter what they have to know: once, in the thread, and no more than that."""

from datetime import datetime

import pytest

from invoicing.model.offline import OutageKind
from invoicing.services.ksef_ports import Refusal
from invoicing.services.mail_trust.joining import JoinByMail
from invoicing.services.messages import MailProof, Reply
from invoicing.services.records import Role
from invoicing.services.replies import tell
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.pushing import TellChanges
from invoicing.services.telling.reminding import Reminding
from tests.services.fakes import WARSAW
from tests.services.house import MAILBOX, OLA, SENTENCE

JANS = "jan@firma.example"


@pytest.fixture
async def token(house):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
    return await JoinByMail(house.units, house.clock)(company.id, Role.ISSUER, JANS)


async def write(house, text, token, **more):
    proof = MailProof(MAILBOX, vouched=True, addressed=True, dated=house.clock.now(), token=token)
    await house.write_letter(text, JANS, proof=proof, **more)


async def issue(house, token):
    await write(house, SENTENCE, token, thread="<zlecenie@firma.example>", subject="Zlecenie")
    one_time = house.mail.reply_to[-1].partition("+")[2].partition("@")[0]
    await write(house, "TAK", one_time, thread="<tak@firma.example>", subject="Re: Zlecenie")


def codes(house):
    return [each.code for each in house.mail.chats.get(JANS, {}).values()]


async def test_one_letter_tells_of_an_invoice_with_its_number_and_its_paper(house, token):
    await issue(house, token)
    await house.work(3600)

    assert codes(house) == ["mail-agree", "accepted"]
    accepted = list(house.mail.chats[JANS].values())[-1]
    assert accepted.data["ksef_number"]
    assert [file.name for file in accepted.files] == ["FV-2026-11-1.pdf"]
    assert house.mail.shows[-1].thread == "<zlecenie@firma.example>"


async def test_while_ksef_is_silent_the_letter_says_so_and_the_number_follows(house, token):
    house.ksef.down = True
    await issue(house, token)
    assert codes(house) == ["mail-agree", "waiting"]

    house.ksef.down = False
    await house.work(3600)

    assert codes(house) == ["mail-agree", "waiting", "accepted"]


async def test_a_refusal_of_ksef_is_a_letter(house, token):
    house.ksef.verdicts = [Refusal(450, "Błąd walidacji", ())]
    await issue(house, token)

    assert codes(house)[-1] == "rejected"


async def test_whoever_has_telegram_hears_there_and_gets_no_letters(house):
    await house.say(SENTENCE)
    await house.tap("issue")

    assert house.mail.chats == {}
    assert "accepted" in house.shown(OLA)


async def test_whoever_never_wrote_to_us_gets_no_news(house, token):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
        jan = next(p for p, m in await work.people.members(company.id) if m.role is Role.ISSUER)
    async with house.units() as work:
        await tell(work, jan.id, company.id, Reply("put-out", {}), "some-cause")
    await house.work()

    assert house.mail.chats == {}


async def test_a_term_is_reminded_of_on_its_morning_and_when_it_has_passed_and_not_five_times(house, token):
    house.ksef.down = True
    await issue(house, token)

    for moment in ("22T18:05", "23T09:05", "23T15:05", "23T20:05", "24T09:05"):
        house.clock.at = datetime.fromisoformat(f"2026-11-{moment}").replace(tzinfo=WARSAW)
        await Reminding(house.units, house.clock, TellMany(house.units, None))()
        await house.work(0)

    slots = [
        each.data["slot"] for each in house.mail.chats[JANS].values() if each.code == "deadline-reminder"
    ]
    assert slots == ["morning", "after"]


async def test_an_outage_is_a_letter_only_to_whom_something_waits(house, token):
    await issue(house, token)
    await looked(house, "2026-11-20T12:00", OutageKind.FAILURE)
    assert "ksef-changed" not in codes(house)

    house.ksef.down = True
    await issue(house, token)
    await looked(house, "2026-11-20T13:00", None)

    assert codes(house)[-1] == "ksef-changed"


async def looked(house, moment, state):
    house.clock.at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
    house.lighthouse.says(state)
    await house.watch()
    await TellChanges(house.units, house.clock, TellMany(house.units, None))()
    await house.work(0)
