"""Telling of invoices that others issued for a company: one message, at most every quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from invoicing.services.finding.listing import FILED, row_of
from invoicing.services.finding.records import BEFORE, Direction, Filed
from invoicing.services.ksef_records import KeptEntry
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.received.beginning import begin_telling
from invoicing.services.received.marks import NEW_SELLER, NOT_OURS, Accounts, Said, said_of
from invoicing.services.received.ports import AccountRegister, Reads
from invoicing.services.telling.audience import awake, listeners

PAUSE = timedelta(minutes=15)
"""Between two messages about a company."""
PATIENCE = timedelta(minutes=30)
"""How long one waits for its document, which tells the day of payment; KSeF lets few through in an hour."""
MINUTE = timedelta(minutes=1)
AT_ONCE, SHOWN = 200, 8
_IN_A_ROW = 4


@dataclass(frozen=True, slots=True)
class _News:
    """One to be told of, with what its document says and what is odd about it."""

    filed: Filed
    said: Said
    marks: tuple[str, ...]


class AnnounceReceived:
    """Looks for what arrived and tells all members of its company.

    Whatever was in KSeF before the company came to us is told to nobody. What is told is noted in the transaction that
    promises the messages, so a look that is cut short tells again, and one that is not tells once.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, register: AccountRegister, reads: Reads) -> None:
        self._units, self._clock, self._register, self._reads = units, clock, register, reads
        self._begun: dict[UUID, datetime] = {}
        self._searched: datetime | None = None

    async def __call__(self) -> None:
        """One look at all companies; at night nobody is told, and what came then is told in the morning."""
        await self._begin()
        now = self._clock.now()
        async with self._units.reading() as work:
            companies = [each for each in await work.filed.with_news() if each in self._begun]
        for company in companies:
            await self._look_back(company, now)
            if awake(now):
                await self._company(company, now)

    async def _begin(self) -> None:
        """Note for each new company since when it is told; new ones are looked for once a minute."""
        if self._searched is not None and timedelta(0) <= self._clock.now() - self._searched < MINUTE:
            return
        self._searched = self._clock.now()
        async with self._units.reading() as work:
            new = [each.id for each in await work.companies.all() if each.id not in self._begun]
        for company in new:
            now = self._clock.now()
            async with self._units() as work:
                self._begun[company] = await begin_telling(work, company, now)

    async def _company(self, company: UUID, now: datetime) -> None:
        async with self._units.reading() as work:
            if await _told_lately(work, company, now):
                return
            ready = await _ready(work, await work.filed.untold(company, self._begun[company], AT_ONCE), now)
        if ready:
            await self._announce(company, await self._looked_at(ready), now)

    async def _look_back(self, company: UUID, now: datetime) -> None:
        """What was there before the first look is told to nobody; only its day of payment is written down."""
        async with self._units.reading() as work:
            ready = await _ready(work, await work.filed.old(company, self._begun[company], AT_ONCE), now)
        if not ready:
            return
        said = [(filed, said_of(xml, self._reads)) for filed, xml in ready]
        async with self._units() as work:
            for filed, each in said:
                await work.filed.describe(filed.id, each.due_date, [BEFORE])
                if each.paid:
                    await work.filed.pay(filed.id, filed.issue_date)
            await work.filed.tell([filed.id for filed, _ in said], now)

    async def _looked_at(self, ready: Sequence[tuple[Filed, bytes | None]]) -> list[_News]:
        """Asks the register, which no transaction may wait for."""
        accounts, found = Accounts(self._register, self._clock.today()), []
        for filed, xml in ready:
            said = said_of(xml, self._reads)
            found.append(_News(filed, said, tuple(await accounts.marks(filed.party_id, said))))
        return found

    async def _announce(self, company: UUID, news: Sequence[_News], now: datetime) -> None:
        async with self._units() as work:
            since = self._begun[company]
            untold = {each.id for each in await work.filed.untold(company, since, AT_ONCE)}
            news = [each for each in news if each.filed.id in untold]  # another process may have been faster
            if not news:
                return
            for each in news:
                await self._describe(work, each)
            await work.filed.tell([each.filed.id for each in news], now)
            await work.cursors.put(_last(company), now.isoformat())
            told = [await work.filed.get(each.filed.id) for each in news]
            for listener in await listeners(work, [company]):
                name = (await work.companies.get(company)).profile.seller.name if listener.several else None
                await work.jobs.enqueue(
                    listener.show(announcement(told, name, now), f"received:{company}:{told[0].id}")
                )

    async def _describe(self, work: UnitOfWork, news: _News) -> None:
        filed, own = news.filed, (await work.companies.get(news.filed.company_id)).profile.seller.nip.digits
        kept = await _kept(work, filed)
        buyer = news.said.buyer or (kept.entry.buyer if kept else None)
        marks = [
            *([] if await work.filed.earlier(filed, Direction.RECEIVED) else [NEW_SELLER]),
            *news.marks,
            *([NOT_OURS] if buyer != own else []),
        ]
        await work.filed.describe(filed.id, news.said.due_date, marks)
        if news.said.paid:
            await work.filed.pay(filed.id, filed.issue_date)


def announcement(told: Sequence[Filed], company: str | None, now: datetime) -> Reply:
    """The message: the first ones, odd ones before all others, with a button each."""
    shown = sorted(told, key=lambda each: not each.marks)[:SHOWN]
    picks = [
        Option(f"pick-{ordinal}", choice=Choice(FILED, each.id)) for ordinal, each in enumerate(shown, 1)
    ]
    data: dict[str, Json] = {
        "company": company,
        "count": len(told),
        "more": len(told) - len(shown),
        "invoices": [row_of(each, now.date()) for each in shown],
    }
    rows = [tuple(picks[at : at + _IN_A_ROW]) for at in range(0, len(picks), _IN_A_ROW)]
    return Reply("received", data, options=tuple(rows))


async def _ready(work: UnitOfWork, rows: Sequence[Filed], now: datetime) -> list[tuple[Filed, bytes | None]]:
    """Those whose document is there, or has been waited for long enough."""
    kept = [(each, await _kept(work, each)) for each in rows]
    return [
        (each, one.entry.xml if one else None)
        for each, one in kept
        if one is None or one.entry.xml is not None or one.fetched_at <= now - PATIENCE
    ]


async def _kept(work: UnitOfWork, filed: Filed) -> KeptEntry | None:
    return await work.ksef.get(filed.company_id, filed.ksef_number) if filed.ksef_number else None


async def _told_lately(work: UnitOfWork, company: UUID, now: datetime) -> bool:
    last = await work.cursors.get(_last(company))
    return last is not None and now - datetime.fromisoformat(last) < PAUSE


def _last(company: UUID) -> str:
    return f"received-told:{company}"
