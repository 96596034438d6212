"""Whoever has several companies says which one they speak for, once; drafts and cards stay with theirs."""

import pytest

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import DraftStatus
from invoicing.model.party import Nip, Seller
from invoicing.services.companies import AddCompany
from invoicing.services.messages import Channel, Choice
from invoicing.services.records import Membership, Role
from tests.services.fakes import PROSTA
from tests.services.house import OLA, SENTENCE, STRANGER

WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
NAMED = "w imieniu Zielonego Ogrodu: "


@pytest.fixture
async def garden(house, office):
    """Ola may issue for Zielony Ogród as well."""
    return await office.client("Zielony Ogród sp. z o.o.", role=Role.ISSUER)


def names(message) -> list[str]:
    return [row["name"] for row in message.data["rows"]]


async def tap_company(house, name) -> None:
    choice = next(each.choice for row in house.last().options for each in row if each.about.startswith(name))
    (*_, key) = house.telegram.chats[OLA]
    await house.say("", choice=choice, tapped_message=key, callback="c")


async def test_until_one_is_chosen_sentences_are_for_the_first(house, garden):
    await house.say(SENTENCE)

    assert house.last().data["seller"]["name"] == "Latarnia Morska"


async def test_the_company_is_chosen_by_a_button_and_stays_chosen_after_a_restart(house, garden):
    await house.say("/firma")
    listed = house.last()
    assert names(listed) == ["Latarnia Morska", "Zielony Ogród sp. z o.o."]
    assert [row["chosen"] for row in listed.data["rows"]] == [True, False]

    await tap_company(house, "Zielony")
    assert house.one("company-chosen").data["company"] == "Zielony Ogród sp. z o.o."
    assert "companies" not in house.shown()  # the list became the answer

    await house.restart()
    await house.say(SENTENCE)
    assert house.last().data["seller"]["name"] == "Zielony Ogród sp. z o.o."
    await house.tap("issue")
    async with house.units.reading() as work:
        assert len(await work.invoices.recent(garden.id, 9)) == 1
    assert house.one("already-issued").data["for_company"] == "Zielony Ogród sp. z o.o."
    assert house.one("accepted").data["for_company"] == "Zielony Ogród sp. z o.o."
    assert await house.invoices() == []


@pytest.mark.parametrize(
    "words",
    [
        "przełącz na Zielony Ogród",
        "Przelacz sie na zielony ogrod.",
        "switch to Zielony Ogród",
        "переключися на Zielony Ogród",
        "/firma zielony",
        "/firma 9990001137",
        "/firma 999-000-11-37",
    ],
)
async def test_a_word_switches_where_only_one_is_meant(house, garden, words):
    await house.say(words)

    assert house.last().code == "company-chosen"
    assert house.last().data["company"] == "Zielony Ogród sp. z o.o."


@pytest.mark.parametrize(
    "opening",
    [NAMED, "W imieniu firmy Zielony Ogród: ", "on behalf of Zielony Ogród: ", "від імені Zielony Ogród: "],
)
async def test_a_company_named_before_the_sentence_gets_the_draft_and_what_is_said_next(
    house, garden, opening
):
    await house.say(opening + SENTENCE)
    assert house.last().data["seller"]["name"] == "Zielony Ogród sp. z o.o."

    await house.say("termin 7 dni")
    assert house.last().data["version"] == 2
    assert house.last().data["seller"]["name"] == "Zielony Ogród sp. z o.o."


async def test_a_company_nobody_knows_gets_no_draft_at_any_other(house, garden):
    await house.say("w imieniu Krzaka: " + SENTENCE)

    assert house.last().data == {"reason": "company-unknown", "details": {"name": "Krzaka"}}
    assert "draft-card" not in house.shown()


async def test_two_that_may_be_meant_are_asked_about(house, office, garden):
    await office.client("Zielony Las", role=Role.ISSUER)

    await house.say("w imieniu zielony: " + SENTENCE)
    assert house.last().data["reason"] == "company-unclear"
    await house.say("/firma zielony")

    assert names(house.last()) == ["Zielony Ogród sp. z o.o.", "Zielony Las"]


async def test_a_company_of_others_cannot_be_chosen_by_word_or_button(house, office):
    await house.take_on(Role.ISSUER, STRANGER)
    theirs = await office.client("Piekarnia", STRANGER, Role.OWNER)

    await house.say("/firma Piekarnia")
    assert house.last().data["reason"] == "company-unknown"
    await house.say("", choice=Choice("choose-company", theirs.id), tapped_message="1", callback="c")
    assert house.last().code == "not-allowed"


async def test_drafts_keep_their_company_when_another_is_chosen(house, garden):
    await house.say(SENTENCE)
    card = house.last()
    await house.say("przełącz na Zielony Ogród")
    await house.say("termin 7 dni")  # about no draft of this company
    assert house.last().code != "draft-card"

    await house.tap("issue", message=next(k for k, v in house.telegram.chats[OLA].items() if v is card))

    (invoice,) = await house.invoices()
    assert invoice.invoice.seller.name == "Latarnia Morska"


async def test_a_command_by_mail_is_for_the_chosen_company_or_the_one_it_names(house, garden):
    await house.write_letter(SENTENCE)
    assert house.last().data["seller"]["name"] == "Latarnia Morska"

    await house.write_letter(NAMED + SENTENCE)
    assert house.last().data["seller"]["name"] == "Zielony Ogród sp. z o.o."


async def test_a_letter_nobody_vouches_for_learns_nothing_about_companies(house, garden):
    before = len(house.mail.chats)
    await house.write_letter("w imieniu Krzaka: " + SENTENCE, authentic=False)

    assert len(house.mail.chats) == before


def nip(number) -> Nip:
    """A sound one for every number."""
    for head in range(number * 10 + 123_000_000, number * 10 + 123_000_010):
        digits = str(head)
        check = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
        if check < 10:
            return Nip.parse(f"{digits}{check}")
    raise AssertionError(number)


async def test_an_office_with_forty_clients_turns_pages_and_searches(house):
    async with house.units.reading() as work:
        ola = await work.people.by_identity(Channel.TELEGRAM, OLA)
    for number in range(39):
        seller = Seller(nip(number), f"Klient {chr(97 + number % 26)}{number}", PROSTA)
        company = await AddCompany(house.units, house.clock)(CompanyProfile(seller), {"ksef-token": b"x"})
        async with house.units() as work:
            await work.people.join(Membership(ola.id, company.id, Role.ACCOUNTANT))

    await house.say("/firma")
    first = house.last()
    assert (first.data["page"], first.data["pages"], first.data["count"]) == (1, 5, 40)
    assert len(first.options) == 8
    await house.say("/firma_5")
    assert set(names(first)).isdisjoint(names(house.last()))
    await house.say("/firma_99")
    assert house.last().data["page"] == 5
    await house.say("/firma klient")
    assert (house.last().data["count"], len(house.last().options)) == (39, 8)
    await house.say("/firma b27")
    assert house.last().data["company"] == "Klient b27"


async def test_whoever_has_one_company_is_not_bothered_with_its_name(house):
    await house.say(SENTENCE)
    await house.tap("issue")

    assert "for_company" not in house.one("already-issued").data
    await house.say("/firma")
    assert names(house.last()) == ["Latarnia Morska"]


async def test_two_people_choose_each_for_themselves(house, office, garden):
    await house.take_on(Role.OWNER, STRANGER)
    await office.client("Zielony Ogród sp. z o.o.", STRANGER, Role.ISSUER)
    await house.say("przełącz na Zielony Ogród")

    await house.say(SENTENCE, STRANGER)

    assert house.last(STRANGER).data["seller"]["name"] == "Latarnia Morska"


async def test_choosing_twice_by_a_repeated_update_changes_nothing_more(house, garden):
    incoming = await house.say(NAMED + SENTENCE)
    shown = len(house.telegram.chats[OLA])
    await house.receive(incoming)
    await house.work()

    assert len(house.telegram.chats[OLA]) == shown
    async with house.units.reading() as work:
        found = await work.drafts.open_of((await work.people.members(garden.id))[0][0].id, garden.id, 9)
    assert [each.status for each in found] == [DraftStatus.OPEN]


async def test_a_refusal_says_which_company_it_is_about(house, garden):
    await house.say("/firma zielony")
    await house.say("faktura dla NIP 5260250275, montaż 300 zł")
    assert house.last().data["for_company"] == "Zielony Ogród sp. z o.o."

    await house.say(NAMED + "faktura dla NIP 5260250275, montaż 300 zł")
    assert "for_company" not in house.last().data  # it has just been said


async def test_whoever_has_one_company_hears_no_name_in_a_refusal(house):
    await house.say("faktura dla NIP 5260250275, montaż 300 zł")
    assert house.last().code == "refused"
    assert "for_company" not in house.last().data
