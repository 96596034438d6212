"""What an outage rests on, as one file that a person can keep: page, raw messages, our looks, digests."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from invoicing.model.announcements import AnnouncedOutage
from invoicing.model.errors import Refused
from invoicing.model.verdict import Verdict
from invoicing.services.ksef_records import Notice
from invoicing.services.messages import Json
from invoicing.services.outages.books import Probe, VerdictChange
from invoicing.services.outages.probing import runs
from invoicing.services.packages import SUMS, packed, sums
from invoicing.services.ports import UnitOfWork, UnitsOfWork

AROUND = timedelta(hours=1)
"""How much of our own looks before and after an event belongs to it."""


class EvidencePage(Protocol):
    """Words the page on top (the room `templates`)."""

    def __call__(self, data: Mapping[str, Json]) -> str:
        """A page of HTML that needs nothing from outside."""


class EvidencePaper(Protocol):
    """Draws the same for paper (the room `templates`)."""

    def __call__(self, data: Mapping[str, Json]) -> bytes:
        """A PDF; the same data make the same bytes."""


@dataclass(frozen=True, slots=True)
class Outbreak:
    """An outage as it can be asked for: an announced event, or a verdict that nobody announced.

    Attributes:
        key: "failure:17" for an event of the lighthouse, "verdict:12" for what only we saw.
        kind: kind of the event, or the verdict.
        ended_at: None while it lasts.
        event: what was announced; None when nothing was.
    """

    key: str
    kind: str
    began_at: datetime
    ended_at: datetime | None
    event: AnnouncedOutage | None = None

    def data(self) -> dict[str, Json]:
        """For a list."""
        event = self.event
        return {
            "key": self.key,
            "kind": self.kind,
            "began": self.began_at.isoformat(),
            "ended": self.ended_at.isoformat() if self.ended_at else None,
            "announced": event.announced_at.isoformat() if event else None,
            "version": event.version if event else None,
            "disputed_end": event.disputed_end if event else False,
            "odd_end": event.odd_end if event else False,
            "withdrawn": event.withdrawn_at.isoformat() if event and event.withdrawn_at else None,
        }


async def outbreaks(work: UnitOfWork) -> list[Outbreak]:
    """Everything that can be asked for, by its beginning."""
    found = [
        Outbreak(f"{event.kind.value}:{event.event}", event.kind.value, event.began_at, event.ended_at, event)
        for event in await work.outages.events()
    ]
    changes = await work.verdicts.changes()
    following: list[VerdictChange | None] = [*changes[1:], None]
    found += [
        Outbreak(f"verdict:{each.seq}", each.verdict.value, each.at, after.at if after else None)
        for each, after in zip(changes, following, strict=False)
        if each.verdict.unannounced_trouble or each.verdict is Verdict.LIGHTHOUSE_DOWN
    ]
    return sorted(found, key=lambda each: (each.began_at, each.key))


@dataclass(frozen=True, slots=True)
class _Records:
    outbreak: Outbreak
    notices: Sequence[Notice]
    changes: Sequence[VerdictChange]
    looks: Sequence[Probe]
    files: dict[str, bytes] = field(default_factory=dict)


class EvidenceOf:
    """Packs what the books hold about one outage."""

    def __init__(self, units: UnitsOfWork, page: EvidencePage, paper: EvidencePaper) -> None:
        self._units, self._page, self._paper = units, page, paper

    async def __call__(self, key: str) -> bytes:
        """A zip whose first files are the page to read and to print; the same books make the same bytes.

        Raises:
            Refused: outage-unknown, there is no such outage.
        """
        async with self._units.reading() as work:
            outbreak = next((each for each in await outbreaks(work) if each.key == key), None)
            if outbreak is None:
                raise Refused("outage-unknown", event=key)
            records = await _collected(work, outbreak)
        return await asyncio.to_thread(
            self._drawn, records
        )  # drawing takes long enough to keep a chat waiting

    def _drawn(self, records: _Records) -> bytes:
        files = _files(records)
        told = _told(records, files)
        pages = {"index.html": self._page(told).encode(), "index.pdf": self._paper(told)}
        every = pages | files
        return packed({**every, SUMS: sums(every)})


async def _collected(work: UnitOfWork, outbreak: Outbreak) -> _Records:
    event = outbreak.event
    notices = await work.outages.notices_of(event.kind, event.event) if event else []
    ended = (event.withdrawn_at if event else None) or outbreak.ended_at
    since, until = outbreak.began_at - AROUND, ended + AROUND if ended else None
    changes = [
        each
        for each in await work.verdicts.changes()
        if since <= each.at and (until is None or each.at <= until)
    ]
    looks = await work.verdicts.looks(since, until)
    return _Records(outbreak, notices, changes, looks)


def _files(records: _Records) -> dict[str, bytes]:
    """By name: each message byte for byte as it was archived, then what we saw."""
    files = {
        f"messages/{n:03}-{_plain(notice.message_id)}-v{notice.version}.json": notice.raw.encode()
        for n, notice in enumerate(records.notices, start=1)
    }
    files["verdicts.json"] = _json(
        [_change(each) | {"evidence": dict(each.evidence)} for each in records.changes]
    )
    files["looks.json"] = _json([line for probe in records.looks for line in runs([probe])])
    return files


def _told(records: _Records, files: Mapping[str, bytes]) -> dict[str, Json]:
    """What the page says."""
    messages: list[Json] = [
        _message(notice, name)
        for notice, name in zip(records.notices, files, strict=False)  # messages come first
    ]
    digests: list[Json] = [
        {"file": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()
    ]
    return {
        "outage": records.outbreak.data(),
        "messages": messages,
        "changes": [_change(each) for each in records.changes],
        "looks": runs(records.looks),
        "files": digests,
    }


def _message(notice: Notice, file: str) -> dict[str, Json]:
    said = json.loads(notice.raw)
    told: dict[str, Json] = {
        name: str(said[name]) if said.get(name) is not None else None
        for name in ("title", "text", "type", "category")
    }
    times: dict[str, Json] = {name: _readable(said.get(name)) for name in ("start", "end", "published")}
    return (
        told
        | times
        | {
            "id": notice.message_id,
            "version": notice.version,
            "fetched_at": notice.fetched_at.isoformat(),
            "sha256": notice.sha256.hex(),
            "file": file,
        }
    )


def _readable(moment: object) -> str | None:
    """A moment of the Ministry's; None where it is none, and the file alone shows what was written."""
    try:
        return datetime.fromisoformat(str(moment)).isoformat()
    except ValueError:
        return None


def _change(change: VerdictChange) -> dict[str, Json]:
    return {
        "seq": change.seq,
        "at": change.at.isoformat(),
        "before": change.before.value,
        "verdict": change.verdict.value,
    }


def _plain(name: str) -> str:
    """A name from outside as part of a file name."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:40] or "message"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()
