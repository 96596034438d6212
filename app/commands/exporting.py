"""`latarnik export`: a month of a company as zip files."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.clock import SystemClock
from app.commands.companies import company_or_fail
from app.commands.speaking import WRONG_USAGE, emit, fail, refusal, say_trial, settings_in_words
from app.exporting import Packed, drawing_of_months, packer_of
from app.installation import checked
from app.issuer_links import IssuerLinksOfWallets
from app.places import ksef_environment
from app.practice import trial_of
from app.reading_settings import load_settings
from app.settings import Settings
from app.ways_in import WaysIn
from invoicing.model.errors import LatarnikError
from invoicing.model.party import Nip
from templates.values import LANGUAGES


def pack(nip: str, month: date | None, out: Path, language: str, limit: int) -> None:
    """Pack it into a folder; without a month the one before today's. One JSON line says what was written.

    Raises:
        SystemExit: status 1 or 2 with a sentence; then no file is left behind.
    """
    if language not in LANGUAGES:
        fail(f"There is no language {language}. There are: {', '.join(LANGUAGES)}.", WRONG_USAGE)
    try:
        with settings_in_words():
            settings = load_settings()
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
            packed = asyncio.run(_packed(settings, _Wish(Nip.parse(nip), month, out, language, limit)))
    except LatarnikError as error:
        fail(refusal(error, "pl"))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    say_trial(trial_of(settings))
    emit(
        {
            "files": [str(out / name) for name in packed.parts],
            "issued": packed.issued,
            "received": packed.received,
            "lacking": packed.lacking,
        }
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    nip: Nip
    month: date | None
    out: Path
    language: str
    limit: int


async def _packed(settings: Settings, wish: _Wish) -> Packed:
    """Packs beside the place and moves the parts there when all of them are whole."""
    clock = SystemClock()
    month = wish.month or clock.today().replace(day=1) - timedelta(days=1)
    async with checked(settings) as database:
        async with database.units.reading() as work:
            company = await company_or_fail(work, wish.nip)
        drawing, qr = drawing_of_months(), ksef_environment(settings).qr
        try:
            links = IssuerLinksOfWallets(WaysIn(database, clock), clock, qr)
            packer = packer_of(database, qr, links, drawing, wish.limit, trial=trial_of(settings))
            with tempfile.TemporaryDirectory(prefix=".latarnik-", dir=wish.out) as beside:
                packed = await packer(company.id, month.replace(day=1), wish.language, Path(beside))
                for name in packed.parts:
                    (Path(beside) / name).replace(wish.out / name)
        finally:
            await drawing.close()
    return packed
