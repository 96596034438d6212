"""The book of verdicts: our looks at KSeF, kept for ninety days, and the changes that came of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from invoicing.model.announcements import AnnouncedOutage
from invoicing.model.offline import OutageKind
from invoicing.model.verdict import Beacon, Signals, Verdict
from invoicing.services.messages import Json
from invoicing.services.outages.books import OutageBook, Probe, VerdictChange, VerdictState
from storage.codec import canonical
from storage.once import Once
from storage.outage_tables import probes, verdicts
from storage.transaction import Transaction

KEPT = timedelta(days=90)

_LATEST = select(verdicts).order_by(verdicts.c.seq.desc()).limit(1)
_AFTER = select(verdicts).where(verdicts.c.seq > bindparam("last")).order_by(verdicts.c.seq)
_LAST_LOOK = select(probes.c.at).order_by(probes.c.seq.desc()).limit(1)
_BETWEEN = (
    select(probes)
    .where(probes.c.at >= bindparam("since"), probes.c.at <= bindparam("until"))
    .order_by(probes.c.seq)
)
_TOO_OLD = probes.delete().where(probes.c.at < bindparam("eldest"))
_ADD = verdicts.insert().returning(verdicts.c.seq)


class Verdicts:
    """`VerdictBook` of the contract."""

    def __init__(self, transaction: Transaction, outages: OutageBook) -> None:
        self._transaction, self._outages = transaction, outages
        self._newest = Once(self._read_newest)

    async def current(self) -> VerdictState:
        """The verdict that counts."""
        row, look = await self._newest()
        state = await self._outages.state()
        return VerdictState(
            verdict=Verdict(row.verdict) if row else Verdict.UNKNOWN,
            since=row.at if row else None,
            looked_at=look.at if look else None,
            lighthouse_seen_at=state.fetched_at if state else None,
            planned=await self._planned(),
            seq=row.seq if row else 0,
        )

    async def changes(self, after: int = 0) -> Sequence[VerdictChange]:
        """Changes with a higher `seq`, oldest first."""
        return [_change(row) for row in await self._transaction.rows(_AFTER, {"last": after})]

    async def look(self, probe: Probe) -> None:
        """Write a look down; looks older than ninety days go."""
        self._newest.forget()
        signals = probe.signals
        row = {
            "at": probe.at,
            "beacon": signals.beacon.value,
            "before": signals.before and signals.before.value,
            "age": int(signals.age.total_seconds()),
            "api": signals.api,
            "login": signals.login,
            "network": signals.network,
            "details": canonical(dict(probe.details)),
        }
        await self._transaction.add(probes, row)
        await self._transaction.run(_TOO_OLD, {"eldest": probe.at - KEPT})

    async def looks(self, since: datetime, until: datetime | None = None) -> Sequence[Probe]:
        """The looks of a time, oldest first."""
        limits = {"since": since, "until": until or self._transaction.shared.now()}
        return [_probe(row) for row in await self._transaction.rows(_BETWEEN, limits)]

    async def change(
        self, before: Verdict, verdict: Verdict, at: datetime, evidence: Mapping[str, Json]
    ) -> VerdictChange:
        """Write down that a verdict begins to count, with what it rests on."""
        row = {
            "before": before.value,
            "verdict": verdict.value,
            "at": at,
            "evidence": canonical(dict(evidence)),
        }
        self._newest.forget()
        added = await self._transaction.first(_ADD, row)
        return VerdictChange(added.seq if added else 0, before, verdict, at, evidence)

    async def _read_newest(self) -> tuple[Row[Any] | None, Row[Any] | None]:
        """The last change and the last look."""
        return await self._transaction.first(_LATEST), await self._transaction.first(_LAST_LOOK)

    async def _planned(self) -> AnnouncedOutage | None:
        now = self._transaction.shared.now()
        ahead = (
            each
            for each in await self._outages.events()
            if each.kind is OutageKind.MAINTENANCE and each.withdrawn_at is None and each.began_at > now
        )
        return next(ahead, None)


def _change(row: Row[Any]) -> VerdictChange:
    evidence = json.loads(row.evidence)
    return VerdictChange(row.seq, Verdict(row.before), Verdict(row.verdict), row.at, evidence)


def _probe(row: Row[Any]) -> Probe:
    before = Beacon(row.before) if row.before else None
    signals = Signals(Beacon(row.beacon), row.api, row.login, row.network, before, timedelta(seconds=row.age))
    return Probe(row.at, signals, json.loads(row.details))
