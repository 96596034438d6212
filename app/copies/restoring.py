"""Bringing an installation back from a copy."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.copies.manifest import Manifest
from app.copies.packing import manifest_of, unpack
from app.copies.sealing import open_keys
from app.installation import ensure_folder, secret_keys
from app.settings import Settings
from invoicing.model.errors import Unavailable
from invoicing.services.messages import Json
from invoicing.services.people.freezing import freeze_company
from invoicing.services.records import Event
from storage.copies import Contents, contents, is_empty, look_at_file, put_in_place, put_on_server
from storage.copying import CopyRefused
from storage.dialects import parse_url
from storage.keyring import KeyRing, ring_to_text
from storage.opening import units_of
from storage.presence import alone, file_of
from storage.returning import begin, set_aside
from storage.schema import HEAD, migrate
from storage.secrets import SecretBox
from storage.standstill import UNFINISHED

_LATER = frozenset({"cursors"})
"""Books that say more once they are back: that they stand still."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How books are to come back.

    Attributes:
        replace: books that are there already give way, and are kept aside.
        as_it_was: nothing was done since the copy was made (Latarnik was stopped), so all goes on as it stood.
        upgraded: older books are brought to our schema.
    """

    replace: bool = False
    as_it_was: bool = False
    upgraded: bool = True


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it.

    Attributes:
        set_aside: promises that ask first, by kind.
        kept: where the books are that were there before; None when there were none.
        companies: how many stand still until an owner has looked.
    """

    manifest: Manifest
    set_aside: Mapping[str, int]
    companies: int
    kept: str | None


async def restore(
    settings: Settings, file: Path, wish: Wish, now: Callable[[], datetime], passphrase: Callable[[], str]
) -> Restored:
    """Make a copy the books of this installation.

    Args:
        settings: of the installation.
        file: the copy.
        wish: how.
        now: the clock.
        passphrase: asked when the copy brings the keys and there are none here.

    Raises:
        CopyRefused: see there; the books that were there are as they were, or kept aside.
    """
    manifest = await asyncio.to_thread(manifest_of, file)
    _require_fitting(settings, manifest)
    ensure_folder(settings)
    ring, brought = _keys(settings, manifest, passphrase)
    async with alone(settings.database):
        returned = await bring_back(settings, file, wish, now, ring)
        if brought:
            await asyncio.to_thread(_keep_keys, settings.key_file, ring)
    return returned


async def bring_back(
    settings: Settings, file: Path, wish: Wish, now: Callable[[], datetime], ring: KeyRing
) -> Restored:
    """The same for whoever is alone with the books already and has the keys."""
    url = settings.database
    empty = await _is_empty(url, wish)
    if not wish.replace and not empty:
        raise CopyRefused("copy-place-taken")
    path = file_of(url)
    folder = settings.data_dir if path is None else path.parent
    stamp = f"replaced_{now().astimezone(UTC):%Y%m%d_%H%M%S_%f}"
    with TemporaryDirectory(dir=folder, prefix=".latarnik-restore-") as scratch:
        prepared = Path(scratch) / "books"
        manifest = await asyncio.to_thread(unpack, file, prepared)
        ready = _Ready(manifest, wish, now, SecretBox.of(ring))
        if path is None:
            await put_on_server(url, prepared, None if empty else stamp, UNFINISHED)
            kinds, companies = await _settle(url, ready)
            kept = f"schema {stamp}"
        else:
            look_at_file(prepared)
            kinds, companies = await _settle(f"sqlite:///{prepared}", ready)
            kept = str(put_in_place(prepared, path, stamp))
    return Restored(manifest, kinds, companies, None if empty else kept)


async def _is_empty(url: str, wish: Wish) -> bool:
    """Books that nobody can read any more give way like others, and are kept like them."""
    try:
        return await is_empty(url)
    except Unavailable as error:
        if error.reason != "database-damaged" or not wish.replace:
            raise
    return False


@dataclass(frozen=True, slots=True)
class _Ready:
    manifest: Manifest
    wish: Wish
    now: Callable[[], datetime]
    box: SecretBox


async def _settle(url: str, ready: _Ready) -> tuple[Mapping[str, int], int]:
    """Look whether all is there, bring it to our schema, and see to it that nothing is done twice."""
    _compare(ready.manifest, await contents(url))
    if ready.wish.upgraded:
        await migrate(url, ready.box)
    kinds: Mapping[str, int] = {}
    companies = []
    async with units_of(url, ready.box, ready.now) as units, units() as work:
        if not ready.wish.as_it_was:
            moment = ready.now()
            kinds = await set_aside(work.transaction, moment)
            companies = list(await work.companies.all())
            evidence: dict[str, Json] = {
                "made_at": ready.manifest.made_at.isoformat(),
                "set_aside": dict(kinds),
            }
            await work.events.add(Event("restored", moment, None, evidence=evidence))
            for company in companies:
                await freeze_company(work, company, None, moment)
        await begin(work.transaction)
    return kinds, len(companies)


def _require_fitting(settings: Settings, manifest: Manifest) -> None:
    if manifest.schema > HEAD:
        raise CopyRefused("copy-newer", version=manifest.version)
    if manifest.database != parse_url(settings.database).get_backend_name():
        raise CopyRefused("copy-other-database", database=manifest.database)


def _keys(settings: Settings, manifest: Manifest, passphrase: Callable[[], str]) -> tuple[KeyRing, bool]:
    """The keys that open the copy's secrets, and whether the copy brought them."""
    wanted = manifest.keys[0]
    if settings.secret_key is not None or settings.key_file.exists():
        ring = secret_keys(settings)
        if wanted not in ring.names:
            raise CopyRefused("copy-key-other", key=wanted)
        return ring, False
    if manifest.sealed_keys is None:
        raise CopyRefused("copy-key-missing", key=wanted, path=str(settings.key_file))
    return open_keys(manifest.sealed_keys, passphrase()), True


def _keep_keys(path: Path, ring: KeyRing) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(ring_to_text(ring))
        file.flush()
        os.fsync(descriptor)


def _compare(manifest: Manifest, found: Contents) -> None:
    for name, rows in manifest.rows.items():
        if name not in _LATER and found.rows.get(name) != rows:
            raise CopyRefused("copy-damaged", text=name)
    if (found.history, found.head) != (manifest.history, manifest.head):
        raise CopyRefused("copy-damaged", text="history")
