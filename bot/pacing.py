"""Telegram's limits: 30 messages a second over all chats, one a second in a chat, and the pause that a 429 asks for.

Answers go first: what nobody asked for takes at most 20 a second and leaves room in the window, and whatever would
have to wait long is given back, so that it holds no worker that an answer needs.
"""

from __future__ import annotations

import asyncio
import time
from bisect import insort
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from invoicing.services.jobs import NotYet

WINDOW = 1.05
"""Seconds that a window of one second is taken for: messages do not travel equally fast."""
IN_ALL = 28
"""Messages in a window, of the 30 that Telegram takes."""
UNASKED = 24
"""So many of them may be taken when something goes that nobody asked for."""
PUSHES_A_SECOND = 20
PATIENCE = 0.25
"""Seconds that something unasked waits in place; an answer waits as long as its chat's second lasts."""
LONGEST_IN_PLACE = 1.2


class Pace:
    """Gives turns to messages; one for all chats of a bot.

    Args:
        now: seconds of a clock that never goes back.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now, self._sleep = now, sleep
        self._held_until = 0.0
        self._sent: list[float] = []  # moments of this window, booked ones too, in order
        self._in_chat: dict[str, float] = {}
        self._next_push = 0.0
        self._booked: dict[str, float] = {}

    def hold(self, seconds: float) -> None:
        """Telegram asked for a pause: nothing goes to any chat until it is over."""
        self._held_until = max(self._held_until, self._now() + seconds)

    def check(self) -> None:
        """See that no pause is being kept.

        Raises:
            NotYet: Telegram asked for one, with the seconds left of it.
        """
        left = self._held_until - self._now()
        if left > 0:
            raise NotYet(left)

    @asynccontextmanager
    async def turn(self, chat: str, promise: str, *, asked: bool) -> AsyncIterator[None]:
        """Wait for the turn of a new message.

        Args:
            chat: where it goes.
            promise: what tells it from others, when it comes back for its turn.
            asked: it answers somebody.

        Raises:
            NotYet: its turn is too far off to wait for in place; come back then.
        """
        self.check()
        if not asked:
            await self._wait(self._push_in(promise), PATIENCE)
        await self._wait(self._in_chat.get(chat, 0.0) + WINDOW - self._now(), LONGEST_IN_PLACE)
        await self._wait(self._book(IN_ALL if asked else UNASKED), LONGEST_IN_PLACE)
        self.check()
        try:
            yield
        finally:
            self._note(chat)

    async def _wait(self, seconds: float, patience: float) -> None:
        if seconds > patience:
            raise NotYet(seconds)
        if seconds > 0:
            await self._sleep(seconds)

    def _push_in(self, promise: str) -> float:
        """Seconds until something unasked may go: one after another, each at the moment booked for it."""
        now = self._now()
        at = self._booked.pop(promise, None)
        if at is None:
            at = self._next_push = max(now, self._next_push + 1 / PUSHES_A_SECOND)
        if at - now > PATIENCE:
            self._booked[promise] = at
        return at - now

    def _book(self, most: int) -> float:
        """Seconds until the window has room; the place is taken."""
        now = self._now()
        while self._sent and self._sent[0] <= now - WINDOW:
            self._sent.pop(0)
        room = len(self._sent) < most
        at = now if room else self._sent[-most] + WINDOW
        insort(self._sent, at)
        return at - now

    def _note(self, chat: str) -> None:
        now = self._now()
        if len(self._in_chat) > 1000:  # more chats than write in a second: forget those whose second is over
            self._in_chat = {key: at for key, at in self._in_chat.items() if at > now - WINDOW}
        self._in_chat[chat] = now


class Unpaced(Pace):
    """No limits of its own, for a Bot API that has none; what it asks for is kept all the same."""

    @asynccontextmanager
    async def turn(self, chat: str, promise: str, *, asked: bool) -> AsyncIterator[None]:
        """At once."""
        del chat, promise, asked
        self.check()
        yield
