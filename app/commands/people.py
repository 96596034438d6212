"""`latarnik freeze`: the emergency brake, from the server."""

from __future__ import annotations

import asyncio

from app.commands.speaking import emit, fail, settings_in_words
from app.commands.telling_time import clock_of
from app.installation import checked
from app.settings import Settings, load_settings
from invoicing.model.errors import LatarnikError
from invoicing.model.party import Nip
from invoicing.services.people.freezing import FreezeFromServer
from invoicing.services.ports import UnitsOfWork
from invoicing.services.records import Company
from templates.render import error_sentence


def freeze_company(nip: str) -> None:
    """Stop all issuing of the company; prints since when it stands still.

    Raises:
        SystemExit: status 1 or 2 with a sentence.
    """
    with settings_in_words():
        settings = load_settings()
        try:
            asyncio.run(_freeze(settings, Nip.parse(nip)))
        except LatarnikError as error:
            fail(error_sentence(error.reason, error.details, "en"))


async def _freeze(settings: Settings, nip: Nip) -> None:
    clock = await clock_of(settings)
    async with checked(settings, clock) as database:
        company = await _known(database.units, nip)
        freeze = await FreezeFromServer(database.units, clock)(company)
        emit({"company": str(company.id), "nip": str(nip), "frozen_since": freeze.since.isoformat()})


async def _known(units: UnitsOfWork, nip: Nip) -> Company:
    async with units.reading() as work:
        company: Company | None = await work.companies.by_nip(nip)
    return company or fail(f"There is no company with NIP {nip} here. Add it first: latarnik company add")
