"""`latarnik outages`: what was announced or seen, and the evidence of it as one file."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.commands.speaking import emit, fail, refusal, settings_in_words
from app.installation import checked
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError
from invoicing.services.outages.evidence import EvidenceOf, Outbreak, outbreaks
from templates.evidence import evidence_page, evidence_paper


def list_outages() -> None:
    """One JSON line for each outage.

    Raises:
        SystemExit: status 1 when there is no database of ours.
    """
    with settings_in_words():
        found = asyncio.run(_found(load_settings()))
    for outbreak in found:
        emit(outbreak.data())


def export_outage(event: str, out: Path) -> None:
    """Write the evidence.

    Raises:
        SystemExit: status 1 for an outage that is not in the books, or a file that cannot be written.
    """
    with settings_in_words():
        try:
            package = asyncio.run(_package(load_settings(), event))
            out.write_bytes(package)
        except LatarnikError as error:
            fail(refusal(error, "pl"))
        except OSError as error:
            fail(f"{out} cannot be written: {error.strerror}.")
    emit({"key": event, "file": str(out), "bytes": len(package)})


async def _found(settings: Settings) -> list[Outbreak]:
    async with checked(settings) as database, database.units.reading() as work:
        return await outbreaks(work)


async def _package(settings: Settings, event: str) -> bytes:
    async with checked(settings) as database:
        return await EvidenceOf(database.units, evidence_page, evidence_paper)(event)
