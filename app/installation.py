"""What every command of an installation begins with: settings, key, clock, database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from app.clock import SystemClock
from app.copies_in_words import SENTENCES
from app.reading_settings import WrongSettingsError
from app.settings import Settings
from invoicing.model.errors import Unavailable
from storage.database import Database, open_database
from storage.dialects import UnusableDatabaseUrl
from storage.keyring import KeyRing, UnusableKey, create_key_file, read_ring, ring_from_text
from storage.secrets import SecretBox

_KEY_SENTENCES = {
    "secret-key-missing": "There is no key file {0}. Bring back the copy that you kept of it, or set LATARNIK_SECRET_KEY;"
    " for a new installation `latarnik migrate` makes one.",
    "secret-key-unreadable": "The key file {0} cannot be read ({1}). It must belong to the user whom Latarnik runs as,"
    " with mode 600.",
    "secret-key-mode": "Others on this machine can read the key file {0}. Run: chmod 600 {0}",
}
_KEY_WRONG = "The key in LATARNIK_SECRET_KEY or {0} is not base64 of 32 bytes."
_ENVIRONMENTS = {"test": "TEST", "demo": "DEMO", "prod": "production"}
_BELONGING = (
    "These books belong to KSeF's {} environment, and LATARNIK_KSEF_ENVIRONMENT names another: set it to {} again, or set"
    " up a second installation for the other one (docs/install.md)."
)
DATABASE_SENTENCES = {
    "schema-missing": "The database has no tables yet. Run: latarnik migrate",
    "schema-other": "The database is of an older version. Run: latarnik upgrade (it copies the books first).",
    "schema-newer": "These books are of a newer version of Latarnik than this program. Install that version again.",
    "secret-key-other": "The secrets in the database were sealed with another key. Bring back the right key file.",
    "history-broken": "The history in the database was changed by hand. Run: latarnik doctor",
    "history-unsealed": "No key vouches for the history in the database yet. Run: latarnik doctor",
    "database-away": "The database does not answer. Is its server running, and does LATARNIK_DATABASE_URL name it?",
    "database-busy": "The database is busy: another process holds it. Try again in a moment.",
    "database-crowded": "The database takes no more connections. See max_connections in docs/postgresql.md.",
    "database-damaged": "The database is damaged. Stop Latarnik and bring back the last good copy, which keeps the"
    " damaged books aside: latarnik restore --replace FILE",
    "database-missing": "There is no such database, or no such folder. See LATARNIK_DATABASE_URL and LATARNIK_DATA_DIR.",
    "database-read-only": "The database cannot be written to: a copy that only follows, or files of another owner.",
    "database-refused": "The database refuses the user or the password in LATARNIK_DATABASE_URL.",
    "disk-error": "The disk of the database reports errors. Look at it before anything else; you will need a backup.",
    **{f"books-of-{name}": _BELONGING.format(told, name) for name, told in _ENVIRONMENTS.items()},
    "disk-full": "The disk of the database is full. Make room; nothing that was promised is lost.",
}


def secret_keys(settings: Settings) -> KeyRing:
    """The keys that seal secrets at rest: from the environment, else from the key file.

    Raises:
        WrongSettingsError: there are none, or they are unusable.
    """
    try:
        if settings.secret_key is not None:
            return ring_from_text(settings.secret_key.get_secret_value())
        return read_ring(settings.key_file)
    except UnusableKey as error:
        raise WrongSettingsError(
            _KEY_SENTENCES.get(error.reason, _KEY_WRONG).format(settings.key_file, error.details.get("why"))
        ) from None


def ensure_key(settings: Settings) -> bool:
    """Make the key file when neither the environment nor the file holds a key; True when it was made.

    Raises:
        WrongSettingsError: the file cannot be made where it should be.
    """
    if settings.secret_key is not None or settings.key_file.exists():
        return False
    try:
        settings.key_file.parent.mkdir(parents=True, exist_ok=True)
        create_key_file(settings.key_file)
    except OSError as error:
        words = f"The key file {settings.key_file} cannot be made: {error.strerror}."
        raise WrongSettingsError(words) from None
    return True


def ensure_folder(settings: Settings) -> None:
    """Make the data folder, for its owner alone, when it is not there.

    Raises:
        WrongSettingsError: it cannot be made.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        words = f"LATARNIK_DATA_DIR: {settings.data_dir} cannot be a folder ({error.strerror})."
        raise WrongSettingsError(words) from None


@contextmanager
def address_in_words() -> Iterator[None]:
    """Turn an unusable address of the database, and a database that cannot be used, into their sentences."""
    try:
        yield
    except UnusableDatabaseUrl as error:
        driver = error.details.get("driver")
        wants = f"wants the Python package {driver}, which is not installed" if driver else "is no address"
        raise WrongSettingsError(f"LATARNIK_DATABASE_URL {wants}. See .env.example.") from None
    except Unavailable as error:
        raise WrongSettingsError(database_sentence(error.reason)) from error


def database_sentence(problem: str) -> str:
    """What is wrong with the database, by a code of `Database.check`, and what to do about it."""
    return (DATABASE_SENTENCES | SENTENCES).get(problem, f"The database cannot be used: {problem}.")


@asynccontextmanager
async def opened(settings: Settings, clock: SystemClock | None = None) -> AsyncIterator[Database]:
    """The database, closed at the end.

    Raises:
        WrongSettingsError: the key is absent or the address unusable.
    """
    clock = clock or SystemClock()
    with address_in_words():
        box = SecretBox.of(secret_keys(settings), lambda: secret_keys(settings))
        database = open_database(settings.database, box, now=clock.now, environment=settings.ksef_environment)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def checked(settings: Settings, clock: SystemClock | None = None) -> AsyncIterator[Database]:
    """The database, after its tables, key, history and environment were found in order.

    Raises:
        WrongSettingsError: they are not; the text says what to do.
    """
    async with opened(settings, clock) as database:
        for problem in await database.check():
            raise WrongSettingsError(database_sentence(problem))
        # whoever finds the books free notes it; who cannot write sends nothing either
        with suppress(Unavailable):
            await database.belong()
        yield database
