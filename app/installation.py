"""What every command of an installation begins with: settings, key, clock, database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.clock import SystemClock
from app.settings import Settings, WrongSettingsError
from storage.database import Database, open_database
from storage.secrets import UnusableKey, create_key_file, key_from_text, read_key_file

_KEY_SENTENCES = {
    "secret-key-missing": "There is no key file {}. `latarnik migrate` makes one; or set LATARNIK_SECRET_KEY.",
    "secret-key-mode": "Others on this machine can read the key file {}. Run: chmod 600 {0}",
}
_KEY_WRONG = "The key in LATARNIK_SECRET_KEY or {} is not base64 of 32 bytes."


def secret_key(settings: Settings) -> bytes:
    """The key that seals secrets at rest: from the environment, else from the key file.

    Raises:
        WrongSettingsError: there is none, or it is unusable.
    """
    try:
        if settings.secret_key is not None:
            return key_from_text(settings.secret_key.get_secret_value())
        return read_key_file(settings.key_file)
    except UnusableKey as error:
        raise WrongSettingsError(
            _KEY_SENTENCES.get(error.reason, _KEY_WRONG).format(settings.key_file)
        ) from None


def ensure_key(settings: Settings) -> bool:
    """Make the key file when neither the environment nor the file holds a key; True when it was made."""
    if settings.secret_key is not None or settings.key_file.exists():
        return False
    settings.key_file.parent.mkdir(parents=True, exist_ok=True)
    create_key_file(settings.key_file)
    return True


@asynccontextmanager
async def opened(settings: Settings, clock: SystemClock | None = None) -> AsyncIterator[Database]:
    """The database, closed at the end.

    Raises:
        WrongSettingsError: the key is absent or the address unusable.
    """
    clock = clock or SystemClock()
    database = open_database(settings.database, secret_key(settings), now=clock.now)
    try:
        yield database
    finally:
        await database.close()
