"""What invitations of the server hold: a link that leads to the bot, and an address that is one."""

from __future__ import annotations

import asyncio

from app.commands.speaking import fail, say
from app.settings import Settings
from invoicing.model.errors import LatarnikError, Refused

_PATIENCE = 5.0  # seconds; somebody waits for the line
_UNNAMED = (
    "There is no link, because {}. It is https://t.me/NAME?start=CODE with the user name of your bot and the code of "
    "invite; write LATARNIK_TELEGRAM_BOT=NAME into the settings, and the next one is whole."
)


async def link_of(settings: Settings, code: str) -> dict[str, str]:
    """A one-time code, and the link that leads to the bot with it.

    Telegram is asked for the bot's name where the settings have none; a code without a link is told of on stderr.
    """
    name = settings.telegram_bot or await _name_by_telegram(settings)
    return {"invite": code, "link": f"https://t.me/{name}?start={code}" if name else ""}


async def _name_by_telegram(settings: Settings) -> str:
    if settings.telegram_token is None:
        say(_UNNAMED.format("neither LATARNIK_TELEGRAM_BOT nor LATARNIK_TELEGRAM_TOKEN is set"))
        return ""
    from bot.introducing import account_of

    try:
        async with asyncio.timeout(_PATIENCE):
            account = await account_of(settings.telegram_token.get_secret_value(), settings.telegram_api)
    except (LatarnikError, TimeoutError):
        say(_UNNAMED.format("LATARNIK_TELEGRAM_BOT is not set and Telegram did not tell the bot's name"))
        return ""
    return account.name


def address_of(email: str | None) -> str | None:
    """An address as it is compared with those of letters, or None.

    Raises:
        SystemExit: status 1 with a sentence when it is no address.
    """
    from invoicing.services.mail_trust.adding import require_address

    if email is None:
        return None
    address = email.strip().lower()
    try:
        require_address(address)
    except Refused:
        fail(f"{email!r} is no e-mail address. Write it like jan@firma.pl after --email. Nothing was done.")
    return address
