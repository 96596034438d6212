"""The database as the rest of the house meets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import false, select

from invoicing.model.errors import Unavailable
from invoicing.services.ports import UnitsOfWork
from storage.belonging import belong, is_undecided, misplaced
from storage.calls import Calls
from storage.dialects import Engines, explained, open_engines
from storage.events import History, examined
from storage.figures import Figures
from storage.head import Seal
from storage.history_seal import accept_history, seal_history_anew
from storage.put_off import PutOff
from storage.queue import Queue
from storage.retention import Retention
from storage.rotating import Resealed, reseal, sealed_names, stale, void_links
from storage.schema import HEAD, is_newer, migrate, version
from storage.secrets import SecretBox
from storage.standstill import why_still
from storage.tables import secrets
from storage.transaction import Shared
from storage.unit_of_work import Units, Work

__all__ = ["Database", "migrate", "open_database"]

_RECENT = 1000  # lines that every start looks at
_ONE_SECRET = select(secrets.c.sealed).limit(1)
_NOTHING = secrets.update().where(false()).values(sealed=secrets.c.sealed)


class Database:
    """Units of work, the workers' queue, and what a doctor asks.

    Attributes:
        units: opens transactions (`UnitsOfWork`).
        queue: the workers' side of outbox and inbox.
        put_off: what waits for a moment that a clock named before it was put back.
        calls: calls to KSeF, counted against its limits.
        figures: how much waits and for how long, and how large the books are.
        retention: forgets what nobody needs any more.
        duties: what one process of all does at a time.
    """

    def __init__(self, engines: Engines, shared: Shared) -> None:
        self._engines = engines
        self._shared = shared
        self._units = Units(engines, shared)
        self.units: UnitsOfWork = self._units
        self.queue = Queue(self._units, shared)
        self.put_off = PutOff(self._units)
        self.calls = Calls(self._units)
        self.figures = Figures(self._units, engines)
        self.retention = Retention(self._units)
        self.duties = engines.duties

    def derived_key(self, purpose: bytes) -> bytes:
        """32 bytes for one purpose that nobody can foresee who has not got the secret key."""
        return self._shared.box.derived(purpose, b"")

    async def listen(self) -> None:
        """Hear other processes on these books, and let them hear this one, until cancelled.

        Without it a process sees what others left when it looks by itself (`LONGEST_NAP` of the workers).
        """
        await self._engines.listen(self._shared.neighbours, self._shared.heard)

    async def close(self) -> None:
        """Close all connections; what is not committed is lost."""
        await self._engines.close()

    async def check(self) -> list[str]:
        """What is wrong, as codes; nothing when all is well. Quick, however long the history is.

        schema-missing (never migrated), schema-other (not at our newest revision yet), schema-newer (of a version to
        come), secret-key-other (secrets were sealed with a key we do not have), history-broken (among its last lines;
        `history` looks at all of them, or the seal of its head is not ours), history-unsealed (no key has met these
        lines yet), why nobody may work on them (`standstill`), books-of-test and the like (they belong to another
        environment of KSeF), or the reason of an `Unavailable`.
        """
        try:
            return await self._findings()
        except Unavailable as error:
            return [error.reason]

    async def history(self) -> History:
        """How long the history is and whether every line of it holds; for 100 000 lines it takes seconds."""
        async with self._units.reading() as work:
            return await examined(work.transaction)

    async def has_its_key(self) -> bool:
        """Whether our keys are those that secrets and history were sealed with; of books of an older version too."""
        async with self._units.reading() as work:
            if not await self._opens_secrets(work):
                return False
            if await version(work.transaction.connection) != HEAD:
                return True  # before it was sealed a history named no key
            return (await examined(work.transaction, 1)).seal is not Seal.OTHER_KEY

    async def damage(self) -> str | None:
        """What does not hold in the file of the books, in SQLite's words; a gigabyte takes some seconds.

        Raises:
            Unavailable: it cannot be looked at just now.
        """
        with explained(self._engines.room):
            return await self._engines.damage()

    async def belong(self) -> None:
        """Let books from before environments were noted belong to ours, if there is a company in them.

        Raises:
            Unavailable: they cannot be written to just now.
        """
        async with self._units.reading() as work:
            if not await is_undecided(work.transaction):
                return
        async with self._units() as work:
            await belong(work.transaction)

    async def ask_to_write(self) -> None:
        """See whether the database takes changes just now; nothing is changed.

        Raises:
            Unavailable: it does not, database-read-only for one.
        """
        async with self._units() as work:
            await work.transaction.run(_NOTHING)

    async def stale_secrets(self) -> int:
        """How many secrets an older key sealed: a rotation has so much work left."""
        async with self._units.reading() as work:
            return await stale(work.transaction)

    async def sealed_names(self) -> list[tuple[str, str]]:
        """NIP and name of every secret there is."""
        async with self._units.reading() as work:
            return await sealed_names(work.transaction)

    async def reseal(self) -> Resealed:
        """Seal with the current key whatever an older one sealed; may be cut off and called again.

        Raises:
            UnusableKey: something was sealed with a key we do not have.
        """
        return await reseal(self._units)

    async def seal_history_anew(self) -> bool:
        """Put the current key's seal on the history; False, and nothing is changed, where it does not hold."""
        return await seal_history_anew(self._units)

    async def accept_history(self, mark: str, now: datetime) -> bool:
        """Vouch from now on for a history whose last line has this mark; False where it has another, or is broken."""
        return await accept_history(self._units, mark, now)

    async def void_links(self, now: datetime) -> None:
        """Let no link, invitation or secret address that was given out open anything any more."""
        await void_links(self._units, now)

    async def _findings(self) -> list[str]:
        async with self._units.reading() as work:
            at = await version(work.transaction.connection)
            if at != HEAD:
                return [_not_ours(at)]
            if why := await why_still(work.transaction) or await misplaced(work.transaction):
                return [why]
            known = await self._opens_secrets(work)
            end = await examined(work.transaction, _RECENT)
        known = known and end.seal is not Seal.OTHER_KEY
        return [*([] if known else ["secret-key-other"]), *_of_history(end)]

    async def _opens_secrets(self, work: Work) -> bool:
        sealed = await work.transaction.rows(_ONE_SECRET)
        return all(self._shared.box.knows(row.sealed) for row in sealed)


def _of_history(end: History) -> list[str]:
    if end.broken or end.seal is Seal.BROKEN:
        return ["history-broken"]
    return ["history-unsealed"] if end.seal is Seal.MISSING else []


def _not_ours(revision: str | None) -> str:
    if revision is None:
        return "schema-missing"
    return "schema-newer" if is_newer(revision) else "schema-other"


def open_database(
    url: str,
    secret: SecretBox | bytes,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    busy_seconds: float = 5.0,
    environment: str | None = None,
) -> Database:
    """The database of an address; it connects with the first transaction.

    Args:
        url: `sqlite:///path`, `sqlite+aiosqlite:///path` or `postgresql://...`.
        secret: what seals secrets, or its key of 32 bytes.
        now: the clock whose time is noted where a caller gives none (when a job was promised, when it was kept).
        busy_seconds: how long a writer waits for another process before `Unavailable`.
        environment: of KSeF, which books with a company belong to for good.

    Raises:
        UnusableDatabaseUrl: the address names no database that we can use.
        UnusableKey: not 32 bytes.
    """
    box = SecretBox(secret) if isinstance(secret, bytes) else secret
    engines = open_engines(url, busy_seconds)
    return Database(engines, Shared(engines.name, box, now, environment=environment))
