"""The morning message: how KSeF is doing, what waits, what is due today, what has come in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from invoicing.model.workdays import is_workday
from invoicing.services.companies import Standing
from invoicing.services.conversation.answers import paged
from invoicing.services.jobs import Show
from invoicing.services.ksef_records import SubjectRole
from invoicing.services.messages import Json, Reply
from invoicing.services.outages.ksef_state import ksef_state
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.telling.audience import WORKING, Listener, TellMany, listeners
from invoicing.services.telling.pushing import CALM
from invoicing.services.terms.backlog import Overview, overview

CURSOR = "digest"
OFF = "off"
HOURS = range(8, 12)
"""When it may come; whoever was away all morning need not hear it at dinner."""
_COUNTED = 100  # received invoices of a company; above that many is said


class Digest:
    """Sends the digest on workdays at eight, to whom there is something to say and who has not opted out."""

    def __init__(self, units: UnitsOfWork, clock: Clock, tell: TellMany) -> None:
        self._units, self._clock, self._tell = units, clock, tell

    async def __call__(self) -> None:
        """One look."""
        now = self._clock.now()
        if now.hour not in HOURS or not is_workday(now.date()):
            return
        async with self._units.reading() as work:
            last = await work.cursors.get(CURSOR)
            if last == now.date().isoformat():
                return
            digests = await _digests(work, now, _since(last, now))
        await self._tell(digests)
        async with self._units() as work:
            await work.cursors.put(CURSOR, now.date().isoformat())


async def _digests(work: UnitOfWork, now: datetime, since: datetime) -> list[Show]:
    companies = [company.id for company in await work.companies.all()]
    state, seen = await ksef_state(work, now), await overview(work, now.date())
    received = {company: await _received(work, company, since) for company in companies}
    shows = []
    for each in await listeners(work, companies, WORKING):
        came = sum(received[company] for company in each.companies)
        reply = _digest(state, seen, each, came)
        if reply is not None and await work.cursors.get(_opt_out(each.person.id)) != OFF:
            shows.append(each.show(reply, f"digest:{now.date().isoformat()}"))
    return shows


def _since(last: str | None, now: datetime) -> datetime:
    """Since when invoices that came in have not been told of: the last digest, or yesterday's."""
    day = date.fromisoformat(last) if last else now.date() - timedelta(days=1)
    return datetime.combine(day, time(HOURS.start), now.tzinfo)


async def _received(work: UnitOfWork, company: UUID, since: datetime) -> int:
    """What others have sent; what a company issued to itself, as a drill does, is no news to it."""
    own = (await work.companies.get(company)).profile.seller.nip.digits
    latest = await work.ksef.recent(company, SubjectRole.BUYER, _COUNTED)
    return sum(kept.fetched_at >= since and kept.entry.seller_nip != own for kept in latest)


def _digest(state: dict[str, Json], seen: Overview, listener: Listener, received: int) -> Reply | None:
    """What there is to say; None when all is well, nothing waits and nothing came."""
    waiting = paged(seen.of(listener.companies), 1)
    if state["state"] in CALM and not (waiting["count"] or waiting["rejected"] or received):
        return None
    due_today = sum(row.count for row in seen.rows(listener.companies) if row.day == seen.today)
    news: dict[str, Json] = {
        "today": seen.today.isoformat(),
        "due_today": due_today,
        "received": received,
        "more_received": received >= _COUNTED,
        "many": listener.several,
    }
    return Reply("digest", {**state, **waiting, **news})


async def switch_digest(work: UnitOfWork, standing: Standing) -> Reply:
    """The command /poranek: turn the morning message off, or on again."""
    name = _opt_out(standing.person.id)
    off = await work.cursors.get(name) != OFF
    await work.cursors.put(name, OFF if off else "on")
    return Reply("digest-switched", {"on": not off})


def _opt_out(person: UUID) -> str:
    return f"digest:{person}"
