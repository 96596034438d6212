"""Sizes the Bot API allows, and the pauses it asks for."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable

from sandbox.telegram.errors import too_many_requests

TEXT_CHARACTERS = 4096
CAPTION_CHARACTERS = 1024
RAW_TEXT_BYTES = 1 << 15
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER_CHARACTERS = 200
COPY_TEXT_CHARACTERS = 256
BUTTONS = 100
BUTTONS_IN_ROW = 8
UPLOAD_BYTES = 50 << 20
DOWNLOAD_BYTES = 20 << 20
PHOTO_BYTES = 10 << 20
SECRET_CHARACTERS = 256

UPDATES_AT_ONCE = 100
LONGEST_POLL = 50
MESSAGE_LIFE = 24 * 3600
CALLBACK_LIFE = 150
CALLBACK_PATIENCE = 60
DELETE_WITHIN = 48 * 3600

CHAT_PACE = (1, 1.0)
BOT_PACE = (30, 1.0)
GROUP_PACE = (20, 60.0)
SHORT_BURST = 3


class FloodGate:
    """Decides which sends are answered with 429: those ordered by the switch, and, if wanted, too fast ones.

    Attributes:
        natural: enforce about one message a second in a chat, 30 a second in all and 20 a minute in a group.
        burst: so many messages may come at once in a private chat before the pace is enforced.
        now: seconds of a clock that never goes back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.natural = False
        self.burst = 1
        self._ordered: dict[int | None, tuple[int, int]] = {}
        self._sent: defaultdict[int | None, deque[float]] = defaultdict(deque)

    def order(self, count: int, retry_after: int, chat: int | None = None) -> None:
        """Refuse the next `count` sends (to one chat, or to any), asking for `retry_after` seconds."""
        self._ordered[chat] = (count, retry_after)

    def pass_or_refuse(self, chat: int, messages: int = 1) -> None:
        """Count a send of `messages` new messages (0: an edit).

        Raises:
            ApiError: 429 with `retry_after`.
        """
        for key in (chat, None):
            count, retry_after = self._ordered.get(key, (0, 0))
            if count > 0:
                self._ordered[key] = (count - 1, retry_after)
                raise too_many_requests(retry_after)
        if self.natural and messages:
            self._pace(chat, messages)

    def _pace(self, chat: int, messages: int) -> None:
        now = self.now()
        most, period = CHAT_PACE
        private = most * self.burst, period * self.burst
        rules = [(chat, GROUP_PACE if chat < 0 else private), (None, BOT_PACE)]
        for key, (most, period) in rules:
            sent = self._sent[key]
            while sent and sent[0] <= now - period:
                sent.popleft()
            if len(sent) >= most:
                raise too_many_requests(max(1, round(sent[0] + period - now)))
        for key, _ in rules:
            self._sent[key].extend([now] * messages)
