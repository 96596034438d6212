"""What invoices add to a month under the rule of 10 000 zł, added up by the database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.model.terms import ExchangeRate
from storage.database import migrate
from tests.storage.older_books import take_down

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)
ANNA = Buyer(BuyerKind.CONSUMER, "Anna Zając", Address("ul. Kwiatowa 1", "00-999 Przykładowo"))


async def issue(house, database, number, counted=None, *, on=date(2026, 11, 20), state=None, **changes):
    draft = house.draft()
    stored = house.stored(draft, number, **(state or {"status": Status.OUTSIDE}))
    invoice = replace(stored.invoice, number=number, issue_date=on, **changes)
    stored = replace(stored, invoice=invoice, counted=Decimal(counted) if counted else None)
    async with database.units() as work:
        await work.drafts.add(draft, house.owner.id)
        await work.invoices.add(stored)
    return stored


async def total(database, house, span=NOVEMBER):
    async with database.units.reading() as work:
        return await work.invoices.counted(house.company.id, *span)


async def test_a_month_is_the_sum_of_what_was_issued_in_it(database, house):
    assert await total(database, house) == 0
    await issue(house, database, "1", "100.10", on=date(2026, 11, 1))
    await issue(house, database, "2", "0.05", on=date(2026, 11, 30))
    await issue(house, database, "3", "7.00", on=date(2026, 10, 31))
    await issue(house, database, "4")

    assert await total(database, house) == Decimal("100.15")


async def test_books_from_before_the_meter_are_counted_when_they_move(opens, house, url):
    database = opens()
    plain = await issue(house, database, "1")
    await issue(house, database, "2", buyer=ANNA)
    rate = ExchangeRate(Decimal("4.2512"), date(2026, 11, 19), "225/A/NBP/2026")
    euro = await issue(house, database, "3", currency="EUR", exchange_rate=rate)
    total_failure = {"status": Status.OUTSIDE, "offline_mode": OfflineMode.TOTAL_FAILURE}
    await issue(house, database, "4", state=total_failure)
    await issue(house, database, "5", state={"status": Status.ACCEPTED})
    await database.close()

    await take_down(url, "0013")
    await migrate(url)

    expected = plain.invoice.totals.gross + round(euro.invoice.totals.gross * rate.rate, 2)
    assert await total(opens(), house) == expected
