"""Keeps Telegram pushing to our address, and says when it cannot."""

from __future__ import annotations

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from bot.menu import show_menu
from bot.storing import KINDS

log = logging.getLogger(__name__)

LOOK_EVERY = 300.0
"""Seconds between two looks whether Telegram still pushes to us: another installation may have taken the bot."""
AT_ONCE = 40
"""Pushes that Telegram may have under way (Bot API, setWebhook: max_connections)."""


class KeepPushed:
    """Names our address to Telegram, and looks again; use it instead of the poller."""

    def __init__(self, bot: Bot, address: str, secret: str) -> None:
        self._bot, self._address, self._secret = bot, address, secret

    async def __call__(self) -> None:
        """Until cancelled; the address stays with Telegram, which keeps updates for a day."""
        await show_menu(self._bot)
        pause, named = 1.0, False
        while True:
            try:
                if not named:  # Telegram does not tell which secret it repeats: perhaps that of a former key
                    await self._name()
                    named = True
                await self._look()
                pause = LOOK_EVERY
            except (TelegramAPIError, ClientDecodeError) as error:
                pause = min(LOOK_EVERY, pause * 2)
                log.warning("telegram does not answer", extra={"error": str(error)[:200], "pause": pause})
            await asyncio.sleep(pause)

    async def _look(self) -> None:
        known = await self._bot.get_webhook_info()
        if known.last_error_message:
            log.warning("telegram cannot push", extra={"why": known.last_error_message[:200]})
        if known.url != self._address:
            await self._name()

    async def _name(self) -> None:
        await self._bot.set_webhook(
            self._address,
            secret_token=self._secret,
            allowed_updates=KINDS,
            max_connections=AT_ONCE,
            drop_pending_updates=False,
        )
