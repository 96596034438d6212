"""Whoever holds the operator's link sets up one company by answering; nobody else does, and nothing is lost on the way."""

import pytest

from invoicing.model.company import VatStatus
from invoicing.model.party import Address, Nip
from invoicing.services.companies import standing_of
from invoicing.services.messages import Channel
from invoicing.services.onboarding.links import OfferOpening
from invoicing.services.onboarding.sightings import seen_of
from invoicing.services.records import Role
from tests.services.house import OLA, SENTENCE, STRANGER

NOWA = Nip.parse("9990001137")
ACCOUNT = "61109010140000071219812874"
PORTOWA = Address("PORTOWA 1/2", "00-999 PRZYKŁADOWO")


@pytest.fixture
async def guest(bare_house):
    """Somebody has opened the operator's link."""
    bare_house.register.knows(NOWA, "NOWA FIRMA SP. Z O.O.", PORTOWA)
    await open_link(bare_house)
    return bare_house


async def open_link(house, chat=OLA) -> str:
    code, _ = await OfferOpening(house.units, house.clock)()
    await house.say(f"/start {code}", chat, start=code)
    return code


def step(house, chat=OLA) -> str:
    return house.last(chat).data["step"]


def onboarding(house, chat=OLA):
    return [each for each in house.telegram.chats[chat].values() if each.code == "onboarding"]


async def company(house):
    async with house.units.reading() as work:
        found = await work.companies.all()
        return found[0] if found else None


async def to_the_numbers(house) -> None:
    await house.say("NIP 999-000-11-37")
    await house.tap("onboard-yes")
    await house.say(ACCOUNT)
    assert step(house) == "numbering"


async def test_five_answers_make_a_company_whose_owner_issues_under_the_next_number(guest):
    assert step(guest) == "nip"

    await guest.say("NIP 999-000-11-37")
    assert guest.last().data["name"] == "NOWA FIRMA SP. Z O.O."
    await guest.tap("onboard-yes")
    await guest.say(ACCOUNT)
    await guest.say("ostatnia faktura FV/2026/11/16")
    assert guest.last().data["next_invoice"] == "FV/2026/11/17"
    await guest.tap("onboard-yes")

    assert [each.data["step"] for each in onboarding(guest)][-1] == "founded"
    founded = await company(guest)
    assert founded.profile.seller.address == PORTOWA
    assert founded.profile.bank_account == ACCOUNT
    async with guest.units.reading() as work:
        standing = await standing_of(work, Channel.TELEGRAM, OLA)
        assert (standing.role, standing.company.id) == (Role.OWNER, founded.id)
        assert (await seen_of(work, founded.id)).vat_status == "Czynny"
    await guest.say(SENTENCE)
    async with guest.units() as work:
        await work.companies.put_secret(founded.id, "ksef-token", b"secret")
    await guest.tap("give-access")  # it came meanwhile
    await guest.tap("issue")
    assert [stored.invoice.number for stored in await guest.invoices()] == ["FV/2026/11/17"]


async def test_a_link_lets_one_person_set_up_one_company(guest):
    code = await open_link(guest, chat="3001")

    await guest.say(f"/start {code}", STRANGER, start=code)
    await guest.say("9990001137", STRANGER)
    assert set(guest.shown(STRANGER)) <= {"invitation-invalid", "stranger"}

    await to_the_numbers(guest)
    await guest.tap("onboard-yes")
    await guest.say("5265877635")  # no open question any more: an ordinary sentence
    assert guest.last().code != "onboarding"
    async with guest.units.reading() as work:
        assert len(await work.companies.all()) == 1


async def test_a_stranger_without_a_link_hears_nothing_of_it(bare_house):
    await bare_house.say("9990001137", STRANGER)

    assert bare_house.shown(STRANGER) == ["stranger"]


async def test_the_link_is_good_for_seven_days(bare_house):
    code, _ = await OfferOpening(bare_house.units, bare_house.clock)()
    bare_house.clock.advance(days=7, seconds=1)

    await bare_house.say(f"/start {code}", start=code)

    assert bare_house.shown() == ["invitation-invalid"]


async def test_a_company_that_is_here_belongs_to_its_owner(guest):
    await to_the_numbers(guest)
    await guest.tap("onboard-yes")
    await open_link(guest, chat="3001")

    await guest.say("9990001137", "3001")

    assert guest.last("3001").data["problem"]["reason"] == "company-here-already"
    assert step(guest, "3001") == "nip"


async def test_who_is_missing_in_the_register_is_asked_and_never_blocked(guest):
    await guest.say("9990002007")
    assert step(guest) == "name"
    await guest.say("Jan Nowak Usługi")
    await guest.say("ul. Prosta 1, 00-001 Warszawa")
    assert guest.last().data["address"] == ["ul. Prosta 1", "00-001 Warszawa"]
    await guest.tap("onboard-yes")
    assert step(guest) == "vat"
    await guest.tap("onboard-exempt")
    await guest.say("bo tak")
    assert guest.last().data["problem"]["reason"] == "exemption-basis"
    await guest.tap("onboard-limit")
    await guest.tap("onboard-no-account")
    await guest.tap("onboard-yes")

    profile = (await company(guest)).profile
    assert profile.vat_status is VatStatus.EXEMPT
    assert profile.exemption.text == "art. 113 ust. 1 i 9 ustawy o VAT"
    assert profile.bank_account is None


async def test_a_silent_register_is_no_obstacle_and_no_answer(guest):
    guest.register.down = True

    await guest.say("9990001137")

    assert (step(guest), guest.last().data["silent"]) == ("name", True)


async def test_what_the_register_says_can_be_put_right(guest):
    await guest.say("9990001137")
    await guest.tap("onboard-name")
    await guest.say("Nowa Firma Spółka z o.o.")
    await guest.say("adres: ul. Długa 2, 80-001 Gdańsk")
    await guest.say("tak")
    await guest.say(ACCOUNT)
    await guest.say("tak")

    seller = (await company(guest)).profile.seller
    assert seller.name == "Nowa Firma Spółka z o.o."
    assert seller.address == Address("ul. Długa 2", "80-001 Gdańsk")


async def test_an_account_that_the_register_lacks_is_warned_of_and_taken_when_meant(guest):
    guest.register.unlisted.add(ACCOUNT)
    await guest.say("9990001137")
    await guest.tap("onboard-yes")

    await guest.say(f"konto {ACCOUNT}")
    assert guest.last().data["doubted"] == "61 1090 1014 0000 0712 1981 2874"
    await guest.tap("onboard-anyway")

    assert (step(guest), guest.last().data["unlisted"]) == ("numbering", True)


async def test_a_wrong_answer_leaves_the_question_standing_with_its_reason(guest):
    await guest.say("9990001138")
    assert (step(guest), guest.last().data["problem"]["reason"]) == ("nip", "nip-checksum")
    await guest.say("9990001137")
    await guest.tap("onboard-yes")
    await guest.say("61109010140000071219812875")
    assert guest.last().data["problem"]["reason"] == "account-checksum"
    await guest.say("x" * 4096)
    assert guest.last().data["problem"]["reason"] == "text-too-long"
    await guest.say("", media="sticker")
    assert guest.last().data["problem"]["reason"] == "onboarding-words-only"
    assert step(guest) == "account"


async def test_one_can_go_back_and_stop_and_begin_again(guest):
    await to_the_numbers(guest)
    await guest.say("wróć")
    assert step(guest) == "account"
    await guest.tap("onboard-back")
    assert step(guest) == "card"
    await guest.say("anuluj")
    assert step(guest) == "paused"
    assert await company(guest) is None

    await guest.tap("onboard-begin")
    assert (step(guest), guest.last().data["nip"]) == ("nip", None)
    await to_the_numbers(guest)
    await guest.tap("onboard-yes")
    assert await company(guest) is not None


async def test_every_answer_outlives_the_process(guest):
    await guest.say("9990001137")
    await guest.restart()
    await guest.tap("onboard-yes")
    await guest.restart()
    await guest.say(ACCOUNT)
    await guest.restart()
    await guest.tap("onboard-yes")

    assert (await company(guest)).profile.bank_account == ACCOUNT


async def test_an_old_button_shows_the_present_question_and_changes_nothing(guest):
    await guest.say("9990001137")
    old = guest.tap_of("onboard-yes")
    await guest.tap("onboard-yes")
    await guest.say(ACCOUNT)

    await guest.receive(old)
    await guest.work()

    assert step(guest) == "numbering"
    assert await company(guest) is None


async def test_two_taps_on_the_last_button_found_one_company(guest):
    await to_the_numbers(guest)
    first, second = guest.tap_of("onboard-yes"), guest.tap_of("onboard-yes")

    await guest.receive(first)
    await guest.receive(second)
    await guest.work()

    async with guest.units.reading() as work:
        assert len(await work.companies.all()) == 1


async def test_a_member_of_another_company_keeps_the_commands_and_can_stop(house):
    house.register.knows(NOWA, "NOWA FIRMA SP. Z O.O.", PORTOWA)
    await open_link(house)

    await house.say("/faktury")
    assert house.last().code == "invoices"
    await house.say("9990001137")
    assert step(house) == "card"
    await house.say("anuluj")
    await house.say(SENTENCE)
    assert house.last().code == "draft-card"


async def test_a_member_of_another_company_goes_on_invoicing_on_the_way(house):
    house.register.knows(NOWA, "NOWA FIRMA SP. Z O.O.", PORTOWA)
    await open_link(house)
    await house.say(SENTENCE)
    assert house.last().code == "draft-card"
    await house.tap("issue")
    await house.say("kto mi nie zapłacił")
    assert house.last().code == "invoices"

    await to_the_numbers(house)
    await house.say("faktura dla NIP 5260250274, montaż 300 zł")
    assert house.last().code == "draft-card"
    await house.say("ostatnia faktura FV/2026/11/16")
    assert step(house) == "numbering"


@pytest.mark.parametrize("kind", ["key", "token", "file"])
async def test_a_key_pasted_on_the_way_is_answered_and_the_question_stays(guest, kind):
    await guest.say("", withheld=kind, message="77")

    answer = guest.last()
    assert (answer.code, answer.data["kind"], answer.data["company"]) == ("secret-withheld", kind, None)
    await to_the_numbers(guest)
