"""From one version's books to the next one's: a copy first, and back to it when anything goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.copies.making import make_copy
from app.copies.restoring import Wish, bring_back
from app.installation import opened, secret_keys
from app.settings import Settings
from storage.copies import contents, is_empty
from storage.copying import CopyRefused
from storage.presence import alone
from storage.schema import HEAD, migrate
from storage.secrets import SecretBox


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What became of it: from which schema to which, and the copy that was made before; None where nothing was to do."""

    before: str
    after: str
    copy: Path | None


class UpgradeFailed(Exception):
    """The books were put back to the copy; the cause is why."""

    def __init__(self, why: str, copy: Path) -> None:
        super().__init__(why)
        self.why, self.copy = why, copy


async def upgrade(settings: Settings, now: Callable[[], datetime]) -> Upgraded:
    """Bring the books of a stopped installation to our schema.

    Raises:
        CopyRefused: books-in-use, books-schema (there are none), or the copy cannot be made; nothing was changed.
        UpgradeFailed: it went wrong and the books are as they were.
    """
    async with alone(settings.database):
        if await is_empty(settings.database):
            raise CopyRefused("books-schema")
        before = (await contents(settings.database)).schema
        if before == HEAD:
            return Upgraded(before, HEAD, None)
        copy = _place(settings, before, now())
        await make_copy(settings, copy, now)
        try:
            await migrate(settings.database, SecretBox.of(secret_keys(settings)))
            problems = await _looked_at(settings)
        except Exception as error:  # noqa: BLE001 - whatever a migration does wrong, the books go back
            problems = [f"{type(error).__name__}: {error}"]
        if problems:
            wish = Wish(replace=True, as_it_was=True, upgraded=False)
            await bring_back(settings, copy, wish, now, secret_keys(settings))
            raise UpgradeFailed("; ".join(problems), copy)
    return Upgraded(before, HEAD, copy)


def _place(settings: Settings, before: str, moment: datetime) -> Path:
    folder = settings.data_dir / "copies"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"schema-{before}-{moment.astimezone(UTC):%Y%m%dT%H%M%S_%f}.tar.gz"


async def _looked_at(settings: Settings) -> list[str]:
    async with opened(settings) as database:
        problems = await database.check()
        if not problems and not (await database.history()).holds:
            problems = ["history-broken"]
        if not problems:
            await database.belong()
    return list(problems)
