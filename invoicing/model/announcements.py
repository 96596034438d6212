"""What the Ministry's messages about one event come to, whatever the order they arrived in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from invoicing.model.offline import Outage, OutageKind
from invoicing.model.warsaw import warsaw_day

LISTED_FOR = timedelta(days=30)
"""How long the lighthouse lists a message; what is older disappears without meaning anything."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One message of the lighthouse; moments are aware, None where it names none that can be read.

    Attributes:
        event: groups the messages of one event.
        ends: whether it is the notice of an end (FAILURE_END).
        sha256: of the message as it was archived.
    """

    event: str
    kind: OutageKind
    ends: bool
    message_id: str
    version: int
    began_at: datetime | None
    ended_at: datetime | None
    published_at: datetime | None
    sha256: bytes = b""


@dataclass(frozen=True, slots=True)
class AnnouncedOutage:
    """What is believed of an event.

    Attributes:
        began_at: stated beginning.
        ended_at: stated end, None while it lasts.
        announced_at: when the first of its messages was published.
        latest_at: when the latest was.
        version: the highest that was seen.
        disputed_end: its end is stated for another day than the day on which the end was published.
        odd_end: a message named an end before the beginning, which was not believed.
        withdrawn_at: since when planned works are no longer announced.
    """

    event: str
    kind: OutageKind
    began_at: datetime
    ended_at: datetime | None
    announced_at: datetime
    latest_at: datetime
    version: int
    disputed_end: bool = False
    odd_end: bool = False
    withdrawn_at: datetime | None = None

    def outage(self) -> Outage:
        """By Warsaw days, as deadlines are counted."""
        first = warsaw_day(self.began_at)
        last = warsaw_day(self.ended_at) if self.ended_at else None
        return Outage(self.kind, first, last, self.ended_at)

    @property
    def stated_end(self) -> datetime | None:
        """Its end as it may be said to people; None also where the only one that was named cannot be believed."""
        return self.ended_at if self.ended_at and self.ended_at > self.began_at else None

    def silence_withdraws(self, now: datetime) -> bool:
        """Whether works that are listed no longer have been called off.

        Only works that lie ahead can be: a failure that began is ended by its notice alone, and what was published
        more than thirty days ago is listed no longer in any case.
        """
        listed = now - self.latest_at < LISTED_FOR
        return self.kind is OutageKind.MAINTENANCE and now < self.began_at and listed


def settled(announcements: Sequence[Announcement]) -> AnnouncedOutage | None:
    """From all messages of one event, oldest arrival first; None when nothing dates it.

    The highest version of each type counts, so a lighthouse that shows an older one again changes nothing.
    """
    notice = _newest([each for each in announcements if not each.ends])
    ending = _newest([each for each in announcements if each.ends])
    stated = (notice.began_at if notice else None, ending.began_at if ending else None)
    began = _first(*stated, _published(notice or ending))
    if began is None:
        return None
    named = [each.ended_at for each in (ending, notice) if each and each.ended_at]
    published = [each.published_at for each in announcements if each.published_at]
    ended = _end(began, notice, ending)
    kind = announcements[0].kind
    odd = any(end < began for end in named)
    if odd and kind is OutageKind.MAINTENANCE:
        # Works without a believable end would cover every later day; their first day alone is the shortest ground.
        ended = ended or began
    return AnnouncedOutage(
        event=announcements[0].event,
        kind=kind,
        began_at=began,
        ended_at=ended,
        announced_at=min(published, default=began),
        latest_at=max(published, default=began),
        version=max(each.version for each in announcements),
        disputed_end=_disputed(ended, ending),
        odd_end=odd,
    )


def by_event(announcements: Sequence[Announcement]) -> tuple[AnnouncedOutage, ...]:
    """What is believed of each event, by its beginning; events that nothing dates are left out."""
    events: dict[tuple[OutageKind, str], list[Announcement]] = {}
    for announcement in announcements:
        events.setdefault((announcement.kind, announcement.event), []).append(announcement)
    found = (settled(each) for each in events.values())
    return tuple(sorted((each for each in found if each), key=lambda each: (each.began_at, each.kind)))


def _newest(announcements: Sequence[Announcement]) -> Announcement | None:
    numbered = enumerate(announcements)
    return max(numbered, key=lambda pair: _rank(*pair), default=(0, None))[1]


def _rank(position: int, announcement: Announcement) -> tuple[int, datetime, int]:
    return (announcement.version, announcement.published_at or _LONG_AGO, position)


def _end(began: datetime, notice: Announcement | None, ending: Announcement | None) -> datetime | None:
    """The stated end: a notice of an end names it, else the event's own notice does.

    Which of the moments of an end notice is the legal end is settled nowhere; the stated one counts, and every
    message is kept. An end before the beginning is never believed. Where the end has been announced and no moment of
    it can be believed, the event ends as it began: the earliest end gives the earliest deadline, which is the safe
    one. Where it has not been announced, the event goes on until it is.
    """
    stated = [each.ended_at for each in (ending, notice) if each and each.ended_at]
    believed = next((end for end in stated if end >= began), None)
    if believed is not None or ending is None:
        return believed
    if stated:
        return began
    own = (
        ending.began_at if ending.began_at and ending.began_at > began else None
    )  # else it repeats the start
    return max(began, _first(own, ending.published_at) or began)


def _disputed(ended: datetime | None, ending: Announcement | None) -> bool:
    if ended is None or ending is None or ending.published_at is None:
        return False
    return warsaw_day(ended) != warsaw_day(ending.published_at)


def _published(announcement: Announcement | None) -> datetime | None:
    return announcement.published_at if announcement else None


def _first(*moments: datetime | None) -> datetime | None:
    return next((moment for moment in moments if moment is not None), None)
