"""Whether the accounts on our companies' invoices are in the tax-payer register."""

from __future__ import annotations

from app.clock import SystemClock
from app.commands.findings import Finding, missing, well
from app.installation import opened
from app.places import http_client
from app.settings import Settings
from invoicing.services.issuing.own_account import is_unlisted
from ksef.registers import TaxpayerRegisterClient


async def findings_about_accounts(settings: Settings) -> list[Finding]:
    """One line for all companies that have an account; nothing where none has."""
    async with opened(settings) as database, database.units.reading() as work:
        profiles = [each.profile for each in await work.companies.all() if each.profile.bank_account]
    if not profiles:
        return []
    clock = SystemClock()
    async with http_client(settings) as http:
        register = TaxpayerRegisterClient(http, settings.register_api, clock)
        unlisted = [each for each in profiles if await is_unlisted(register, each, clock.today())]
    if not unlisted:
        return [well("bank accounts", "in the register of VAT taxpayers, as far as it must be")]
    named = ", ".join(f"{each.bank_account} of {each.seller.nip}" for each in unlisted)
    words = (
        f"not in the register of VAT taxpayers: {named}; report it to the tax office, or buyers may refuse it"
    )
    return [missing("bank accounts", words)]
