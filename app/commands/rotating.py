"""`latarnik rotate-key`: a new key for secrets at rest, without stopping; `latarnik accept-history`."""

from __future__ import annotations

import asyncio
from datetime import datetime

from app.clock import SystemClock
from app.commands.doctor_history import HISTORY
from app.commands.speaking import emit, fail, say, settings_in_words
from app.installation import opened, secret_keys
from app.reading_settings import load_settings
from app.settings import Settings
from storage.database import Database
from storage.keyring import UnusableKey, alone_with, replace_key_file, ring_to_text

_IN_ENVIRONMENT = (
    "The key is in LATARNIK_SECRET_KEY, which nobody but you can change. Make a new one with: openssl rand -base64 32. "
    "Set LATARNIK_SECRET_KEY to the new key, a comma and the present value, restart every process, and run this again."
)
_STOLEN_FROM_ENVIRONMENT = (
    "The key is in LATARNIK_SECRET_KEY, which nobody but you can change, and what was given out still opens. Set "
    "LATARNIK_SECRET_KEY to the value above, restart every process, and run this again: latarnik rotate-key --leaked"
)
_NOTE = "stolen-key"
_ROOT = b"which root was stolen"
_STRANGE = (
    "Something in the database was sealed with a key that is not here. Bring it back as another line of {0}."
)
_STOLEN = (
    "Whoever had the key and the database has what was sealed: revoke the tokens and certificates named here in KSeF, "
    "change the passwords of mailboxes, then hand in new ones. Links, invitations and secret addresses that were given "
    "out open nothing any more. Restart every process now."
)
_BROKEN_HISTORY = (
    "The history does not hold, so its seal stays as it is, with the key that made it. Run: latarnik doctor"
)


def rotate(*, leaked: bool, forget: bool) -> None:
    """Seal everything with a new key; a rotation that was cut off is brought to its end first.

    Args:
        leaked: the former key was stolen; what was derived from it is void.
        forget: drop keys from the key file with which nothing is sealed any more, instead of making one.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    with settings_in_words():
        settings = load_settings()
        secret_keys(settings)
        try:
            if forget:
                asyncio.run(_forget(settings))
            elif settings.secret_key is not None:
                asyncio.run(_from_environment(settings, leaked=leaked))
            else:
                with alone_with(settings.key_file):
                    asyncio.run(_rotate(settings, leaked=leaked))
        except UnusableKey:
            fail(_STRANGE.format(settings.key_file))


def accept(mark: str) -> None:
    """Seal the history as it is, because somebody has compared it.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    with settings_in_words():
        accepted = asyncio.run(_accept(load_settings(), mark))
    if not accepted:
        fail(
            "The history has another mark, or its lines do not hold: nothing was changed. Run: latarnik doctor"
        )
    say("The key vouches for the history from here on; that it was accepted stands in it.")


async def _accept(settings: Settings, mark: str) -> bool:
    async with opened(settings) as database:
        await _ready(database)
        return await database.accept_history(mark, SystemClock().now())


async def _rotate(settings: Settings, *, leaked: bool) -> None:
    async with opened(settings) as database:
        await _ready(database)
        begun = await database.stale_secrets() > 0
        await database.ask_to_write()  # before the key file is another one
    if leaked or not begun:
        replace_key_file(settings.key_file, secret_keys(settings).rotated(leaked=leaked))
    else:
        say("A rotation that was begun is brought to its end; no other key was made.")
    await _reseal(settings, voided_at=SystemClock().now() if leaked else None)


async def _from_environment(settings: Settings, *, leaked: bool) -> None:
    async with opened(settings) as database:
        await _ready(database)
        keys = secret_keys(settings)
        if leaked and not await _is_replaced(database, keys.names[0]):
            emit({"LATARNIK_SECRET_KEY": ",".join(ring_to_text(keys.rotated(leaked=True)).split())})
            fail(_STOLEN_FROM_ENVIRONMENT)
        if not leaked and len(keys.names) == 1:
            fail(_IN_ENVIRONMENT)
    await _reseal(settings, voided_at=SystemClock().now() if leaked else None)
    if leaked:
        async with opened(settings) as database, database.units() as work:
            await work.cursors.put(_NOTE, "")  # another theft is another key


async def _is_replaced(database: Database, key: str) -> bool:
    """Whether key and root of links are others than when the theft was first told; the first time it is noted.

    The setting alone does not say whether its root is from before the theft or from after it.
    """
    root = database.derived_key(_ROOT).hex()
    async with database.units() as work:
        noted = await work.cursors.get(_NOTE)
        if not noted:
            await work.cursors.put(_NOTE, f"{key} {root}")
            return False
    stolen_key, _, stolen_root = noted.partition(" ")
    return key != stolen_key and root != stolen_root


async def _reseal(settings: Settings, voided_at: datetime | None) -> None:
    """Seal anew under the present keys, and say what was done."""
    async with opened(settings) as database:
        done = await database.reseal()
        if not await database.seal_history_anew():
            say(_BROKEN_HISTORY)
        if voided_at is not None:
            await database.void_links(voided_at)
            for company, name in await database.sealed_names():
                emit({"company": company, "stolen": name})
            say(_STOLEN)
    current, *older = secret_keys(settings).names
    emit({"key": current, "older": older, "secrets": done.secrets, "messages": done.jobs})
    if older:
        say(
            f"Keys {', '.join(older)} stay beside it: copies of the database from before open with them alone. "
            "When you keep no such copies any more: latarnik rotate-key --forget"
        )


async def _forget(settings: Settings) -> None:
    if settings.secret_key is not None:
        fail("The keys are in LATARNIK_SECRET_KEY: take the older ones out there yourself.")
    with alone_with(settings.key_file):
        async with opened(settings) as database:
            await _ready(database)
            await database.reseal()
            if not await database.seal_history_anew():
                fail(_BROKEN_HISTORY)
        keys = secret_keys(settings)
        replace_key_file(settings.key_file, keys.without_older())
        emit({"key": keys.names[0], "forgotten": keys.names[1:]})


async def _ready(database: Database) -> None:
    """Refuse a database at whose tables or keys something is wrong; the doctor says what."""
    problems = [each for each in await database.check() if each not in HISTORY]
    if problems:
        fail("The database is not in order, so no key is changed. Run: latarnik doctor")
