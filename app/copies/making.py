"""Making a copy of a running installation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from app.copies.manifest import Manifest
from app.copies.packing import BOOKS, digest_of, pack
from app.copies.sealing import seal_keys
from app.installation import database_sentence, opened, secret_keys
from app.reading_settings import WrongSettingsError
from app.settings import Settings
from app.watching.last_copy import note_copy
from storage.copies import copy_books
from storage.copying import CopyRefused
from storage.dialects import parse_url
from storage.opening import units_of
from storage.secrets import SecretBox


async def make_copy(
    settings: Settings, file: Path, now: Callable[[], datetime], passphrase: str | None = None
) -> Manifest:
    """Write all books to a new file, as they are at this moment.

    Args:
        settings: of the installation.
        file: must not be there yet; its folder must.
        now: the clock.
        passphrase: seals the installation's keys into it; without one they stay out.

    Raises:
        CopyRefused: see there.
        WrongSettingsError: the keys cannot be read, or are not those that the books were sealed with.
    """
    _require_place(file)
    ring, made_at = secret_keys(settings), now()
    sealed = None if passphrase is None else seal_keys(ring, passphrase)
    database = parse_url(settings.database).get_backend_name()
    with TemporaryDirectory(dir=file.parent, prefix=".latarnik-copy-") as folder:
        books = Path(folder) / BOOKS[database]
        found = await copy_books(settings.database, books)
        await _require_key(settings)
        digest = await asyncio.to_thread(digest_of, books)
        manifest = Manifest(
            made_at=made_at,
            version=version("latarnik"),
            schema=found.schema,
            database=database,
            rows=found.rows,
            history=found.history,
            head=found.head,
            keys=tuple(ring.names),
            sealed_keys=sealed,
            sha256={books.name: digest},
        )
        await asyncio.to_thread(pack, file, manifest, books)
    async with units_of(settings.database, SecretBox.of(ring), now) as units, units() as work:
        await note_copy(work, made_at)
    return manifest


async def _require_key(settings: Settings) -> None:
    """A copy names its key, and only that one brings it back."""
    async with opened(settings) as database:
        if not await database.has_its_key():
            raise WrongSettingsError(database_sentence("secret-key-other"))


def _require_place(file: Path) -> None:
    if file.exists():
        raise CopyRefused("copy-exists", path=str(file))
    if not file.parent.is_dir():
        raise CopyRefused("copy-folder", path=str(file.parent))
