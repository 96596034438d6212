"""`latarnik month`: a month of a company as a PDF."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

from app.clock import SystemClock
from app.commands.companies import company_or_fail
from app.commands.files import write_whole
from app.commands.speaking import WRONG_USAGE, fail, refusal, say, say_trial, settings_in_words
from app.installation import checked
from app.practice import trial_of
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError
from invoicing.model.party import Nip
from invoicing.services.papers.month import Month, month_of
from templates.pdf import draw_month
from templates.sheet import LANGUAGES_OF


def draw(nip: str, month: date | None, out: Path, language: str) -> None:
    """Draw it; without a month the one before today's.

    Raises:
        SystemExit: status 1 or 2 with a sentence; then no file is left behind.
    """
    if language not in LANGUAGES_OF:
        fail(f"There is no language {language}. There are: {', '.join(LANGUAGES_OF)}.", WRONG_USAGE)
    try:
        with settings_in_words():
            settings = load_settings()
            found = asyncio.run(_found(settings, Nip.parse(nip), month))
        write_whole(out, draw_month(found, language, trial_of(settings)))
    except LatarnikError as error:
        fail(refusal(error, "pl"))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    say_trial(trial_of(settings))
    say(f"Drawn: {out}, {len(found.found)} invoices.")


async def _found(settings: Settings, nip: Nip, month: date | None) -> Month:
    now = SystemClock().now()
    wanted = month or now.date().replace(day=1) - timedelta(days=1)
    async with checked(settings) as database, database.units.reading() as work:
        company = await company_or_fail(work, nip)
        return await month_of(work, company, wanted, now)
