"""Our looks at KSeF and the verdicts that came of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from invoicing.model.announcements import Announcement
from invoicing.model.offline import OutageKind
from invoicing.model.verdict import FRESH, Beacon, Signals, Verdict
from invoicing.services.outages.books import LighthouseReport, Probe, VerdictState

MINUTE = timedelta(minutes=1)


def look(at: datetime, **signals) -> Probe:
    return Probe(at, Signals(Beacon.AVAILABLE, **signals), {"api": "200"})


async def test_before_the_first_look_nothing_is_known(database, noon):
    async with database.units.reading() as work:
        state = await work.verdicts.current()

    assert state == VerdictState()
    assert state.known(noon) is Verdict.UNKNOWN


async def test_the_latest_verdict_counts_and_every_change_stays_with_its_evidence(database, noon):
    async with database.units() as work:
        await work.verdicts.look(look(noon))
        first = await work.verdicts.change(
            Verdict.UNKNOWN, Verdict.ALL_WELL, noon, {"signals": {"api": True}}
        )
        later = await work.verdicts.change(Verdict.ALL_WELL, Verdict.US, noon + MINUTE, {})

    async with database.units.reading() as work:
        state = await work.verdicts.current()
        assert (state.verdict, state.since, state.seq) == (Verdict.US, noon + MINUTE, later.seq)
        assert await work.verdicts.changes() == [first, later]
        assert await work.verdicts.changes(first.seq) == [later]


async def test_a_verdict_nobody_has_looked_at_for_a_quarter_of_an_hour_is_none(database, noon):
    async with database.units() as work:
        await work.verdicts.look(look(noon))
        await work.verdicts.change(Verdict.UNKNOWN, Verdict.ALL_WELL, noon, {})
        state = await work.verdicts.current()

    assert state.known(noon + FRESH) is Verdict.ALL_WELL
    assert state.known(noon + FRESH + MINUTE) is Verdict.UNKNOWN
    assert state.known(noon - timedelta(hours=5)) is Verdict.ALL_WELL  # the clock was put back


async def test_looks_are_kept_for_ninety_days(database, noon):
    seen = [
        look(noon, api=False),
        look(noon + timedelta(days=90), login=True),
        look(noon + timedelta(days=91)),
    ]
    async with database.units() as work:
        for probe in seen:
            await work.verdicts.look(probe)
        kept = await work.verdicts.looks(noon, noon + timedelta(days=99))

    assert kept == seen[1:]


async def test_the_next_works_are_those_that_are_still_announced_and_have_not_begun(database, noon):
    begun = [datetime(2026, 11, day, 20, tzinfo=UTC) for day in (1, 9, 7)]
    works = [
        Announcement(str(n), OutageKind.MAINTENANCE, False, str(n), 1, at, at, noon, bytes([n]))
        for n, at in enumerate(begun)
    ]
    async with database.units() as work:
        await work.outages.record(LighthouseReport(None, tuple(works), "raw"), noon)
        planned = (await work.verdicts.current()).planned

    assert planned is not None
    assert planned.began_at == begun[2]


async def test_whoever_writes_a_look_and_a_verdict_reads_them_at_once(database, noon):
    async with database.units() as work:
        told = [await work.verdicts.current()]
        await work.verdicts.look(look(noon))
        told.append(await work.verdicts.current())
        await work.verdicts.change(Verdict.UNKNOWN, Verdict.US, noon, {})
        told.append(await work.verdicts.current())

    assert [(each.looked_at, each.verdict) for each in told] == [
        (None, Verdict.UNKNOWN),
        (noon, Verdict.UNKNOWN),
        (noon, Verdict.US),
    ]
