"""How a story knows that nothing more will come, and what it says when that never is so."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

A_WHILE = 1.5
"""Seconds in which an idle app would have begun what it is going to do."""
LATELY, WORDS = 6, 100
"""Of what went on: how many of the last changes are told, and how many letters of each message."""

Messages = list[tuple[int, str]]


class Stillness:
    """Looks at a world again and again, until it has stood still for a while.

    Args:
        state: what the sandbox says of the whole.
        in_hand: what the app has yet to do at a moment, in words.
        messages: numbers and texts of a chat.
    """

    def __init__(
        self,
        state: Callable[[], dict],
        in_hand: Callable[[str], list[str]],
        messages: Callable[[], Messages],
    ) -> None:
        self._state, self._in_hand, self._messages = state, in_hand, messages
        self._begun = self._since = time.monotonic()
        self._busy: list[str] = []
        self._counts: dict[str, int] = {}
        self._said: Messages = []
        self._clock = ""
        self._lately: deque[str] = deque(maxlen=LATELY)

    def __call__(self) -> bool:
        """One look; True when the app has nothing in hand and nothing new has happened for a while."""
        state, now = self._state(), time.monotonic()
        self._clock = state["clock"]
        busy, counts, said = self._busy_with(state["app"]), state["counts"], self._messages()
        if (busy, counts, said) != (self._busy, self._counts, self._said):
            self._note(now, busy, counts, said)
            self._busy, self._counts, self._said, self._since = busy, counts, said, now
        return not busy and now - self._since > A_WHILE

    def told(self) -> str:
        """What keeps it from being still, and what changed last."""
        still = time.monotonic() - self._since
        return "\n".join(
            [
                f"{len(self._said)} messages, the last of them: {_short(self._said[-3:])}",
                f"the clock shows {self._clock}; last changes, in seconds since the wait began:",
                *self._lately,
                f"nothing has changed for {still:.1f} s; in hand:",
                *(self._busy or ["nothing"]),
            ]
        )

    def _busy_with(self, app: dict) -> list[str]:
        if not app["running"]:
            return []
        return self._in_hand(self._clock) if app["ready"] else ["the app is not ready"]

    def _note(self, now: float, busy: list[str], counts: dict[str, int], said: Messages) -> None:
        counted = {
            name: (self._counts.get(name), n) for name, n in counts.items() if self._counts.get(name) != n
        }
        spoken = _short([one for one in said if one not in self._said][-2:])
        words = [f"counts {counted}" if counted else "", f"said {spoken}" if spoken else ""]
        if busy != self._busy:
            words.append(f"in hand {[each.split(',')[0] for each in busy]}")
        self._lately.append(f"{now - self._begun:6.1f}: {'; '.join(filter(None, words))}")


def _short(messages: Messages) -> Messages:
    return [(number, text[:WORDS]) for number, text in messages]
