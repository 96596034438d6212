"""What belongs to one company is out of reach for members of another, whatever a button says."""

import pytest

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import DraftStatus
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.companies import AddCompany, Invite, Standing
from invoicing.services.conversation.sentences import Sentences
from invoicing.services.intents import understand
from invoicing.services.issuing.drafting import Drafting
from invoicing.services.messages import Channel, Choice
from invoicing.services.records import Role
from tests.services.house import OLA, SENTENCE

EWA = "3001"
OTHER = CompanyProfile(
    Seller(Nip.parse("9990001137"), "Zatoka", Address("ul. Rybacka 3", "81-001 Gdynia")),
    bank_account="61109010140000071219812874",
)


@pytest.fixture
async def other(house):
    """Ewa owns another company."""
    company = await AddCompany(house.units, house.clock)(OTHER, {"ksef-token": b"secret"})
    await let_in(house, company, EWA)
    return company


async def let_in(house, company, chat) -> None:
    code = await Invite(house.units, house.clock)(company.id, Role.OWNER)
    await house.say(f"/start {code}", chat, start=code)


async def draft(house, subject):
    async with house.units.reading() as work:
        return await work.drafts.get(subject)


@pytest.mark.parametrize("action", ["issue", "edit", "cancel"])
async def test_the_owner_of_another_company_cannot_tap_our_draft(house, other, action):
    await house.say(SENTENCE)
    choice = house.last().choice("issue")

    await house.say("", EWA, choice=Choice(action, choice.subject, choice.version), callback="c")

    assert house.last(EWA).code == "not-allowed"
    assert await house.invoices() == []
    kept = await draft(house, choice.subject)
    assert (kept.version, kept.status) == (choice.version, DraftStatus.OPEN)


@pytest.mark.parametrize("form", ["xml", "upo", "pdf"])
async def test_the_owner_of_another_company_gets_no_file_of_ours(house, other, form):
    await house.say(SENTENCE)
    await house.tap("issue")
    choice = house.one("accepted").choice(form)

    await house.say("", EWA, choice=choice, callback="c")

    assert house.last(EWA).code == "not-allowed"
    assert house.last(EWA).files == []


@pytest.mark.parametrize(
    ("question", "field", "nothing"),
    [("/faktury", "invoices", []), ("/kolejka", "waiting", []), ("/ksef", "count", 0)],
)
async def test_lists_and_counts_are_of_ones_own_company(house, other, question, field, nothing):
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")

    await house.say(question, EWA)

    assert house.last(EWA).data[field] == nothing


async def test_the_paper_of_a_month_is_of_ones_own_company(house, other):
    await house.say(SENTENCE)
    await house.tap("issue")

    await house.say("podsumowanie listopada", EWA)

    shown = house.last(EWA)
    assert (shown.code, shown.data["company"], shown.data["count"], shown.files) == ("month", "Zatoka", 0, [])


async def test_each_company_counts_its_own_numbers(house, other):
    for chat in (OLA, EWA):
        await house.say(SENTENCE, chat)
        await house.tap("issue", chat)

    assert house.one("accepted", OLA).data["number"] == "FV/2026/11/1"
    assert house.one("accepted", EWA).data["number"] == "FV/2026/11/1"


@pytest.mark.parametrize("word", ["anuluj", "zmień termin na 30 dni"])
async def test_a_draft_of_one_company_is_no_part_of_a_talk_about_another(house, other, word):
    await house.say(SENTENCE, OLA)
    before = house.last().choice("issue")
    async with house.units.reading() as work:
        ola = await work.people.by_identity(Channel.TELEGRAM, OLA)
    sentences = Sentences(
        house.units, house.clock, Drafting(house.units, house.clock, house.register, understand), understand
    )

    act = await sentences(house.incoming(word, OLA), Standing(ola, other, Role.OWNER))
    async with house.units() as work:
        (show,) = await act(work)

    assert show.reply.code in {"not-understood", "drafts"}
    assert not show.reply.data.get("drafts")
    assert (await draft(house, before.subject)).version == before.version


async def test_a_second_company_is_not_said_to_be_the_one_that_invoices_are_for(house, other):
    company = await AddCompany(house.units, house.clock)(
        CompanyProfile(Seller(Nip.parse("7010416384"), "Trzecia", Address("ul. Leśna 1", "00-002 Warszawa"))),
        {"ksef-token": b"secret"},
    )
    await let_in(house, company, EWA)
    assert (house.last(EWA).data["company"], house.last(EWA).data["also"]) == ("Zatoka", "Trzecia")

    await house.say(SENTENCE, EWA)
    assert house.last(EWA).data["seller"]["name"] == "Zatoka"
