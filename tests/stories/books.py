"""The books of a world's app, read while it works or lies dead: what it has promised and not yet written down as done."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sandbox.demo import Folder
from tests.twins.by_hand import ByHand

ON_THEIR_WAY = (
    "SELECT kind, lane FROM jobs WHERE leased_by IS NOT NULL AND done_at IS NULL AND parked_at IS NULL"
)
DELIVERIES_ON_THEIR_WAY = (
    "SELECT key FROM jobs WHERE kind = 'Deliver'"
    " AND leased_by IS NOT NULL AND done_at IS NULL AND parked_at IS NULL"
)
IN_HAND = (
    "SELECT key, NULL, due_at, attempts, NULL, NULL, last_error FROM inbox"
    " WHERE done_at IS NULL AND parked_at IS NULL AND attempts = 0"
    " UNION ALL SELECT key, lane, due_at, attempts, leased_by, leased_until, last_error FROM jobs"
    " WHERE done_at IS NULL AND parked_at IS NULL"
    " AND (leased_by IS NOT NULL OR attempts = 0 AND (due_at IS NULL OR due_at <= '{}'))"
)
BEFORE_IN_LANE = (
    "SELECT key, due_at, attempts, last_error FROM jobs WHERE done_at IS NULL AND parked_at IS NULL"
    " AND lane = '{}' ORDER BY id LIMIT 1"
)


class InHand(NamedTuple):
    """A promise or a message that the app has not done with; moments are in UTC."""

    key: str
    lane: str | None
    due: object
    attempts: int
    leased_by: str | None
    leased_until: object
    last_error: str | None
    waits_for: tuple | None = None

    def __str__(self) -> str:
        told = [f"due {self.due or 'at once'}, attempts {self.attempts}"]
        told += [f"leased by {self.leased_by} until {self.leased_until}"] if self.leased_by else []
        told += [f"last said {self.last_error}"] if self.last_error else []
        told += [f"waits in its lane for {self.waits_for}"] if self.waits_for else []
        return ", ".join([self.key, *told])


class Books:
    """What the app of a world holds.

    Attributes:
        log: what it wrote.
        app: its data.
        database: the address of its books.
    """

    def __init__(self, log: str, database: str | None = None) -> None:
        self.log = Path(log)
        self.app = Folder(self.log.parent).app
        self._file = self.app / "latarnik.sqlite3"
        self.database = database or f"sqlite:///{self._file}"
        self._by_hand = ByHand(self.database)

    def ask(self, question: str) -> list[tuple]:
        """Rows of the app's database."""
        if not self._by_hand.sqlite:
            return self._by_hand(question)
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as books:
            return books.execute(question).fetchall()

    def everything(self) -> bytes:
        """All that somebody finds who carries the books away."""
        return self._by_hand.everything()

    def chats_spoken_to(self) -> set[int]:
        """The chats of Telegram with a message under way: sent perhaps, and not written down."""
        told = (lane for kind, lane in self.ask(ON_THEIR_WAY) if kind == "Show:telegram")
        return {int(lane.removeprefix("telegram:")) for lane in told}

    def answers_by_mail_under_way(self) -> int:
        """How many answers by e-mail were handed in perhaps, and not written down."""
        return sum(kind == "Show:email" for kind, _ in self.ask(ON_THEIR_WAY))

    def letters_under_way(self) -> list[str]:
        """Message-IDs of the letters to buyers that were handed in perhaps, and not written down."""
        return [name for (key,) in self.ask(DELIVERIES_ON_THEIR_WAY) for name in self._named(key)]

    def _named(self, key: str) -> list[str]:
        """The Message-ID behind a promise to deliver; the second letter on request is another letter than the first."""
        _, delivery, *times = key.split(":")
        rows = self.ask(f"SELECT message_id FROM deliveries WHERE id = '{UUID(delivery).hex}'")
        return [name.replace("@", f".{times[0]}@") if times else name for (name,) in rows]

    def in_hand(self, clock: str) -> list[InHand]:
        """What the app has yet to do at a moment (ISO 8601), but for what it has tried and waits for."""
        moment = datetime.fromisoformat(clock).astimezone(UTC).replace(tzinfo=None)
        rows = [InHand(*row) for row in self.ask(IN_HAND.format(moment.isoformat(" ")))]
        return [row._replace(waits_for=self._before(row)) for row in rows]

    def _before(self, row: InHand) -> tuple | None:
        """The promise of its lane that comes first, unless it is the same."""
        first = self.ask(BEFORE_IN_LANE.format(row.lane)) if row.lane else []
        return next((each for each in first if each[0] != row.key), None)
