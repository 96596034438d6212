"""The queue of updates: births, lifetimes, confirmation by offset, one poller at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sandbox.telegram.errors import ApiError
from sandbox.telegram.limits import CALLBACK_LIFE, LONGEST_POLL, MESSAGE_LIFE, UPDATES_AT_ONCE

Json = dict[str, Any]
FIRST_UPDATE = 100_000_001
KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
        "callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member",
        "chat_member", "chat_join_request", "message_reaction", "message_reaction_count",
    }
)  # fmt: skip
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
CONFLICT_PAUSE = 3.0


@dataclass(frozen=True, slots=True)
class Update:
    """An update on its way; `body` is the Update object of the API, frozen at birth."""

    update_id: int
    chat_id: int
    expires: datetime
    body: Json


class UpdateBook:
    """Updates that the bot has not confirmed yet.

    Attributes:
        allowed: kinds the bot asked for; others are not even born.
        arrived: set at every birth, for the webhook.
        repeat_pause: seconds a hurried poll with the same offset has to wait, as on the real server.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.allowed: frozenset[str] = DEFAULT_KINDS
        self.arrived = asyncio.Event()
        self.repeat_pause = 3.0
        self._now = now
        self._pending: dict[int, Update] = {}
        self._next_id = FIRST_UPDATE
        self._poll: asyncio.Future[None] | None = None
        self._last_poll = (-1, 0.0)
        self._next_conflict = 0.0

    def allow(self, kinds: Any) -> None:
        """Remember `allowed_updates`; None leaves what was said before, nothing known means the default."""
        if isinstance(kinds, list):
            known = frozenset(kind for kind in kinds if isinstance(kind, str)) & KINDS
            self.allowed = known or DEFAULT_KINDS

    def add(self, kind: str, payload: Json, chat_id: int) -> None:
        """Give birth to an update, if the bot wants its kind."""
        if kind not in self.allowed:
            return
        life = CALLBACK_LIFE if kind == "callback_query" else MESSAGE_LIFE
        update_id, self._next_id = self._next_id, self._next_id + 1
        body = {"update_id": update_id, kind: payload}
        self._pending[update_id] = Update(update_id, chat_id, self._now() + timedelta(seconds=life), body)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.arrived.set()

    def pending(self) -> Iterator[Update]:
        """Yield the living updates, oldest first, and bury the expired ones on the way."""
        now = self._now()
        expired = []
        try:
            for update in self._pending.values():
                if update.expires > now:
                    yield update
                else:
                    expired.append(update.update_id)
        finally:
            self.confirm(expired)

    def confirm(self, update_ids: list[int]) -> None:
        """Forget updates that were delivered."""
        for update_id in update_ids:
            self._pending.pop(update_id, None)

    def drop(self) -> None:
        """Forget everything that waits."""
        self._pending.clear()

    def count(self) -> int:
        """Count the living updates."""
        return sum(1 for _ in self.pending())

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """Answer `getUpdates`.

        Args:
            offset: everything below is confirmed; negative keeps only the last ones; 0 confirms nothing.
            limit: at most so many updates, clamped to 1..100.
            seconds: how long to wait for the first one, clamped to 0..50.

        Raises:
            ApiError: 409 when another poller took over, or what `interrupt` was given.
        """
        limit, seconds = _clamp(limit, 1, UPDATES_AT_ONCE), _clamp(seconds, 0, LONGEST_POLL)
        patience, limit = self._slow_down(offset, limit, seconds)
        self.interrupt(ApiError(409, OTHER_POLLER))
        self._move(offset)
        deadline = time.monotonic() + patience
        while True:
            found = [update.body for update in islice(self.pending(), limit)]
            rest = deadline - time.monotonic()
            if found or rest <= 0:
                return found
            await self._wait(rest)

    @property
    def polling(self) -> asyncio.Future[None] | None:
        """The poll that waits now, if there is one."""
        return self._poll

    def interrupt(self, reason: ApiError) -> None:
        """End the waiting poll, if there is one, with an error."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(reason)

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        await asyncio.wait({poll}, timeout=seconds)
        if self._poll is poll:
            self._poll = None
        if not poll.done():
            return
        reason = poll.exception()
        if isinstance(reason, ApiError) and reason.code == 409:
            await self.pause_before_conflict()
        poll.result()

    async def pause_before_conflict(self) -> None:
        """Keep conflict answers three seconds apart, as the real server does."""
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(CONFLICT_PAUSE)
        else:
            self._next_conflict = now + CONFLICT_PAUSE

    def _slow_down(self, offset: int, limit: int, seconds: int) -> tuple[float, int]:
        now = time.monotonic()
        last_offset, last_time = self._last_poll
        self._last_poll = (offset, now)
        if offset != last_offset:
            return seconds, limit
        hurried = seconds < self.repeat_pause and now < last_time + self.repeat_pause
        return (self.repeat_pause if hurried else seconds), (1 if now < last_time + 0.5 else limit)

    def _move(self, offset: int) -> None:
        if offset < 0:
            self.confirm(list(self._pending)[:offset])
        elif offset > 0:
            # Identifiers rise, so only the confirmed ones are looked at.
            confirmed = []
            for update_id in self._pending:
                if update_id >= offset:
                    break
                confirmed.append(update_id)
            self.confirm(confirmed)


def _clamp(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
