"""What KSeF keeps for a company, in the order of its permanent storage (API, section "Pobieranie przyrostowe").

KSeF's high water mark says up to which instant its list is closed; up to there nothing is ever added any more. We
read up to the mark and no further, so the next reading begins where this one ended and nothing falls between.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_ports import FeedPage
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.ports import Clock
from ksef.auth import Sleep
from ksef.counters import Counter, Counters
from ksef.errors import KsefRefused
from ksef.exports import Exports
from ksef.gateway import meant
from ksef.metadata import entries_of, moment_of, parsed

WINDOW = timedelta(days=100)  # the longest range of one question, in UTC
_PAGE = 250
_QUERY = f"/invoices/query/metadata?sortOrder=Asc&pageOffset=0&pageSize={_PAGE}"
_SINGLY = 30  # purchases whose documents are fetched one by one; more come as a package
_AT_ONCE = 200  # entries of a package that are handed on together
_BEYOND_MARK = 21183
_NOT_THERE, _NOT_YET = 21164, 21165


class KsefFeedOverHttp:
    """Reads what KSeF keeps for any of our companies (port `KsefFeed`).

    One question tells up to 250 entries; when there are more, a package tells ten thousand at once, with their
    documents, because questions are limited to twenty an hour. Purchases come as a package earlier: their documents
    are wanted too, and singly only 64 an hour can be had; what a company sold it mostly has already.

    Args:
        counters: the companies at KSeF.
        spool: folder for packages while they are read; made when needed, for its owner alone.
        clock: tells which windows end before now.
        sleep: waits between two questions about a package.
    """

    def __init__(self, counters: Counters, spool: Path, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._counters, self._spool, self._clock, self._sleep = counters, spool, clock, sleep

    async def since(self, company_id: UUID, role: SubjectRole, point: datetime) -> AsyncIterator[FeedPage]:
        """All entries stored since `point`, up to the high water mark; see the port.

        An entry stored at `point` itself may come again: whoever keeps them knows their KSeF numbers.
        """
        counter = self._counters.of(company_id)
        try:
            # in UTC: a hundred days of Warsaw may be an hour longer than the hundred that KSeF allows
            async for page in self._windows(counter, role, point.astimezone(UTC)):
                yield page
        except KsefRefused as refusal:
            if (
                _BEYOND_MARK not in refusal.codes
            ):  # else: the mark lies before the point, there is nothing new
                raise meant(refusal) from refusal

    async def document(self, company_id: UUID, number: KsefNumber) -> bytes:
        """The document of a KSeF number.

        Raises:
            Unavailable: not stored yet (21165), or ask again later.
            Refused: there is none for this company (21164).
        """
        try:
            return await self._counters.of(company_id).reading.content(f"/invoices/ksef/{number}")
        except KsefRefused as refusal:
            if _NOT_YET in refusal.codes:
                raise Unavailable("ksef-document-not-yet", number=str(number)) from refusal
            raise (refusal if _NOT_THERE in refusal.codes else meant(refusal)) from refusal

    async def _windows(self, counter: Counter, role: SubjectRole, point: datetime) -> AsyncIterator[FeedPage]:
        """Window after window, each as long as KSeF allows, until the mark lies inside one."""
        while True:
            end = point + WINDOW
            filters = _filters(role, point, end if end < self._clock.now() else None)
            body = parsed(await counter.access.authorized(partial(_asked, counter, filters)))
            mark = moment_of(body, "permanentStorageHwmDate")
            if mark is None or mark <= point:
                return
            entries = entries_of(body)
            if body.get("hasMore") or (role is not SubjectRole.SELLER and len(entries) > _SINGLY):
                async for page in self._exported(counter, filters, point):
                    yield page
                    point = page.until
                continue
            point = min(mark, end)
            yield FeedPage(entries, point)
            if mark <= end:
                return

    async def _exported(
        self, counter: Counter, filters: dict[str, Any], begin: datetime
    ) -> AsyncIterator[FeedPage]:
        """The first ten thousand entries of a window by one package, a few hundred at a time."""
        self._spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        async with Exports(counter, self._spool, self._sleep).package(filters) as fetched:
            if fetched is None:
                raise Unavailable("ksef-export-failed", status="420")
            package, about = fetched
            last = begin
            entries = package.entries(str(about.get("compressionType")))
            while chunk := await asyncio.to_thread(_chunk, entries):
                last = max(last, chunk[-1].stored_by_ksef_at)
                yield FeedPage(chunk, last)
            until = _end_of(about, filters)
            if until <= begin:
                raise Misunderstood("ksef-export-unreadable", why="no progress")
            yield FeedPage((), until)


def _filters(role: SubjectRole, begin: datetime, end: datetime | None) -> dict[str, Any]:
    """What to ask for; without an end it is now."""
    span = {
        "dateType": "PermanentStorage",
        "from": _iso(begin),
        "restrictToPermanentStorageHwmDate": True,
    } | ({"to": _iso(end)} if end else {})
    return {"subjectType": role.value, "dateRange": span}


async def _asked(counter: Counter, filters: dict[str, Any], token: str) -> bytes:
    return (await counter.client.call("POST", _QUERY, token=token, body=filters)).content


def _chunk(entries: Any) -> tuple[KsefEntry, ...]:
    return tuple(islice(entries, _AT_ONCE))


def _end_of(about: Any, filters: dict[str, Any]) -> datetime:
    """Up to where a package is complete: its last entry when it was cut, else the mark or the end of the window."""
    if about.get("isTruncated"):
        last = moment_of(about, "lastPermanentStorageDate")
    else:
        mark, end = moment_of(about, "permanentStorageHwmDate"), moment_of(filters["dateRange"], "to")
        last = min(mark, end) if mark and end else mark
    if last is None:
        raise Misunderstood("ksef-unreadable", path="/invoices/exports")
    return last


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
