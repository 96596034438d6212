from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from invoicing.model.announcements import Announcement
from invoicing.model.offline import Outage, OutageKind
from invoicing.services.outages.books import LighthouseReport
from invoicing.services.records import LighthouseState

MINUTE = timedelta(minutes=1)
FAILURE = Outage(OutageKind.FAILURE, date(2026, 11, 2), None)
ENDED = Outage(OutageKind.FAILURE, date(2026, 11, 2), date(2026, 11, 3))
MAINTENANCE = Outage(OutageKind.MAINTENANCE, date(2026, 10, 1), date(2026, 10, 1))
VERSIONS = count(1)


def announced(outage: Outage) -> Announcement:
    began = datetime.combine(outage.start, time(9), UTC)
    ended = datetime.combine(outage.end, time(15), UTC) if outage.end else None
    version = next(VERSIONS)
    ends = ended is not None and outage.kind is OutageKind.FAILURE
    return Announcement(
        outage.kind.value,
        outage.kind,
        ends,
        str(version),
        version,
        began,
        ended,
        ended or began,
        bytes([version]),
    )


async def record(database, state, outages, at) -> bool:
    report = LighthouseReport(state, tuple(announced(each) for each in outages), f"raw at {at}")
    async with database.units() as work:
        return await work.outages.record(report, at)


async def state(database) -> LighthouseState | None:
    async with database.units.reading() as work:
        return await work.outages.state()


async def test_before_the_first_report_nothing_is_known(database):
    assert await state(database) is None


async def test_a_first_report_is_news_only_when_something_is_wrong(database, noon):
    assert not await record(database, None, (), noon)
    assert await state(database) == LighthouseState(None, noon, noon)


async def test_a_first_report_of_a_failure_is_news(database, noon):
    assert await record(database, OutageKind.FAILURE, (FAILURE,), noon)


async def test_a_state_is_known_since_its_first_report(database, noon):
    states = [None, OutageKind.FAILURE, OutageKind.FAILURE, None]
    news = [await record(database, each, (), noon + n * MINUTE) for n, each in enumerate(states)]

    assert news == [False, True, False, True]
    assert await state(database) == LighthouseState(None, noon + 3 * MINUTE, noon + 3 * MINUTE)


async def test_a_repeated_report_moves_only_the_time_it_was_fetched(database, noon, by_hand):
    report = LighthouseReport(OutageKind.FAILURE, (announced(FAILURE),), "raw")
    async with database.units() as work:
        await work.outages.record(report, noon)
        await work.outages.record(report, noon + MINUTE)

    assert await state(database) == LighthouseState(OutageKind.FAILURE, noon + MINUTE, noon)
    assert by_hand("SELECT count(*) FROM reports") == [(1,)]


async def test_a_changed_announcement_keeps_its_raw_report_and_the_state_its_start(database, noon, by_hand):
    await record(database, OutageKind.FAILURE, (FAILURE,), noon)
    assert not await record(database, OutageKind.FAILURE, (ENDED,), noon + MINUTE)

    assert await state(database) == LighthouseState(OutageKind.FAILURE, noon + MINUTE, noon)
    rows = by_hand("SELECT raw FROM reports ORDER BY seq")
    assert rows == [(f"raw at {noon}",), (f"raw at {noon + MINUTE}",)]


async def test_the_timeline_has_every_outage_once_by_start_and_learns_its_end(database, noon):
    await record(database, OutageKind.FAILURE, (FAILURE, MAINTENANCE), noon)
    await record(database, None, (ENDED,), noon + MINUTE)

    async with database.units.reading() as work:
        assert await work.outages.timeline() == (MAINTENANCE, ENDED)


async def test_whoever_writes_a_report_reads_it_at_once_whatever_was_read_before(database, noon):
    report = LighthouseReport(OutageKind.FAILURE, (announced(FAILURE),), "raw")
    async with database.units() as work:
        before = await work.outages.state(), await work.outages.events(), await work.verdicts.current()
        await work.outages.record(report, noon)
        latest, (event,) = await work.outages.state(), await work.outages.events()
        seen = (await work.verdicts.current()).lighthouse_seen_at

    assert (before[0], before[1], before[2].lighthouse_seen_at) == (None, (), None)
    assert (latest.state, event.kind, seen) == (OutageKind.FAILURE, OutageKind.FAILURE, noon)
