"""The way in: every update is in our database before Telegram may forget it."""

from __future__ import annotations

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramConflictError

from bot.client import POLL_SECONDS
from bot.menu import show_menu
from bot.session import GetRawUpdates
from bot.storing import KINDS, StoreUpdates

log = logging.getLogger(__name__)

_PAUSES = (0.5, 1, 2, 5, 10, 30)


class TelegramPoller:
    """Long-polls getUpdates; an offset is confirmed only after the commit that stored the updates below it."""

    def __init__(self, bot: Bot, store: StoreUpdates) -> None:
        self._bot, self._store = bot, store
        self._offset: int | None = None
        self._failures = 0

    async def __call__(self) -> None:
        """Poll until cancelled; Telegram's absence is waited out."""
        await show_menu(self._bot)
        while True:
            try:
                await self.once(POLL_SECONDS)
                self._failures = 0
            except (TelegramAPIError, ClientDecodeError) as error:
                pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
                self._failures += 1
                log.warning("telegram does not answer", extra={"error": str(error)[:200], "pause": pause})
                await self._take_back(error)
                await asyncio.sleep(pause)

    async def once(self, wait: int) -> int:
        """One getUpdates; returns how many updates came.

        Raises:
            ClientDecodeError: an update has no number; somebody else than Telegram has answered.
        """
        request = GetRawUpdates(offset=self._offset, timeout=wait, allowed_updates=KINDS)
        found = await self._bot(request, request_timeout=wait + 10)
        if found:
            try:
                self._offset = await self._store(found) + 1
            except ValueError as error:
                raise ClientDecodeError(str(error), error, found) from error
        return len(found)

    async def _take_back(self, error: Exception) -> None:
        """Whoever polls has no webhook: one of an earlier installation is taken back, and its updates come to us."""
        if isinstance(error, TelegramConflictError) and "webhook" in error.message:
            try:
                await self._bot.delete_webhook(drop_pending_updates=False)
            except (TelegramAPIError, ClientDecodeError) as refused:
                log.warning("telegram keeps its webhook", extra={"error": str(refused)[:200]})
