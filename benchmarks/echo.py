"""The peer: a bare aiogram bot that answers every text with the same text and remembers nothing."""

from __future__ import annotations

import asyncio
import logging
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

READY = "Start polling"
"""What aiogram logs when it begins."""


async def echo(message: Message) -> None:
    await message.answer(message.text or "")


async def main(api: str, token: str) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)
    asyncio.run(main(sys.argv[1], sys.argv[2]))
