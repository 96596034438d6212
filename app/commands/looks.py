"""`latarnik company look`: the colour and the logo of a company's papers."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.commands.companies import company_or_fail
from app.commands.speaking import fail, read_bytes, refusal, say, settings_in_words
from app.installation import checked
from app.reading_settings import load_settings
from invoicing.model.errors import LatarnikError
from invoicing.model.look import Look, checked_accent
from invoicing.model.party import Nip
from invoicing.services.papers.looks import ChooseLook
from templates.logo import fitting_logo


def choose_look(nip: str, accent: str | None, logo: Path | None) -> None:
    """Keep the colour and the logo; what is not given is taken away.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    try:
        company = Nip.parse(nip)
        look = Look(
            checked_accent(accent) if accent else None, fitting_logo(read_bytes(logo)) if logo else None
        )
    except LatarnikError as error:
        fail(refusal(error, "pl"))
    with settings_in_words():
        asyncio.run(_keep(company, look))
    chosen = ", ".join(filter(None, (look.accent, "a logo" if look.logo else None))) or "our own look"
    say(f"From now on papers of {company.digits} bear: {chosen}.")


async def _keep(nip: Nip, look: Look) -> None:
    async with checked(load_settings()) as database:
        async with database.units.reading() as work:
            await company_or_fail(work, nip)
        await ChooseLook(database.units)(nip, look)
