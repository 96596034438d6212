"""What one process carries, what PostgreSQL carries, and what an invoice costs when the books have grown.

    python -m benchmarks.scale [--books 10,1000,100000] [--only sqlite:1,postgresql:1,postgresql:2,postgresql:4]

Fifty people tap "Wystaw" at once. Counted are invoices a second from the first tap until the books know the number of
the last, and until the buyer's letter with the PDF has arrived. KSeF's delays are zero; the stand-ins work in the
benchmark's own process, on the same cores. PostgreSQL comes from Debian (tests/real/packages.sh). Exit status 1 when a
figure misses its bound.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import rush, scale_books, walk
from benchmarks.figures import Bound, Figure, median, missed, show
from benchmarks.processes import EndedError, resident_mb
from benchmarks.scale_wave import SIZE, Wave, Waves
from benchmarks.stage import Stage
from sandbox import demo
from storage.database import open_database
from storage.secrets import read_key_file
from tests.twins.postgresql import postgresql_server

ROLES: dict[int, tuple[tuple[str, ...], ...]] = {
    1: ((),),
    2: (("bot", "mail"), ("worker",)),
    4: (("bot",), ("mail",), ("worker",), ("worker",)),
}
"""Which process does what."""
SETTINGS, SIZES = ("sqlite:1", "postgresql:1", "postgresql:2", "postgresql:4"), (10, 1_000, 100_000)
ROUNDS = 3
GRANTED = 1000
"""So many times the official limits of KSeF the company has: what is measured is the app, not its waiting."""
ACCEPTED, DELIVERED, FLAT = Bound(least=25), Bound(least=10), Bound(most=1.3)
PLAIN = ("sqlite:1", "postgresql:1")
"""Bounds are for these; more processes show what they bring."""


async def measure(setting: str, sizes: tuple[int, ...], server: str) -> tuple[list[Figure], dict[str, Bound]]:
    """One way to run the app, with ever more invoices in its books."""
    kind, _, processes = setting.partition(":")
    figures: list[Figure] = []
    bounds: dict[str, Bound] = {}
    cost: dict[int, float] = {}
    with tempfile.TemporaryDirectory(prefix="latarnik-scale-", ignore_cleanup_errors=True) as root:
        async with Stage(Path(root)) as stage:
            stage.environment["LATARNIK_TELEGRAM_LIMITS"] = "false"
            stage.stand_ins.ksef.raise_limits(demo.NIP, GRANTED)
            if kind == "postgresql":
                stage.environment["LATARNIK_DATABASE_URL"] = server
            address = server if kind == "postgresql" else f"sqlite:///{stage.folder.app / 'latarnik.sqlite3'}"
            await stage.command("migrate")
            added, _ = await stage.command(*demo.company_arguments(stage.folder))
            codes = await rush.invitations(stage, address)
            apps = [await stage.run_app(*roles) for roles in ROLES[int(processes)]]
            stage.methods.watch = stage.watch
            await walk.join(stage, demo.invitation_in(added))
            await rush.members_arrive(stage, codes)
            key = read_key_file(stage.folder.app / "secret.key")
            database = open_database(address, key)
            try:
                waves = Waves(stage, database, apps)
                await waves.delivered()  # what is built at the first invoice is built once
                for size in sizes:
                    await scale_books.grow(database, size)
                    known = [await waves.accepted() for _ in range(ROUNDS)]
                    home = [await waves.delivered() for _ in range(ROUNDS)]
                    lie = await scale_books.count(database)
                    made, verdicts = _figures(setting, size, lie, known, home)
                    figures += made
                    bounds |= verdicts if setting in PLAIN else {}
                    cost[size] = median([wave.cpu for wave in home])
                    show(f"{setting}, {size} invoices in the books", made, bounds)
                room = await scale_books.kilobytes(database, file=kind == "sqlite") / lie
                figures += [
                    Figure(
                        f"{setting}: room of one invoice", room, "kB", "in the database, with its indexes"
                    ),
                    Figure(
                        f"{setting}: memory", sum(resident_mb(app.pid) for app in apps), "MB", "all processes"
                    ),
                ]
            finally:
                await database.close()
    if {1_000, 100_000} <= cost.keys():
        name = f"{setting}: cost at 100 000 to that at 1 000"
        flat = Figure(name, cost[100_000] / cost[1_000], "x", "CPU of the app for one invoice")
        figures.append(flat)
        bounds[name] = FLAT
    show(f"{setting}, in all", figures[2 * len(sizes) :], bounds)
    return figures, bounds


def _figures(
    setting: str, size: int, lie: int, known: list[Wave], home: list[Wave]
) -> tuple[list[Figure], dict[str, Bound]]:
    names = f"{setting}, {size}: issue to accepted", f"{setting}, {size}: issue to letter"
    figures = []
    for name, waves in zip(names, (known, home), strict=True):
        rates = ", ".join(f"{wave.rate:.0f}" for wave in waves)
        cpu = median([wave.cpu for wave in waves])
        remark = f"{SIZE} at once: {rates}; {cpu:.0f} ms CPU each; {lie} in the books at the end"
        figures.append(Figure(name, median([wave.rate for wave in waves]), "/s", remark))
    return figures, dict(zip(names, (ACCEPTED, DELIVERED), strict=True))


async def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    wanted.add_argument("--books", default=",".join(map(str, SIZES)))
    wanted.add_argument("--only", default=",".join(SETTINGS))
    said = wanted.parse_args()
    sizes, settings = tuple(map(int, said.books.split(","))), said.only.split(",")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
    figures: list[Figure] = []
    bounds: dict[str, Bound] = {}
    for setting in settings:
        with ExitStack() as stack:
            server = ""
            if setting.startswith("postgresql"):
                running = stack.enter_context(postgresql_server())
                running.create("books")
                server = running.url("books")
            try:
                made, held = await measure(setting, sizes, server)
            except (EndedError, TimeoutError) as error:
                print(f"{setting} stopped: {error}", file=sys.stderr)
                return 1
        figures += made
        bounds |= held
    sentences = missed(figures, bounds)
    print("\n".join(sentences) if sentences else "\nEvery bound holds.")
    return int(bool(sentences))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
