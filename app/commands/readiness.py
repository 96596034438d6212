"""The line of `latarnik doctor` about each company: could it work through an outage now?"""

from __future__ import annotations

from app.clock import SystemClock
from app.commands.findings import Finding
from app.drills import postman_of
from app.installation import checked
from app.places import http_client
from app.readiness import prover_of
from app.settings import Settings
from app.work import ksef_counters
from invoicing.services.readiness.questions import readiness_of
from invoicing.services.readiness.records import Readiness, Score
from templates.render import render_reply
from templates.telegram import plain


async def findings_about_readiness(settings: Settings) -> list[Finding]:
    """One line a company, the worst first; everything is tried anew. Not well is what could not go on at all."""
    clock = SystemClock()
    async with checked(settings, clock) as database, http_client(settings) as http:
        counters, postman = ksef_counters(settings, clock, database, http), postman_of(settings, clock)
        try:
            await prover_of(settings, clock, database, http, counters=counters, postman=postman)(anew=True)
        finally:
            await counters.close()
            if postman is not None:
                await postman.close()
        async with database.units.reading() as work:
            companies = await work.companies.all()
            found = [await readiness_of(work, each, clock.now()) for each in companies]
    return [_line(each) for each in sorted(found, key=lambda one: one.order)]


def _line(found: Readiness) -> Finding:
    words = " ".join(plain(render_reply("readiness", found.data(), "pl")).split())
    return Finding(f"{found.nip} readiness", well=found.score is not Score.NOT_READY, words=words)
