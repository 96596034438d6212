"""What a doctor says of the bot: whether Telegram knows it, and whether our links lead to it."""

from __future__ import annotations

import asyncio

from app.commands.doctor_away import PATIENCE, away
from app.commands.findings import Finding, missing, well
from app.settings import Settings
from invoicing.model.errors import LatarnikError

_UNKNOWN = (
    "Telegram does not know the token in LATARNIK_TELEGRAM_TOKEN: it was revoked or miscopied; take the present one "
    "from @BotFather (/mybots, the bot, API Token) and restart Latarnik"
)

_UNNAMED = "LATARNIK_TELEGRAM_BOT is not set, so invitations made in the chat are words to send and no links: write {} there"


async def finding_about_telegram(settings: Settings) -> Finding:
    """One line; it is not well when links would lead to another bot."""
    if settings.telegram_token is None:
        return missing("telegram", "LATARNIK_TELEGRAM_TOKEN is not set: get one from @BotFather")
    from bot.introducing import account_of

    try:
        async with asyncio.timeout(PATIENCE):
            account = await account_of(settings.telegram_token.get_secret_value(), settings.telegram_api)
    except (LatarnikError, TimeoutError) as error:
        unknown = isinstance(error, LatarnikError) and error.reason == "telegram-token"
        return missing("telegram", _UNKNOWN if unknown else away("telegram", settings.telegram_api, error))
    if settings.telegram_bot and settings.telegram_bot.casefold() != account.name.casefold():
        words = f"the token is of @{account.name}, but LATARNIK_TELEGRAM_BOT is {settings.telegram_bot}, where links lead"
        return missing("telegram", f"{words}; write {account.name} there")
    knows = f"{settings.telegram_api} knows the bot @{account.name}"
    return well("telegram", knows if settings.telegram_bot else f"{knows}; {_UNNAMED.format(account.name)}")
