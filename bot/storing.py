"""Updates as they came go into the inbox, before Telegram may forget them; whoever brings them, once each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.groups import without_words_of_a_group
from bot.withholding import without_secrets
from invoicing.services.messages import Channel
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import Received

KINDS = ["message", "edited_message", "callback_query"]
"""What we ask Telegram for."""


class StoreUpdates:
    """Writes updates of one bot down; an update that is there already is left as it is."""

    def __init__(self, bot_id: int, units: UnitsOfWork, clock: Clock) -> None:
        self._bot_id, self._units, self._clock = bot_id, units, clock

    async def __call__(self, found: Sequence[Mapping[str, Any]]) -> int:
        """Store them in one transaction; the number of the last.

        Raises:
            ValueError: there is an update without a number: somebody else than Telegram has spoken.
        """
        numbers = [_number_of(update) for update in found]
        now = self._clock.now()
        async with self._units() as work:
            for number, update in zip(numbers, found, strict=True):
                kept = json.dumps(without_words_of_a_group(update), ensure_ascii=False)
                raw = without_secrets(kept.encode(errors="replace"))
                key = f"telegram:{self._bot_id}:{number}"
                lane = f"telegram:{_chat_of(update)}"
                await work.inbox.put(Received(key, Channel.TELEGRAM, lane, raw, now))
        return numbers[-1]


def _number_of(update: Mapping[str, Any]) -> int:
    try:
        return int(update["update_id"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ValueError("an update without a number") from error


def _chat_of(update: Mapping[str, Any]) -> str:
    """The chat, in which updates are answered one after another; newer shapes than we know share one."""
    try:
        message = update.get("message") or update.get("edited_message") or update["callback_query"]["message"]
        return str(int(message["chat"]["id"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return "undecoded"
