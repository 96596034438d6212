"""Updates that Telegram pushes to an address of ours, instead of being asked for them."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable

from app.house import House
from storage.database import Database

PATH = "/telegram"
"""Where updates are pushed to, under the public address."""
_PUSHES = b"pushes of Telegram"


def push_secret(database: Database) -> str:
    """What Telegram repeats with each push: it follows from the installation's key, so every process knows it."""
    return base64.urlsafe_b64encode(database.derived_key(_PUSHES)).decode().rstrip("=")


def pushes_of(house: House) -> Callable[[str, bytes], Awaitable[int]] | None:
    """What takes a push, in whichever process serves pages; None when Telegram is asked instead."""
    settings = house.settings
    if settings.telegram_token is None or not settings.telegram_webhook:
        return None
    from bot.pushes import TakePushes  # noqa: PLC0415 - for who is pushed to alone
    from bot.storing import StoreUpdates  # noqa: PLC0415 - for who is pushed to alone

    bot_id = int(settings.telegram_token.get_secret_value().partition(":")[0])
    store = StoreUpdates(bot_id, house.database.units, house.clock)
    return TakePushes(store, push_secret(house.database))
