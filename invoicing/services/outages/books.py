"""The books about outages: what was announced, what a company confirmed, what we saw, and the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from invoicing.model.announcements import AnnouncedOutage, Announcement
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.verdict import FRESH, Beacon, Signals, Verdict, age
from invoicing.model.warsaw import warsaw_day
from invoicing.services.ksef_records import Notice
from invoicing.services.messages import Json
from invoicing.services.records import LighthouseState


@dataclass(frozen=True, slots=True)
class LighthouseReport:
    """What the Ministry's lighthouse says.

    Attributes:
        state: its status; None means available, unless `strange` says that its word cannot be read.
        announcements: its messages about events, as far as they can be understood.
        raw: the bodies as they came, as evidence.
        messages: the messages themselves, one canonical JSON text each.
        complete: whether the list of all messages was read; only then does an absence mean anything.
        strange: values that nobody has told us of, for the log.
        readable: False when the status itself, or a message that lasts, says something we do not understand.
    """

    state: OutageKind | None
    announcements: tuple[Announcement, ...]
    raw: str
    messages: tuple[str, ...] = ()
    complete: bool = False
    strange: tuple[str, ...] = ()
    readable: bool = True

    @property
    def beacon(self) -> Beacon:
        """The word in short."""
        if self.state is not None:
            return Beacon(self.state.value)
        return Beacon.AVAILABLE if self.readable else Beacon.UNKNOWN


@dataclass(frozen=True, slots=True)
class TotalFailure:
    """A total failure that a person confirmed for a company, with the source it was read in (art. 106ng VATA).

    Attributes:
        source: which medium said it, and when, in the person's words.
        ended_source: the same for its end.
    """

    company_id: UUID
    person: UUID
    source: str
    began_at: datetime
    confirmed_at: datetime
    ended_at: datetime | None = None
    ended_source: str | None = None

    def outage(self) -> Outage:
        """By Warsaw days, as deadlines are counted."""
        last = warsaw_day(self.ended_at) if self.ended_at else None
        first = warsaw_day(self.began_at)
        return Outage(OutageKind.TOTAL_FAILURE, first, last, self.ended_at)


class OutageBook(Protocol):
    """Announced outages, those a company confirmed, and the lighthouse's state."""

    async def record(self, report: LighthouseReport, at: datetime) -> bool:
        """Write a report; True when the state differs from the one before (or is the first and not None)."""

    async def timeline(self, company_id: UUID | None = None) -> tuple[Outage, ...]:
        """All announced outages by start, without those called off.

        A total failure is in it only for a company that has confirmed it.
        """

    async def timelines(self, companies: Iterable[UUID]) -> Mapping[UUID, tuple[Outage, ...]]:
        """The timeline of each company; one object for all that confirmed nothing of their own."""

    async def state(self) -> LighthouseState | None:
        """The latest state that could be understood, None before the first report."""

    async def events(self) -> tuple[AnnouncedOutage, ...]:
        """Everything announced, also what was called off and what the lighthouse calls a total failure."""

    async def notices_of(self, kind: OutageKind, event: str) -> Sequence[Notice]:
        """The messages about an event as they came, oldest arrival first."""

    async def confirm_total_failure(
        self, company_id: UUID, person: UUID, source: str, began: datetime, at: datetime
    ) -> bool:
        """Write down that a person of the company vouches for a total failure; False when one lasts already.

        Raises:
            Refused: total-failure-source, no source was named; total-failure-ahead, it begins in the future.
        """

    async def end_total_failure(
        self, company_id: UUID, person: UUID, source: str, ended: datetime, at: datetime
    ) -> bool:
        """Write down its end; False when none lasts.

        Raises:
            Refused: total-failure-source; total-failure-order, it would end before it began or in the future.
        """

    async def correct_total_failure(
        self, company_id: UUID, person: UUID, source: str, began: datetime, at: datetime
    ) -> bool:
        """Write down that the latest one began at another moment; False when the company confirmed none.

        Raises:
            Refused: total-failure-source; total-failure-ahead; total-failure-order, it would begin after its end.
        """

    async def total_failures(self, company_id: UUID) -> Sequence[TotalFailure]:
        """What the company confirmed, oldest first."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What one look saw.

    Attributes:
        details: what each asked host answered, in a word: "200", "ReadTimeout".
    """

    at: datetime
    signals: Signals
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that began to count; `seq` grows.

    Attributes:
        evidence: signals, probe log since the last good look, notices with their digests.
    """

    seq: int
    before: Verdict
    verdict: Verdict
    at: datetime
    evidence: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerdictState:
    """How KSeF is doing.

    Attributes:
        verdict: of the latest look; see `known`.
        since: when it began to count; None while nothing has been told.
        looked_at: the latest look, whatever it saw.
        lighthouse_seen_at: when the lighthouse was last read.
        planned: the next announced works that have not begun, None for none.
        seq: of the change that began it, 0 before the first.
    """

    verdict: Verdict = Verdict.UNKNOWN
    since: datetime | None = None
    looked_at: datetime | None = None
    lighthouse_seen_at: datetime | None = None
    planned: AnnouncedOutage | None = None
    seq: int = 0

    def is_fresh(self, now: datetime) -> bool:
        """Whether somebody has looked within a quarter of an hour."""
        return self.looked_at is not None and age(self.looked_at, now) <= FRESH

    def known(self, now: datetime) -> Verdict:
        """The verdict, or UNKNOWN when nobody has looked lately."""
        return self.verdict if self.is_fresh(now) else Verdict.UNKNOWN


class VerdictBook(Protocol):
    """Our looks at KSeF and the verdicts that came of them."""

    async def current(self) -> VerdictState:
        """The verdict that counts."""

    async def changes(self, after: int = 0) -> Sequence[VerdictChange]:
        """Changes with a higher `seq`, oldest first."""

    async def look(self, probe: Probe) -> None:
        """Write a look down; looks older than ninety days go."""

    async def looks(self, since: datetime, until: datetime | None = None) -> Sequence[Probe]:
        """The looks of a time, oldest first."""

    async def change(
        self, before: Verdict, verdict: Verdict, at: datetime, evidence: Mapping[str, Json]
    ) -> VerdictChange:
        """Write down that a verdict begins to count, with what it rests on."""
