"""Letters in: how fast a backlog is taken, beside loops that fetch and forget, and how soon a new letter is stored."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from app.clock import SystemClock
from benchmarks import mail_peers
from benchmarks.books import reading
from benchmarks.figures import Figure, median, seconds, spread
from benchmarks.processes import resident_mb
from invoicing.services.delivery.addressing import Addresses
from mailer.accounts import ImapAccount, Security
from mailer.inbox import MailWatcher
from storage.database import Database, migrate, open_database
from storage.traffic import inbox
from tests.real.mail_configuration import BUYER, SELLER
from tests.real.mail_servers import HOST, MailServers

ROUNDS_IN = 5
WAITING, PUSHED = 5_000, 20
SETTLED = 1_000
"""Letters after which a process that keeps nothing has grown to its size."""
PATIENCE = 300.0


async def letters_in(servers: MailServers, folder: Path) -> list[Figure]:
    """Our worker from the log-in to the last row, beside loops that fetch and forget."""
    account = inbox_of(servers)
    servers.put(SELLER, (waiting_letter(number) for number in range(WAITING)))
    batches = mail_peers.BATCH
    await mail_peers.fetch_all(account, WAITING, batches)  # Dovecot numbers them at the first look
    in_batches = await seconds(lambda: mail_peers.fetch_all(account, WAITING, batches))
    ratios, rates, taken = [], [], []
    for number in range(ROUNDS_IN):
        bare = await seconds(lambda: mail_peers.fetch_all(account, WAITING))
        taken.append(await catch_up(account, folder / f"waiting-{number}"))
        ratios.append(bare / taken[-1].seconds)
        rates.append(WAITING / bare)
    return [
        Figure("in: letters a second", WAITING / median([each.seconds for each in taken]), "/s"),
        Figure("in: a bare loop", median(rates), "/s", f"{WAITING / in_batches:.0f} in batches of {batches}"),
        Figure("in: of a bare loop", median(ratios), "x", spread(ratios)),
        Figure("in: all stored", min(each.stored for each in taken) / WAITING, ""),
        Figure("in: memory at the end", taken[-1].memory, "MB", "resident, the benchmark's own among it"),
        Figure(
            "in: growth of memory", max(each.growth for each in taken), "MB", f"after the first {SETTLED}"
        ),
    ]


@dataclass(frozen=True, slots=True)
class Taken:
    """How a backlog was taken: in how many seconds, how many letters, in how many MB."""

    seconds: float
    stored: int
    memory: float
    growth: float


async def catch_up(account: ImapAccount, folder: Path) -> Taken:
    """Run our worker over the inbox with a fresh database."""
    sizes: list[tuple[int, float]] = []
    async with books(folder) as database:
        begun = time.perf_counter()
        watching = asyncio.create_task(watcher(account, database)())
        try:
            while not sizes or sizes[-1][0] < WAITING:
                await asyncio.sleep(0.2)
                sizes.append((await rows(database), resident_mb(os.getpid())))
                if time.perf_counter() - begun > PATIENCE:
                    raise TimeoutError(f"{sizes[-1][0]} of {WAITING} letters came")
            spent = time.perf_counter() - begun
        finally:
            await ended(watching)
    settled = [size for count, size in sizes if count >= SETTLED]
    return Taken(spent, sizes[-1][0], settled[-1], max(settled) - settled[0])


def watcher(account: ImapAccount, database: Database, poll_every: float = 60.0) -> MailWatcher:
    """The worker as the app makes it: it looks for answers to our letters among the rest."""
    addresses = Addresses(secrets.token_bytes(32))
    return MailWatcher(account, database.units, SystemClock(), poll_every, addresses=addresses)


async def pushes(servers: MailServers, folder: Path) -> list[Figure]:
    """From Postfix's word that it took a letter to the row in the database."""
    servers.stop_dovecot()
    servers.empty()
    servers.start_dovecot()
    waits: list[float] = []
    async with books(folder / "pushed") as database:
        watching = asyncio.create_task(watcher(inbox_of(servers), database, 600)())
        try:
            for number in range(PUSHED + 1):
                await asyncio.to_thread(servers.send, BUYER, SELLER, waiting_letter(number))
                begun = time.perf_counter()
                async with asyncio.timeout(PATIENCE):
                    while await rows(database) <= number:
                        await database.queue.wait_for_inbox(0.05)
                waits.append(time.perf_counter() - begun)
        finally:
            await ended(watching)
    del waits[0]  # it waited for the log-in
    return [Figure("push to database", median(waits), "s", f"{PUSHED} letters, longest {max(waits):.2f} s")]


def waiting_letter(number: int) -> bytes:
    """A person's letter of 3 kB."""
    head = [
        f"From: Jan <jan{number}@klient.example>", f"To: {SELLER}", f"Subject: Zapytanie {number}",
        f"Message-ID: <{number}.{secrets.token_hex(8)}@klient.example>", "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8", "",
    ]  # fmt: skip
    return "\r\n".join([*head, *(["Dzień dobry, proszę o fakturę za październik. " * 2] * 28), ""]).encode()


def inbox_of(servers: MailServers) -> ImapAccount:
    """The seller's mailbox, encrypted."""
    return ImapAccount(HOST, servers.ports.imaps, Security.TLS, SELLER, servers.passwords[SELLER])


class books:  # noqa: N801 - used like a function
    """A fresh database; closed at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __aenter__(self) -> Database:
        self._folder.mkdir()
        url = f"sqlite+aiosqlite:///{self._folder / 'books.sqlite3'}"
        await migrate(url)
        self._database = open_database(url, secrets.token_bytes(32))
        return self._database

    async def __aexit__(self, *error: object) -> None:
        await self._database.close()


async def rows(database: Database) -> int:
    """How many letters are stored."""
    async with reading(database) as work:
        row = await work.transaction.first(select(func.count()).select_from(inbox))
    return int(row[0]) if row is not None else 0


async def ended(task: asyncio.Task[None]) -> None:
    """Stop a worker; what it died of is shown."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
