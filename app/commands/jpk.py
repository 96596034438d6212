"""`latarnik jpk`: how each invoice of a month is marked in JPK_V7 on a filing day."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

from app.clock import SystemClock
from app.commands.companies import company_or_fail
from app.commands.speaking import emit, fail, refusal, say_trial, settings_in_words
from app.installation import checked
from app.practice import trial_of
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError
from invoicing.model.party import Nip
from invoicing.services.messages import Json
from invoicing.services.papers.jpk_list import jpk_of_month
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company


def markers(company_nip: str | None, month: date | None, on: date | None) -> None:
    """One line for each invoice; without a company of all, of the month before today's, as of today.

    Raises:
        SystemExit: status 1 when there is no such company.
    """
    with settings_in_words():
        settings = load_settings()
        try:
            lines = asyncio.run(_lines(settings, company_nip, month, on))
        except LatarnikError as error:
            fail(refusal(error, "pl"))
    say_trial(trial_of(settings))
    for line in lines:
        emit(line)


async def _lines(
    settings: Settings, company_nip: str | None, month: date | None, on: date | None
) -> Sequence[dict[str, Json]]:
    now = SystemClock().now()
    wanted = month or now.date().replace(day=1) - timedelta(days=1)
    lines: list[dict[str, Json]] = []
    async with checked(settings) as database, database.units.reading() as work:
        for company in await _companies(work, company_nip):
            nip = company.profile.seller.nip.digits
            found = await jpk_of_month(work, company.id, wanted, on or now.date(), now)
            lines += [{"company": nip, **each.data()} for each in found]
    return lines


async def _companies(work: UnitOfWork, nip: str | None) -> Sequence[Company]:
    if nip is None:
        return await work.companies.all()
    return [await company_or_fail(work, Nip.parse(nip))]
