"""What `latarnik setup` tries before it writes anything: the token, the mailbox, the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app.clock import SystemClock
from app.commands.setup_questions import UnusableAnswerError
from app.commands.speaking import refusal
from app.installation import address_in_words
from app.places import imap_account, smtp_account
from app.reading_settings import WrongSettingsError
from app.settings import Settings
from invoicing.model.errors import LatarnikError, Unavailable

if TYPE_CHECKING:
    from bot.introducing import BotAccount

T = TypeVar("T")
_PATIENCE = 20.0
_UNKNOWN = "Telegram does not know that token. Copy it whole from @BotFather: /mybots, the bot, API Token."
_NOT_ITS_REACH = {
    "schema-missing", "schema-other", "schema-newer", "secret-key-other", "history-broken", "history-unsealed",
}  # fmt: skip
"""What `check` may find in a database that was reached."""


def bot_of(settings: Settings) -> BotAccount:
    """The bot behind the token.

    Raises:
        UnusableAnswerError: Telegram knows no such token, or is away.
    """
    from bot.introducing import (
        account_of,  # aiogram takes seconds to import; the first question need not wait
    )

    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    return _try("Telegram", lambda: account_of(token, settings.telegram_api))


def try_mailbox(settings: Settings) -> None:
    """Log in where letters go out, then where they come in.

    Raises:
        UnusableAnswerError: one of them does not let us in.
    """
    _try("Letters out", lambda: _letters_out(settings))
    _try("Letters in", lambda: _letters_in(settings))


def try_database(settings: Settings) -> None:
    """Reach a database that is elsewhere; one in the data folder is made later.

    Raises:
        UnusableAnswerError: it cannot be reached.
    """
    if settings.database.startswith("sqlite"):
        return
    problems = set(_try("The database", lambda: _database(settings))) - _NOT_ITS_REACH
    for reason in problems:
        raise UnusableAnswerError(f"The database: {refusal(Unavailable(reason))}")


async def _letters_out(settings: Settings) -> None:
    from mailer.smtp import SmtpPostman

    if (account := smtp_account(settings)) is not None:
        postman = SmtpPostman(account, SystemClock())
        try:
            await postman.check()
        finally:
            await postman.close()


async def _letters_in(settings: Settings) -> None:
    from mailer.imap import Imap

    if (account := imap_account(settings)) is not None:
        async with Imap(account):
            pass


async def _database(settings: Settings) -> list[str]:
    from storage.database import open_database

    with address_in_words():
        environment = settings.ksef_environment
        # nothing is sealed or opened yet
        database = open_database(settings.database, bytes(32), environment=environment)
    try:
        return await database.check()
    finally:
        await database.close()


def _try(what: str, trial: Callable[[], Awaitable[T]]) -> T:
    async def patiently() -> T:
        async with asyncio.timeout(_PATIENCE):
            return await trial()

    try:
        return asyncio.run(patiently())
    except TimeoutError:
        raise UnusableAnswerError(f"{what}: no answer within {_PATIENCE:.0f} seconds.") from None
    except WrongSettingsError as error:
        raise UnusableAnswerError(str(error)) from None
    except LatarnikError as error:
        words = _UNKNOWN if error.reason == "telegram-token" else None
        raise UnusableAnswerError(words or f"{what}: {refusal(error)}") from None
