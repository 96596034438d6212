"""Offline modes, outages, and until when an invoice must be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from invoicing.model.errors import InvalidValue, Refused
from invoicing.model.workdays import workday_after

FAILURE_DAYS = 7  # art. 106nf ust. 4 VATA


class OfflineMode(StrEnum):
    """In which mode an invoice was issued; online is `None` where a mode is optional."""

    OFFLINE24 = "offline24"  # art. 106nda
    UNAVAILABILITY = "unavailability"  # art. 106nh
    EMERGENCY = "emergency"  # art. 106nf
    TOTAL_FAILURE = "total_failure"  # art. 106ng


class OutageKind(StrEnum):
    """The event that the Ministry announces (wire values of the lighthouse, lower case)."""

    MAINTENANCE = "maintenance"
    FAILURE = "failure"
    TOTAL_FAILURE = "total_failure"


@dataclass(frozen=True, slots=True)
class Outage:
    """An announced event; `start` is the day of the announcement, `end` its last day or None while it lasts.

    Attributes:
        ended_at: the moment of its end, where it is known; deadlines are counted by days, and the moment only tells
            whether an invoice of that very day came after it.
    """

    kind: OutageKind
    start: date
    end: date | None
    ended_at: datetime | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise InvalidValue("outage-order", start=self.start.isoformat(), end=self.end.isoformat())

    def over_before(self, day: date) -> bool:
        """Whether it had ended before that day."""
        return self.end is not None and self.end < day

    def over_before_moment(self, moment: datetime | None) -> bool:
        """Whether it had certainly ended before that moment."""
        return moment is not None and self.ended_at is not None and self.ended_at < moment

    def covers(self, day: date) -> bool:
        """Whether that day lies in it; an outage without an end covers every later day."""
        return self.start <= day and not self.over_before(day)


class Article(StrEnum):
    """What a deadline rests on: the article of the VAT act, as it is quoted after "art."."""

    OFFLINE24 = "106nda ust. 2"
    UNAVAILABILITY = "106nh ust. 2"
    EMERGENCY = "106nf ust. 4"
    FURTHER_FAILURE = "106nf ust. 5"
    LIFTED = "106nf ust. 7"
    OVERTAKEN = "106nha"  # borrows 106nf for invoices of another mode
    TOTAL_FAILURE = "106ng"


class Duty(StrEnum):
    """Whether there is a day until which the invoice must be sent."""

    SEND = "send"
    NOT_YET_KNOWN = "not_yet_known"  # the event has not ended: keep ready, compute again at its end
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when an invoice must be sent to KSeF.

    Attributes:
        duty: `day` is a date exactly for SEND.
        day: the last Warsaw day that is still in time, to its end.
        article: of the VAT act.
        outage: the event it is counted from, or that lifted it; None when counted from the day of issue.
    """

    duty: Duty
    day: date | None
    article: Article
    outage: Outage | None = None

    def to_json(self) -> str | None:
        """ISO date, None while not known yet, "none" when there is no duty."""
        if self.duty is Duty.NONE:
            return "none"
        return self.day.isoformat() if self.day else None


def submission_deadline(
    issued: date, mode: OfflineMode, outages: Sequence[Outage], issued_at: datetime | None = None
) -> Deadline:
    """Until when an invoice issued on that day in that mode must be sent.

    Never stored, always derived: an end that is announced later changes the answer.

    Args:
        issued: P_1, the Warsaw date on the invoice.
        mode: the ground on which it was issued.
        outages: everything announced so far, in any order.
        issued_at: the moment of issue, where it is known. An event that had ended before it is not "announced after
            issuing" (art. 106nha), though it ended on the same day: then the earlier date, the safe one, holds.

    Raises:
        Refused: mode-without-ground, no announced event of that kind covers the day; offline24 needs none.
    """
    if mode is OfflineMode.TOTAL_FAILURE:
        return Deadline(Duty.NONE, None, Article.TOTAL_FAILURE, _first_covering(issued, mode, outages))
    deadline = _base(issued, mode, outages)
    for outage in sorted(outages, key=lambda outage: outage.start):
        in_time = deadline.day is None or outage.start <= deadline.day
        if in_time and not outage.over_before(issued) and not outage.over_before_moment(issued_at):
            deadline = _overtaken(deadline, outage, mode)
        if deadline.duty is Duty.NONE:
            break  # final: later events do not revive the duty
    return deadline


_GROUND = {
    OfflineMode.UNAVAILABILITY: OutageKind.MAINTENANCE,
    OfflineMode.EMERGENCY: OutageKind.FAILURE,
    OfflineMode.TOTAL_FAILURE: OutageKind.TOTAL_FAILURE,
}


def _first_covering(issued: date, mode: OfflineMode, outages: Sequence[Outage]) -> Outage | None:
    """The announced event the mode rests on; of several the one that ends first, so that we never promise more."""
    covering = [outage for outage in outages if outage.kind is _GROUND[mode] and outage.covers(issued)]
    return min(covering, key=lambda outage: outage.end or date.max, default=None)


def _base(issued: date, mode: OfflineMode, outages: Sequence[Outage]) -> Deadline:
    """The term before anything overtakes it."""
    if mode is OfflineMode.OFFLINE24:
        return Deadline(Duty.SEND, workday_after(issued), Article.OFFLINE24)
    ground = _first_covering(issued, mode, outages)
    if ground is None:
        raise Refused("mode-without-ground", mode=mode.value, issued=issued.isoformat())
    if mode is OfflineMode.EMERGENCY:
        return _counted(ground, FAILURE_DAYS, Article.EMERGENCY)
    return _counted(ground, 1, Article.UNAVAILABILITY)


def _counted(outage: Outage, days: int, article: Article) -> Deadline:
    """So many workdays after the day on which the event ended, as its end notice states it."""
    if outage.end is None:
        return Deadline(Duty.NOT_YET_KNOWN, None, article, outage)
    return Deadline(Duty.SEND, workday_after(outage.end, days), article, outage)


def _overtaken(deadline: Deadline, outage: Outage, mode: OfflineMode) -> Deadline:
    """What an event announced in time makes of the term; maintenance makes nothing of it."""
    emergency = mode is OfflineMode.EMERGENCY
    if outage.kind is OutageKind.TOTAL_FAILURE:
        return Deadline(Duty.NONE, None, Article.LIFTED if emergency else Article.OVERTAKEN, outage)
    if outage.kind is OutageKind.MAINTENANCE:
        return deadline
    moved = _counted(outage, FAILURE_DAYS, Article.FURTHER_FAILURE if emergency else Article.OVERTAKEN)
    return max(deadline, moved, key=lambda each: each.day or date.max)  # a failure never shortens a term
