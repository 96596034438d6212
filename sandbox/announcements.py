"""What the lighthouse has announced: events, and the messages that tell of them (facts: section 10).

A message is listed from its publishing on, for thirty days, by the world's clock; so a whole weekend can be
announced beforehand, and each word is heard when its hour comes.
"""

import itertools
import secrets
from datetime import datetime
from typing import Any

from sandbox.announced import (
    AVAILABLE,
    END,
    GRAVITY,
    KINDS,
    MAINTENANCE,
    PLANNED,
    START,
    USUAL,
    WORDS,
    Event,
    Message,
    Said,
)
from sandbox.world import WARSAW, World


class Announcements:
    """Keeps events and messages; moments without a zone are meant in Warsaw."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._numbers = itertools.count(1)
        self._listed: list[Message] = []
        self.events: list[Event] = []
        self.newest_first = False
        self.word: str | None = None

    def announce(
        self,
        kind: str,
        start: datetime,
        end: datetime | None = None,
        said: Said = USUAL,
        *,
        closes: bool = False,
    ) -> int:
        """Announce an event; gives its number.

        Args:
            kind: maintenance, failure or total_failure.
            start: when it begins.
            end: when it ends; the end of a failure is announced by a message of its own, at that hour.
            said: words, hour of publishing and version of the first message.
            closes: KSeF refuses calls while the event lasts.

        Raises:
            ValueError: another kind, an end of maintenance that is missing.
        """
        if kind not in KINDS:
            raise ValueError(f"no such kind of event: {kind}")
        category = KINDS[kind]
        if category == MAINTENANCE and end is None:
            raise ValueError("maintenance needs an end")
        event = Event(next(self._numbers), category, _aware(start), _aware(end) if end else None, closes)
        self.events.append(event)
        planned = category == MAINTENANCE
        first = self._publish(event, PLANNED if planned else START, event.end if planned else None, said)
        if event.end is not None and not planned:
            later = max(event.end, first.published or event.end)
            self._publish(event, END, event.end, Said(published=later))
        return event.number

    def update(
        self, number: int, start: datetime | None = None, end: datetime | None = None, said: Said = USUAL
    ) -> int:
        """Publish a later version of what was said last of an event; gives the version.

        Raises:
            ValueError: there is no such event.
        """
        event = self.event(number)
        last = event.messages[-1]
        event.start = _aware(start) if start else event.start
        event.end = _aware(end) if end else event.end
        shown = event.end if end else last.end
        words = Said(
            said.title or last.body["title"], said.text or last.body["text"], said.published, said.version
        )
        return self._publish(event, last.kind, shown, words).version

    def end(self, number: int, moment: datetime | None = None, said: Said = USUAL) -> int:
        """Announce the end of an event; gives the version.

        Args:
            number: the event.
            moment: the stated end; None: only the hour of publishing tells.
            said: words, hour of publishing and version.

        Raises:
            ValueError: there is no such event, or maintenance without a stated end.
        """
        event = self.event(number)
        planned = event.category == MAINTENANCE
        if planned and moment is None:
            raise ValueError("maintenance ends at a stated hour")
        stated = _aware(moment) if moment else None
        message = self._publish(event, PLANNED if planned else END, stated, said)
        event.end = stated or message.published
        return message.version

    def withdraw(self, number: int) -> None:
        """Take an event back: its messages are gone as if they had never been; ValueError when unknown."""
        self.event(number).withdrawn = True

    def repeat(self, number: int) -> None:
        """List the last message of an event once more, with the same id; ValueError when unknown."""
        self._listed.append(self.event(number).messages[-1])

    def raw(self, body: Any) -> None:
        """List any JSON value as a message, as it is."""
        self._listed.append(Message(body, published=_published(body)))

    def event(self, number: int) -> Event:
        """The event of a number; ValueError when there is none."""
        for each in self.events:
            if each.number == number:
                return each
        raise ValueError(f"no such event: {number}")

    def status(self) -> str:
        """The present word of the lighthouse, judged by what has been published."""
        if self.word is not None:
            return self.word
        now = self._world.clock.now()
        lasting = set()
        for event in self.events:
            heard = event.heard(now)
            if heard and heard.start and heard.start <= now and not heard.is_over(now):
                lasting.add(event.category)
        return next((category for category in GRAVITY if category in lasting), AVAILABLE)

    def closed(self) -> str | None:
        """The state into which an event puts KSeF now: failure, maintenance, total_failure; None: none."""
        now = self._world.clock.now()
        lasting = {each.category for each in self.events if each.closes and each.lasts(now)}
        states = {category: kind for kind, category in KINDS.items()}
        return next((states[category] for category in GRAVITY if category in lasting), None)

    def listed(self) -> list[Any]:
        """All messages that can be read now, oldest first unless `newest_first`."""
        return [each.body for each in self._readable()]

    def relevant(self) -> list[Any]:
        """The word that counts of each event that lasts or is still ahead, and whatever is raw."""
        now = self._world.clock.now()
        heard = [each.heard(now) for each in self.events]
        counting = {id(each) for each in heard if each is not None and not each.is_over(now)}
        return [each.body for each in self._readable() if each.event is None or id(each) in counting]

    def _readable(self) -> list[Message]:
        now = self._world.clock.now()
        gone = {each.number for each in self.events if each.withdrawn}
        readable = [each for each in self._listed if each.event not in gone and each.is_listed(now)]
        return readable[::-1] if self.newest_first else readable

    def _publish(self, event: Event, kind: str, end: datetime | None, said: Said) -> Message:
        published = _aware(said.published) if said.published else self._world.clock.now()
        version = said.version
        if version is None:
            version = max((each.version for each in event.messages), default=0) + 1
        title, text = WORDS[event.category, kind]
        body = {
            "id": secrets.token_hex(12),
            "eventId": event.number,
            "category": event.category,
            "type": kind,
            "title": said.title or title,
            "text": said.text or text,
            "start": event.start.isoformat(),
            "end": end.isoformat() if end is not None else None,
            "version": version,
            "published": published.isoformat(),
        }
        message = Message(body, event.number, kind, event.start, end, published, version)
        event.messages.append(message)
        self._listed.append(message)
        self._world.events.add("lighthouse", category=event.category, type=kind, event=event.number)
        return message


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=WARSAW)


def _published(body: Any) -> datetime | None:
    """When a raw message says it was published; None when it does not say so readably."""
    try:
        return _aware(datetime.fromisoformat(body["published"]))
    except (TypeError, KeyError, ValueError):
        return None
