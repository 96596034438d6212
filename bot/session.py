"""How calls travel to the Bot API: as JSON, and of an answer only what we ask for is read.

Telegram answers each message with the whole message, every entity and button of it; a model for each of them would
cost more than all the rest of an answer. Updates are kept as they came and read later, one by one.
"""

from __future__ import annotations

import json
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiohttp import JsonPayload

_OF_A_MESSAGE = ("message_id", "date", "chat")


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """Bot API, getUpdates; the updates as they came."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None
    timeout: int
    allowed_updates: list[str]


class Session(AiohttpSession):
    """Calls to the Bot API at one address."""

    def __init__(self, api: str, timeout: float) -> None:
        server = TelegramAPIServer.from_base(api)
        super().__init__(api=server, timeout=timeout, json_loads=_what_we_ask_for, json_dumps=_dumped)

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        """The body of a call: JSON, but a form where files go along (Bot API, Making requests)."""
        files: dict[str, Any] = {}
        values = {
            name: self.prepare_value(value, bot, files)
            for name, value in method.model_dump(warnings=False).items()
        }
        if files:
            return super().build_form_data(bot, method)
        return JsonPayload({name: value for name, value in values.items() if value}, dumps=_dumped)


def _what_we_ask_for(text: str) -> Any:
    body = json.loads(text)
    result = body.get("result") if isinstance(body, dict) else None
    if isinstance(result, dict) and "message_id" in result:
        body["result"] = {name: result[name] for name in _OF_A_MESSAGE if name in result}
    return body


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
