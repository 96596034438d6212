"""From one look to the next: signals joined into a verdict, and each change written down with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from invoicing.model.verdict import Beacon, Signals, Steady, Verdict, age, judge
from invoicing.services.messages import Json
from invoicing.services.outages.books import Probe, VerdictChange
from invoicing.services.ports import Prober, UnitOfWork
from invoicing.services.records import Event

BEFORE = timedelta(minutes=15)
"""How far the probe log of a change reaches back at least, so that the last good look is in it."""


class Probing:
    """Asks, judges, and remembers the run of looks that speaks against the verdict.

    That run is not written down: after a restart it begins anew, and the verdict that counted goes on counting.
    """

    def __init__(self, prober: Prober | None) -> None:
        self._prober = prober
        self._steady: Steady | None = None

    async def look(self, beacon: Beacon, at: datetime) -> Probe:
        """What can be seen now; no transaction is open meanwhile."""
        if self._prober is None:
            return Probe(at, Signals(beacon))
        return await self._prober.look(beacon, at)

    async def judge(self, work: UnitOfWork, probe: Probe) -> VerdictChange | None:
        """Write the look down; the change it brought, if any."""
        current = await work.verdicts.current()
        probe = await _with_last_word(work, probe)
        await work.verdicts.look(probe)
        steady = self._steady
        if steady is None or steady.verdict is not current.verdict:
            steady = Steady(current.verdict)  # a new process, or the last look was rolled back
        self._steady = steady.after(judge(probe.signals), probe.at)
        if self._steady.verdict is current.verdict:
            return None
        return await _changed(work, current.verdict, self._steady.verdict, probe, current.since)


async def _with_last_word(work: UnitOfWork, probe: Probe) -> Probe:
    """A lighthouse that is silent now may have announced something a moment ago."""
    state = await work.outages.state()
    if probe.signals.beacon is not Beacon.SILENT or state is None:
        return probe
    before = Beacon(state.state.value) if state.state else Beacon.AVAILABLE
    signals = replace(probe.signals, before=before, age=age(state.fetched_at, probe.at))
    return replace(probe, signals=signals)


async def _changed(
    work: UnitOfWork, before: Verdict, verdict: Verdict, probe: Probe, since: datetime | None
) -> VerdictChange:
    began = probe.at - BEFORE if before.ksef_works or since is None else min(since, probe.at - BEFORE)
    looks = await work.verdicts.looks(began, probe.at)
    evidence: dict[str, Json] = {
        "signals": _words(probe.signals),
        "looks": runs(looks),
        "notices": await _notices(work),
    }
    change = await work.verdicts.change(before, verdict, probe.at, evidence)
    said: dict[str, Json] = {"before": before.value, "verdict": verdict.value, "seq": change.seq}
    await work.events.add(
        Event("verdict-changed", probe.at, evidence=said | {"signals": _words(probe.signals)})
    )
    return change


async def _notices(work: UnitOfWork) -> list[Json]:
    """The messages about what has not ended, and about what ended last: ids, versions, digests, times."""
    events = [each for each in await work.outages.events() if each.withdrawn_at is None]
    lasting = [each for each in events if each.ended_at is None]
    latest = max(events, key=lambda each: each.latest_at, default=None)
    found: list[Json] = []
    for event in dict.fromkeys([*lasting, *([latest] if latest else [])]):
        found += [
            {
                "id": notice.message_id,
                "event": event.event,
                "version": notice.version,
                "sha256": notice.sha256.hex(),
                "fetched_at": notice.fetched_at.isoformat(),
            }
            for notice in await work.outages.notices_of(event.kind, event.event)
        ]
    return found


def runs(looks: Sequence[Probe]) -> list[Json]:
    """A probe log in short: looks in a row that saw the same are one line."""
    told: list[Json] = []
    for (signals, details), same in groupby(looks, key=_seen):
        run = list(same)
        line: dict[str, Json] = dict(signals)
        line |= {"first": run[0].at.isoformat(), "last": run[-1].at.isoformat(), "looks": len(run)}
        told.append(line | {"details": dict(details)})
    return told


def _seen(probe: Probe) -> tuple[tuple[tuple[str, Json], ...], tuple[tuple[str, str], ...]]:
    signals = replace(probe.signals, age=timedelta(0))
    return tuple(_words(signals).items()), tuple(sorted(probe.details.items()))


def _words(signals: Signals) -> dict[str, Json]:
    return {
        "beacon": signals.beacon.value,
        "before": signals.before.value if signals.before else None,
        "age": int(signals.age.total_seconds()),
        "api": signals.api,
        "login": signals.login,
        "network": signals.network,
    }
