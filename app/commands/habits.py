"""`latarnik company habits`: what a company has chosen for its invoices."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from app.clock import SystemClock
from app.commands.companies import company_or_fail
from app.commands.speaking import fail, refusal, say, settings_in_words
from app.installation import checked
from app.reading_settings import load_settings
from invoicing.model.company import CompanyProfile
from invoicing.model.errors import LatarnikError
from invoicing.model.party import Nip
from invoicing.services.metering.using import choose_rule
from invoicing.services.records import Event


def choose_habits(nip: str, *, consumers_into_ksef: bool | None, small_seller: bool | None = None) -> None:
    """Keep what was given, and say what holds now.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    try:
        company = Nip.parse(nip)
        chosen = _kept(company, consumers_into_ksef=consumers_into_ksef, small_seller=small_seller)
        with settings_in_words():
            profile = asyncio.run(chosen)
    except LatarnikError as error:
        fail(refusal(error, "pl"))
    place = "go to KSeF too" if profile.consumers_into_ksef else "stay outside KSeF (art. 106ga ust. 2 pkt 4)"
    say(f"{company.digits}: invoices for consumers {place}.")
    rule = "is used" if profile.small_sales else "is not used"
    gone = profile.small_sales_lost
    lost = f"; its limit was exceeded by {gone.number} on {gone.on}, so all go to KSeF" if gone else ""
    say(f"The 10 000 zł rule (art. 145m) {rule}{lost}.")


async def _kept(nip: Nip, *, consumers_into_ksef: bool | None, small_seller: bool | None) -> CompanyProfile:
    async with checked(load_settings()) as database, database.units() as work:
        found = await company_or_fail(work, nip)
        company, now = await work.companies.locked(found.id), SystemClock().now()
        if consumers_into_ksef is not None:
            profile = replace(company.profile, consumers_into_ksef=consumers_into_ksef)
            company = replace(company, profile=profile)
            await work.companies.save(company)
            evidence = {"consumers_into_ksef": consumers_into_ksef}
            await work.events.add(Event("habits-changed", now, None, company.id, evidence=evidence))
        if small_seller is not None:
            return await choose_rule(work, company, now, None, uses=small_seller)
    return company.profile
