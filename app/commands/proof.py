"""`latarnik proof`: what proves that an invoice was handed over, as one file."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from app.commands.speaking import emit, fail, refusal, say_trial, settings_in_words
from app.installation import checked
from app.practice import trial_of
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import InvalidValue, LatarnikError, Refused
from invoicing.model.party import Nip
from invoicing.services.delivery.evidence import DeliveryEvidence
from templates.evidence import delivery_paper


def export_proof(number: str, company: str | None, out: Path) -> None:
    """Write the proof.

    Raises:
        SystemExit: status 1 for an invoice that is not in the books or went nowhere, or a file that cannot be written.
    """
    with settings_in_words():
        settings = load_settings()
        try:
            package = asyncio.run(_package(settings, number, company))
            out.write_bytes(package)
        except LatarnikError as error:
            fail(refusal(error, "pl"))
        except OSError as error:
            fail(f"{out} cannot be written: {error.strerror}.")
    say_trial(trial_of(settings))
    emit({"number": number, "file": str(out), "bytes": len(package)})


async def _package(settings: Settings, number: str, company: str | None) -> bytes:
    async with checked(settings) as database:
        async with database.units.reading() as work:
            every = await work.companies.all()
            if company is not None:
                nip = Nip.parse(company)
                every = [each for each in every if each.profile.seller.nip == nip]
            found = [await work.invoices.by_number(each.id, number) for each in every]
        invoices = [each for each in found if each is not None]
        if len(invoices) > 1:
            raise InvalidValue("proof-of-which-company", number=number)
        if not invoices:
            raise Refused("invoice-unknown", number=number)
        return await DeliveryEvidence(database.units, partial(delivery_paper, trial=trial_of(settings)))(
            invoices[0].id
        )
