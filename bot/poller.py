"""The way in: every update is in our database before Telegram may forget it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import BotCommand

from bot.client import POLL_SECONDS
from bot.session import GetRawUpdates
from bot.withholding import without_secrets
from invoicing.services.messages import Channel
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import Received
from templates.render import label
from templates.values import LANGUAGES

log = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query"]
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
    "pomoc",
)
"""The menu, in the order in which it is shown."""
_PAUSES = (0.5, 1, 2, 5, 10, 30)


class TelegramPoller:
    """Long-polls getUpdates; an offset is confirmed only after the commit that stored the updates below it."""

    def __init__(self, bot: Bot, units: UnitsOfWork, clock: Clock) -> None:
        self._bot, self._units, self._clock = bot, units, clock
        self._offset: int | None = None
        self._failures = 0

    async def __call__(self) -> None:
        """Poll until cancelled; Telegram's absence is waited out."""
        await self._introduce()
        while True:
            try:
                await self.once(POLL_SECONDS)
                self._failures = 0
            except (TelegramAPIError, ClientDecodeError) as error:
                pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
                self._failures += 1
                log.warning("telegram does not answer", extra={"error": str(error)[:200], "pause": pause})
                await asyncio.sleep(pause)

    async def once(self, wait: int) -> int:
        """One getUpdates; returns how many updates came."""
        request = GetRawUpdates(offset=self._offset, timeout=wait, allowed_updates=KINDS)
        found = await self._bot(request, request_timeout=wait + 10)
        ids = [(_number_of(update), _chat_of(update)) for update in found]
        raw = [json.dumps(update, ensure_ascii=False).encode(errors="replace") for update in found]
        if raw:
            await self._store(raw, ids)
            self._offset = ids[-1][0] + 1
        return len(raw)

    async def _store(self, raw: Sequence[bytes], ids: Sequence[tuple[int, str]]) -> None:
        now = self._clock.now()
        async with self._units() as work:
            for body, (update_id, chat) in zip(raw, ids, strict=True):
                key = f"telegram:{self._bot.id}:{update_id}"
                stored = without_secrets(body)
                await work.inbox.put(Received(key, Channel.TELEGRAM, f"telegram:{chat}", stored, now))

    async def _introduce(self) -> None:
        """Set the command menu, for each language of Telegram; a failure is not worth stopping for."""
        try:
            for language in LANGUAGES:
                told = (
                    None if language == "pl" else language
                )  # Polish is for everybody whose own we do not speak
                await self._bot.set_my_commands(menu(language), language_code=told)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("could not set the command menu", extra={"error": str(error)[:200]})


def menu(language: str) -> list[BotCommand]:
    """The menu of commands in a language."""
    return [BotCommand(command=name, description=label(f"command-{name}", language)) for name in COMMANDS]


def _number_of(update: Mapping[str, Any]) -> int:
    """The update's number.

    Raises:
        ClientDecodeError: there is none; somebody else than Telegram has answered.
    """
    try:
        return int(update["update_id"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ClientDecodeError("an update without a number", error, update) from error


def _chat_of(update: Mapping[str, Any]) -> str:
    """The chat, in which updates are answered one after another; newer shapes than we know share one."""
    try:
        message = update.get("message") or update.get("edited_message") or update["callback_query"]["message"]
        return str(int(message["chat"]["id"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return "undecoded"
