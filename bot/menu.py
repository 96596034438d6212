"""The menu of commands that Telegram shows beside the field for words."""

from __future__ import annotations

import logging

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import BotCommand

from templates.render import label
from templates.values import LANGUAGES

log = logging.getLogger(__name__)

COMMANDS = (
    "faktury",
    "szkice",
    "eksport",
    "kontrahenci",
    "kolejka",
    "limit",
    "terminy",
    "odrzucone",
    "ksef",
    "dowody",
    "gotowosc",
    "certyfikat",
    "podpis",
    "dostep",
    "jpk",
    "miesiac",
    "cykliczne",
    "proformy",
    "poranek",
    "firma",
    "ludzie",
    "zapros",
    "zatwierdzanie",
    "zamroz",
    "odmroz",
    "cwiczenia",
    "jezyk",
    "prywatnosc",
    "pomoc",
)
"""The menu, in the order in which it is shown."""


def menu(language: str) -> list[BotCommand]:
    """The menu of commands in a language."""
    return [BotCommand(command=name, description=label(f"command-{name}", language)) for name in COMMANDS]


async def show_menu(bot: Bot) -> None:
    """Set it for each language of Telegram; a failure is not worth stopping for."""
    try:
        for language in LANGUAGES:
            # Polish is for everybody whose own we do not speak
            told = None if language == "pl" else language
            await bot.set_my_commands(menu(language), language_code=told)
    except (TelegramAPIError, ClientDecodeError) as error:
        log.warning("could not set the command menu", extra={"error": str(error)[:200]})
