"""How soon after kill -9 an installation works again, and how soon another process takes a dead one's work.

    python -m benchmarks.first_work [--rounds 5] [--books sqlite,postgresql]

The app is killed while KSeF takes its invoice, and begins again at once, as a service manager does it. Seconds are
counted from there until KSeF hears that invoice again, or the chat sees the next card, with the stand-ins on the same
cores; CPU seconds of the new process until then say the same on a machine that others use. Modules are compiled, as an
installation has them. PostgreSQL comes from Debian (tests/real/packages.sh). Exit status 1 when a figure misses its
bound.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import walk
from benchmarks.figures import Bound, Figure, median, missed, show
from benchmarks.kills import FirstWork, Killings, Sends, can_be_elsewhere
from benchmarks.processes import EndedError
from benchmarks.stage import Stage
from sandbox import demo
from sandbox.observers import KSEF_OBSERVERS
from tests.twins.postgresql import postgresql_server

BOOKS, ROUNDS = ("sqlite", "postgresql"), 5
WORKER, BOT, OTHER = Bound(most=3), Bound(most=8), Bound(most=60)
CPU = {"worker": Bound(most=1.5), "bot": Bound(most=2.5), "all roles": Bound(most=3)}
MEMORY = Bound(most=150)


async def measure(books: str, server: str, rounds: int, bounds: dict[str, Bound]) -> list[Figure]:
    """All kills on one kind of books; what each figure must hold is added to `bounds`."""
    sends = Sends()
    KSEF_OBSERVERS.append(sends.watch)
    with tempfile.TemporaryDirectory(prefix="latarnik-first-", ignore_cleanup_errors=True) as root:
        async with Stage(Path(root)) as stage:
            if server:
                stage.environment["LATARNIK_DATABASE_URL"] = server
            await stage.command("migrate")
            added, _ = await stage.command(*demo.company_arguments(stage.folder))
            stage.methods.watch = stage.watch
            app = await stage.run_app()
            await walk.join(stage, demo.invitation_in(added))
            await stage.quiet()
            await app.stop()
            figures = await _rounds(books, Killings(stage, sends), stage, rounds, bounds)
    KSEF_OBSERVERS.remove(sends.watch)
    return figures


async def _rounds(
    books: str, killings: Killings, stage: Stage, rounds: int, bounds: dict[str, Bound]
) -> list[Figure]:
    figures: list[Figure] = []

    def report(name: str, wall: Bound, works: Sequence[FirstWork]) -> None:
        made = _figures(f"{books}, {name}", works)
        role = name.partition(":")[0]
        bounds.update(zip((each.name for each in made), (wall, wall, CPU[role]), strict=False))
        if role == "worker":
            bounds[made[3].name] = MEMORY
        show(f"{books}, {name}, kill -9 and a start at once", made, bounds)
        figures.extend(made)

    bot = await stage.run_app("bot")
    report("worker", WORKER, [await killings.worker() for _ in range(rounds)])
    seconds = [await killings.other_worker() for _ in range(rounds)]
    away = [await killings.other_worker(elsewhere=True)] if can_be_elsewhere() else []
    made = _taken_over(books, seconds, away)
    bounds.update((each.name, OTHER) for each in made)
    show(f"{books}, one of two workers is killed", made, bounds)
    await bot.stop()
    report("bot", BOT, [await killings.bot() for _ in range(rounds)])
    both = [await killings.all_roles() for _ in range(rounds)]
    report("all roles: invoice", BOT, [sent for sent, _ in both])
    report("all roles: answer", BOT, [card for _, card in both])
    return figures + made


def _figures(name: str, works: Sequence[FirstWork]) -> list[Figure]:
    walls, times = f"{len(works)} rounds", ", ".join(f"{each.cpu:.2f}" for each in works)
    return [
        Figure(f"{name}, median", median([each.wall for each in works]), "s", walls),
        Figure(f"{name}, longest", max(each.wall for each in works), "s"),
        Figure(f"{name}, CPU", median([each.cpu for each in works]), "s", times),
        Figure(f"{name}, memory", max(each.memory_mb for each in works), "MB", "at its first work"),
    ]


def _taken_over(books: str, seconds: Sequence[float], away: Sequence[float]) -> list[Figure]:
    made = [
        Figure(f"{books}, the other worker, median", median(seconds), "s", f"{len(seconds)} rounds"),
        Figure(f"{books}, the other worker, longest", max(seconds), "s"),
    ]
    remark = "the first one as if on another machine"
    return made + [Figure(f"{books}, the other worker, elsewhere", each, "s", remark) for each in away]


async def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    wanted.add_argument("--rounds", type=int, default=ROUNDS)
    wanted.add_argument("--books", default=",".join(BOOKS))
    said = wanted.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
    figures: list[Figure] = []
    bounds: dict[str, Bound] = {}
    for books in said.books.split(","):
        with ExitStack() as stack:
            server = ""
            if books == "postgresql":
                running = stack.enter_context(postgresql_server())
                running.create("books")
                server = running.url("books")
            try:
                figures += await measure(books, server, said.rounds, bounds)
            except (EndedError, TimeoutError) as error:
                print(f"{books} stopped: {error}", file=sys.stderr)
                return 1
    sentences = missed(figures, bounds)
    print("\n".join(sentences) if sentences else "\nEvery bound holds.")
    return int(bool(sentences))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
