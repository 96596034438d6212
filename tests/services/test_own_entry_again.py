"""Every month our own entry in the register is looked at again, and only a change is told."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from invoicing.model.company import VatExemption, VatStatus
from invoicing.model.party import Nip
from invoicing.services.companies import AddCompany
from invoicing.services.onboarding.records import Seen
from invoicing.services.onboarding.sightings import keep_seen
from invoicing.services.readiness.own_entry import APART, CompareOwnEntries
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import OLA, SELLER, House

ACCOUNT = "61109010140000071219812874"
CHANGED = "own-entry-changed"
A_MONTH = 36 * 24  # hours: the month, the days by which companies are spread, and the rest of a night


def said(house, chat: str = OLA) -> list[list[str]]:
    return [
        each.data["changed"] for each in house.telegram.chats.get(chat, {}).values() if each.code == CHANGED
    ]


@pytest.fixture
def month(house):
    """A month of looks, one every four hours; how often the register was asked for our entry."""
    look = CompareOwnEntries(house.units, house.clock, house.register)

    async def passing(hours: int = A_MONTH) -> int:
        before = house.register.asked.count(SELLER.nip)
        for _ in range(0, hours, 4):
            house.clock.advance(hours=4)
            await look()
        await house.work()
        return house.register.asked.count(SELLER.nip) - before

    return passing


@pytest.fixture
def listed(house):
    """What the register says of us from now on; None takes the entry away."""

    def say(status: str | None = "Czynny", *, account: bool = True) -> None:
        house.register.entries.pop(SELLER.nip, None)
        if status is not None:
            house.register.knows(SELLER.nip, "LATARNIA", vat_status=status)
        (house.register.unlisted.discard if account else house.register.unlisted.add)(ACCOUNT)

    say()
    return say


async def change(house, **profile) -> None:
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await work.companies.save(replace(company, profile=replace(company.profile, **profile)))


async def test_an_entry_as_it_ought_to_be_is_asked_for_once_a_month_and_not_spoken_of(house, month, listed):
    asked = [await month() for _ in range(3)]

    assert said(house) == []
    assert sum(asked) in {3, 4}


@pytest.mark.parametrize("status", ["Zwolniony", "Niezarejestrowany", None])
async def test_a_company_that_is_no_active_tax_payer_any_more_hears_of_it_once(house, month, listed, status):
    await month()
    listed(status)

    await month()
    await month()

    assert said(house) == [["not-active"]]
    assert house.one(CHANGED).data["nip"] == SELLER.nip.digits


async def test_an_account_that_is_gone_and_comes_back_is_told_both_times(house, month, listed):
    await month()
    listed(account=False)
    await month()
    listed()
    await month()

    assert said(house) == [["account-missing"], ["account-listed"]]


async def test_what_is_wrong_from_the_start_is_told_by_the_first_look(house, month, listed):
    listed("Niezarejestrowany")

    await month()

    assert said(house) == [["not-active"]]


async def test_a_company_without_vat_need_not_be_there_but_hears_when_it_becomes_active(house, month, listed):
    await change(house, vat_status=VatStatus.EXEMPT, exemption=VatExemption("art. 113 ust. 1 ustawy o VAT"))
    listed("Zwolniony")
    await month()
    listed(None)
    await month()
    assert said(house) == []

    listed("Czynny")
    await month()

    assert said(house) == [["active"]]


async def test_an_account_that_the_owner_changed_is_judged_by_itself(house, month, listed):
    await month()
    await change(house, bank_account="96999000120000000000000001")
    await month()
    assert said(house) == []


async def test_what_was_seen_when_the_company_was_taken_on_is_no_news(house, month, listed):
    async with house.units() as work:
        (company,) = await work.companies.all()
        seen = Seen(date(2026, 11, 20), "LATARNIA", None, "Niezarejestrowany", (), "r1")
        await keep_seen(work, company.id, seen)
    listed("Niezarejestrowany")

    await month()

    assert said(house) == []


async def test_a_silent_register_has_said_nothing_and_is_asked_again_the_same_day(house, month, listed):
    await month()
    listed("Niezarejestrowany")
    house.register.down = True
    tries = await month()
    assert said(house) == []
    assert tries > 2

    house.register.down = False
    await month(24)

    assert said(house) == [["not-active"]]


async def test_only_owners_hear_of_it_and_never_at_night(house, month, listed):
    await house.take_on(Role.ACCOUNTANT, chat="1002")
    listed("Niezarejestrowany")

    await month()

    assert said(house, "1002") == []
    assert len(said(house)) == 1


async def test_companies_whose_month_ends_together_ask_one_after_another(house, listed):
    for digits in ("9990001137", "9990001114", "9990001120", "5252248481"):
        seller = replace(SELLER, nip=Nip.parse(digits))
        await AddCompany(house.units, house.clock)(replace(house.profile, seller=seller), {})
    async with house.units() as work:
        for company in await work.companies.all():
            await work.cursors.put(f"own-entry-due:{company.id}", house.clock.now().isoformat())
    look, asked_at = CompareOwnEntries(house.units, house.clock, house.register), []
    for _ in range(12 * 4):
        house.clock.advance(minutes=5)
        before = len(house.register.asked)
        await look()
        asked_at += [house.clock.now()] * (len(house.register.asked) - before)

    assert len(asked_at) == len(set(house.register.asked)) == 5
    assert min(later - one for one, later in pairwise(asked_at)) >= APART


@pytest.mark.parametrize("step", [1, 2])
async def test_a_process_that_dies_while_telling_tells_once(house: House, month, listed, step):
    await month()
    listed("Niezarejestrowany")
    for _ in range(40 * 6):
        house.clock.advance(hours=4)
        house.units.begun, house.units.dies_at = 0, step
        try:
            await CompareOwnEntries(house.units, house.clock, house.register)()
        except Crash:
            break
    house.units.dies_at = None

    await month()

    assert said(house) == [["not-active"]]
