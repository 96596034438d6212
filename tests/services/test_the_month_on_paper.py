"""A month on paper: every invoice with its sum and number, sums by currency, markers; nobody else's, nothing refused."""

from dataclasses import replace
from datetime import date

import pytest

from app.drawing import Aside
from app.rendering import MonthRenderer
from invoicing.services.ksef_ports import Refusal
from invoicing.services.papers.month import month_of
from templates.completeness.page_text import PageText, body_text
from templates.pdf import draw_month
from tests.services.house import SENTENCE

NOVEMBER = date(2026, 11, 1)


async def of(house, month=NOVEMBER):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
        return await month_of(work, company, month, house.clock.now())


async def issue(house, sentence=SENTENCE) -> None:
    await house.say(sentence)
    await house.tap("issue")


@pytest.mark.parametrize("language", ["pl", "en", "uk", "pl-en"])
async def test_every_invoice_and_the_sums_stand_on_it(real, language):
    await issue(real)
    real.ksef.down = True
    await issue(real, "faktura dla NIP 5260250274, 1 h dojazdu po 100 zł")

    month = await of(real)
    page = PageText(body_text(draw_month(month, language)))

    number = str((await real.invoices())[0].ksef_number)
    gross = "615.00" if language == "en" else "615,00"
    wanted = ["FV/2026/11/1", "FV/2026/11/2", number, gross, "PLN", "Latarnia Morska", "11.2026"]
    assert [each for each in wanted if not page.take(each)] == []
    assert (month.sums["PLN"].net, month.sums["PLN"].vat) == (500, 115)


async def test_what_ksef_refused_online_is_listed_as_never_issued_and_not_summed(real):
    real.ksef.verdicts = [Refusal(450, "nie", ())]
    await issue(real)

    month = await of(real)

    assert (month.sums, month.counts) == ({}, {"none": 1})
    assert PageText(body_text(draw_month(month))).take("odrzucone, niewystawione")


async def test_a_month_without_invoices_says_so(real):
    await issue(real)

    page = PageText(body_text(draw_month(await of(real, date(2026, 10, 1)))))

    assert page.take("W tym miesiącu nie wystawiono faktur.")
    assert not page.take("FV/2026/11/1")


async def test_many_invoices_run_over_pages_and_none_is_lost(real):
    real.ksef.down = True
    await real.backlog(60)

    page = PageText(body_text(draw_month(await of(real))))

    assert all(page.take(f"FV/2026/11/{at}") for at in range(1, 61))


@pytest.mark.parametrize("words", ["podsumowanie listopada", "/miesiac 2026-11", "summary of this month"])
async def test_asked_in_a_chat_the_sums_are_said_and_the_paper_comes_along(house, words):
    await issue(house)
    house.ksef.down = True
    await issue(house, "faktura dla NIP 5260250274, 1 h dojazdu po 100 zł")

    await house.say(words)

    shown = house.last()
    (file,) = shown.files
    assert (shown.code, shown.data["count"], shown.data["counts"]) == ("month", 2, {"number": 1, "wait": 1})
    assert shown.data["sums"] == [{"currency": "PLN", "net": "500.00", "vat": "115.00", "gross": "615.00"}]
    assert (file.name, file.content) == ("Zestawienie-2026-11.pdf", b"%PDF 2026-11 2 pl")


async def test_without_a_month_it_is_the_one_before_and_an_empty_one_has_no_paper(house):
    await issue(house)

    await house.say("/miesiac")

    shown = house.last()
    assert (shown.data["month"], shown.data["count"], shown.files) == ("2026-10-01", 0, [])


async def test_a_long_month_is_drawn_beside_the_app_and_says_the_same(real):
    await issue(real)
    month = await of(real)
    long = replace(month, found=[*month.found] * 200)
    aside = Aside()

    drawn = await MonthRenderer(aside)(long, "pl")
    await aside.close()

    assert drawn == draw_month(long, "pl")
