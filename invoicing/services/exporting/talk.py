"""Asking for a month to take away: "eksport października", "/eksport 2026-10"."""

from __future__ import annotations

from datetime import date, timedelta

from invoicing.services.companies import Standing
from invoicing.services.exporting.jobs import ExportMonth
from invoicing.services.exporting.reading import count_of, days_of
from invoicing.services.messages import Channel, Json, Reply
from invoicing.services.parsing.search_times import span_at
from invoicing.services.parsing.search_words import folded
from invoicing.services.parsing.tokens import clean, fold
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.talking import Reading

_ASKING = folded("eksport eksportuj wyeksportuj export експорт експортуй") | {"/eksport"}
_FILLERS = folded(
    "za z ze w of for from on the za month miesiąc miesiąca miesiącu faktury faktur invoices dla księgowej księgowości"
    " all wszystko wszystkie proszę please paczka za за з рахунки фактури"
)
_LONGEST = 8  # words


def asked_month(text: str, today: date) -> date | None:
    """The first day of the month that is to be taken away; without a month it is the one before today's.

    >>> asked_month("eksport października", date(2026, 11, 20)), asked_month("/eksport 2025-12", date(2026, 11, 20))
    (datetime.date(2026, 10, 1), datetime.date(2025, 12, 1))
    """
    said = [bare for word in clean(text).split() if (bare := fold(word).strip(".,;:!?\"'„”"))]
    if not said or said[0].partition("@")[0] not in _ASKING or len(said) > _LONGEST:
        return None
    month: date | None = None
    at = 1
    while at < len(said):
        span = span_at(said, at, today)
        whole = (
            span is not None and span.since is not None and days_of(span.since) == (span.since, span.until)
        )
        if span is not None and span.since is not None and whole and month is None:
            month, at = span.since, span.end
        elif said[at] in _FILLERS:
            at += 1
        else:
            return None
    return month or (today.replace(day=1) - timedelta(days=1)).replace(day=1)


class ExportTalk:
    """Promises the package; what takes long is done by a worker, who tells how far it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What the sentence does; None when it is about something else."""
        month = asked_month(text, self._clock.today())
        if month is None:
            return None

        async def act(work: UnitOfWork, standing: Standing) -> Reply:
            return await self._promise(work, standing, month)

        return act

    async def _promise(self, work: UnitOfWork, standing: Standing, month: date) -> Reply:
        count = await count_of(work, standing.company.id, month)
        data: dict[str, Json] = {
            "month": month.isoformat(),
            "company": standing.company.profile.seller.name,
            "done": 0,
            "count": count,
        }
        chat = await work.people.address(standing.person.id, Channel.TELEGRAM)
        channel, to = (Channel.EMAIL, standing.mail) if standing.mail else (Channel.TELEGRAM, chat)
        if not count or to is None:
            return Reply("export-progress", data)
        now = self._clock.now().isoformat()
        job = ExportMonth(standing.company.id, month, to, standing.person.language, now, channel)
        await work.jobs.enqueue(job)
        return Reply("export-progress", data, tag=job.key)
