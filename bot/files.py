"""Files that people send, fetched when they are wanted."""

from __future__ import annotations

import io

import aiohttp
from aiogram import Bot

from bot.client import our_errors
from invoicing.model.errors import Refused, Unavailable

_TOO_BIG = "file is too big"  # Telegram's own words for what a bot cannot fetch (Bot API, getFile: 20 MB)


class TelegramFiles:
    """Fetches the bytes of a file in a chat (a `Download`)."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def __call__(self, reference: str, limit: int) -> bytes:
        """The bytes.

        Raises:
            Unavailable: Telegram does not answer.
            Refused: ksef-signed-too-large, chat-refused when Telegram has it no more.
        """
        try:
            async with our_errors():
                file = await self._bot.get_file(reference)
        except Refused as refusal:
            if _TOO_BIG in refusal.details.get("text", "").lower():
                raise Refused("ksef-signed-too-large") from refusal
            raise
        if (file.file_size or 0) > limit or file.file_path is None:
            raise Refused("ksef-signed-too-large")
        into = io.BytesIO()
        try:
            async with our_errors():
                await self._bot.download_file(file.file_path, into)
        except (aiohttp.ClientError, TimeoutError) as error:  # aiogram lets these through
            raise Unavailable(service="telegram", text=str(error)[:200]) from error
        return into.getvalue()
