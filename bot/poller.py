"""The way in: every update is in our database before Telegram may forget it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import BotCommand, Update

from bot.client import POLL_SECONDS
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
        try:
            updates = await self._bot.get_updates(
                offset=self._offset, timeout=wait, allowed_updates=KINDS, request_timeout=wait + 10
            )
            raw = [update.model_dump_json(exclude_unset=True, by_alias=True).encode() for update in updates]
            ids = [(update.update_id, _chat_of(update)) for update in updates]
        except ClientDecodeError as error:  # one update is newer than our models: keep the raw form of all
            raw, ids = _undecoded(error)
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
                await self._bot.set_my_commands(_menu(language), language_code=told)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("could not set the command menu", extra={"error": str(error)[:200]})


def _menu(language: str) -> list[BotCommand]:
    return [BotCommand(command=name, description=label(f"command-{name}", language)) for name in COMMANDS]


def _chat_of(update: Update) -> str:
    said = update.message or update.edited_message
    message = said or (update.callback_query.message if update.callback_query else None)
    return str(message.chat.id) if message else "none"


def _undecoded(error: ClientDecodeError) -> tuple[list[bytes], list[tuple[int, str]]]:
    """Raw updates of an answer that the models refused.

    Raises:
        ClientDecodeError: there are none in it; somebody else than Telegram has answered.
    """
    try:
        body: Any = json.loads(error.data) if isinstance(error.data, str | bytes) else error.data
        found = [(json.dumps(update).encode(), int(update["update_id"])) for update in body["result"]]
    except (ValueError, TypeError, KeyError):
        raise error from None
    return [raw for raw, _ in found], [(update_id, "undecoded") for _, update_id in found]
