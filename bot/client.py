"""Telegram's Bot API: how we reach it, and what its refusals mean for us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response
from aiogram.types import LinkPreviewOptions, Message

from bot.session import Session
from invoicing.model.errors import LatarnikError, Refused, Unavailable

POLL_SECONDS = 25
"""How long one getUpdates waits for something to come (Bot API, getUpdates, timeout)."""

_ANSWERS = (Response[bool], Response[Message], Response[Message | bool], Response[list[dict[str, Any]]])
"""Held for ever: pydantic forgets a generic model that nobody holds, and aiogram would build it anew at every call."""


def connect(token: str, api: str) -> Bot:
    """A bot that talks to the Bot API at `api` (base address without a path) and to nothing else."""
    defaults = DefaultBotProperties(parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True))
    return Bot(token, session=Session(api, POLL_SECONDS + 15), default=defaults)


@asynccontextmanager
async def our_errors() -> AsyncIterator[None]:
    """Turn aiogram's exceptions into ours: who is at fault and whether trying again helps."""
    try:
        yield
    except TelegramRetryAfter as error:
        raise Unavailable(service="telegram", retry_after=float(error.retry_after)) from error
    except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
        raise Unavailable(service="telegram", text=str(error)[:200]) from error
    except (TelegramForbiddenError, TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError) as error:
        raise _refusal(error) from error


def _refusal(error: Exception) -> LatarnikError:
    if isinstance(error, TelegramUnauthorizedError):
        return Unavailable(
            "telegram-token", service="telegram"
        )  # the operator mends it; nothing is lost meanwhile
    if isinstance(error, TelegramForbiddenError):
        return Refused("chat-closed", text=str(error)[:200])
    return Refused("chat-refused", text=str(error)[:200])
