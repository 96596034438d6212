"""Bringing a database to the newest schema; Alembic is imported only when this is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from invoicing.model.errors import Unavailable
from storage.dialects import Connected, explained, open_engines, table_names, why_away
from storage.head import first_seal
from storage.secrets import SecretBox

T = TypeVar("T")

HEAD = "0034"
"""The newest revision; a test holds it against the migrations."""

_VERSION = text("SELECT version_num FROM alembic_version")
_BUSY_SECONDS = 30.0


async def migrate(url: str, box: SecretBox | None = None) -> None:
    """Bring the database to the newest schema; nothing happens when it is there.

    All of it happens in one transaction: killed half-way, the database is as it was.

    Args:
        url: of the database.
        box: seals the history of books from before there was a seal; without it theirs stays unsealed.

    Raises:
        UnusableDatabaseUrl: the address names no database that we can use.
        Unavailable: locked, full or unreachable; schema-newer, the books are of a version to come.
    """
    await with_alembic(url, lambda config: _upgrade(config, box))


async def with_alembic(url: str, task: Callable[[Any], T]) -> T:
    """Run a task on Alembic's configuration, which holds an open connection (attribute "connection")."""
    engines = open_engines(url, _BUSY_SECONDS)
    try:
        with explained(engines.room):
            async with engines.writing() as connection:
                if is_newer(await version(connection)):
                    raise Unavailable("schema-newer")
                return await connection.run_sync(lambda plain: task(_config(plain)))
    finally:
        await engines.close()


async def version(connection: Connected) -> str | None:
    """The revision a database is at; None when it has never been migrated."""
    try:
        if "alembic_version" not in await connection.run_sync(table_names):
            return None  # a statement that fails would end a transaction of PostgreSQL
        return (await connection.execute(_VERSION)).scalar_one_or_none()
    except DatabaseError as error:
        if why_away(error):
            raise  # books that cannot be read are not books that were never migrated
        return None


def is_newer(revision: str | None) -> bool:
    """Whether a later version of Latarnik made these books; revisions are counted.

    >>> is_newer("9999"), is_newer(HEAD), is_newer(None)
    (True, False, False)
    """
    return revision is not None and revision.isdecimal() and revision > HEAD


def _config(connection: Any) -> Any:
    from alembic.config import Config  # noqa: PLC0415 - time and memory that a process which only works saves

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(config: Any, box: SecretBox | None) -> None:
    from alembic import command  # noqa: PLC0415 - as above

    if box is not None:
        config.attributes["seal"] = partial(first_seal, box)
    command.upgrade(config, "head")
