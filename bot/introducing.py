"""How the bot introduces itself: whose token it is, and what people read before their first message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot

from bot.client import connect, our_errors
from bot.menu import menu
from templates.render import label
from templates.values import LANGUAGES


@dataclass(frozen=True, slots=True)
class BotAccount:
    """What Telegram says of a bot (Bot API, getMe).

    Attributes:
        name: its user name, for links.
        reads_groups: privacy mode is off, so a group would send it what is not meant for it.
        inline: inline mode is on, which we never answer.
    """

    name: str
    reads_groups: bool
    inline: bool


async def account_of(token: str, api: str) -> BotAccount:
    """Ask Telegram whose token this is.

    Raises:
        Unavailable: Telegram is away; reason `telegram-token`: it knows no such token.
        Refused: Telegram does not want to say.
    """
    async with _bot(token, api) as bot:
        me = await bot.get_me()
    reads_groups, inline = me.can_read_all_group_messages, me.supports_inline_queries
    return BotAccount(me.username or "", reads_groups=bool(reads_groups), inline=bool(inline))


async def introduce(token: str, api: str) -> None:
    """Set the menu and the descriptions, for each language of Telegram.

    Raises:
        Unavailable: Telegram is away.
        Refused: Telegram does not take them.
    """
    async with _bot(token, api) as bot:
        for language in LANGUAGES:
            told = None if language == "pl" else language  # Polish is for everybody whose own we do not speak
            await bot.set_my_commands(menu(language), language_code=told)
            await bot.set_my_description(label("bot-description", language), language_code=told)
            await bot.set_my_short_description(label("bot-short", language), language_code=told)


@asynccontextmanager
async def _bot(token: str, api: str) -> AsyncIterator[Bot]:
    bot = connect(token, api)
    try:
        async with our_errors():
            yield bot
    finally:
        await bot.session.close()
