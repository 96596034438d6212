"""What we claim about the way from a sentence to a letter, measured on loopback in one run.

    python -m benchmarks.path

Prints figures as they come; exit status 1 when one misses its bound. The stand-ins' own delays are switched off
and their CPU time is subtracted where it is part of somebody's wait. Takes about three minutes.
"""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks import footprint, rush, steady, walk
from benchmarks.figures import Bound, Figure, missed, show
from benchmarks.processes import EndedError
from benchmarks.stage import Stage
from sandbox import demo

BOUNDS = {
    "updates a second": Bound(least=150),
    "ours to echo": Bound(least=0.2),
    "50 a second: p99": Bound(most=50),
    "whole app, fresh: RSS": Bound(most=300),
    "whole app, fresh: idle CPU": Bound(most=2),
    "whole app, after all this: RSS": Bound(most=300),
    "whole app, after all this: idle CPU": Bound(most=2),
    "role worker: RSS": Bound(most=150),
    "role worker: idle CPU": Bound(most=2),
    "role mail: RSS": Bound(most=150),
    "role mail: idle CPU": Bound(most=2),
}


async def measure(stage: Stage) -> list[Figure]:
    figures: list[Figure] = []

    def report(title: str, found: list[Figure]) -> None:
        show(title, found, BOUNDS)
        figures.extend(found)

    await stage.command("migrate")
    added, _ = await stage.command(*demo.company_arguments(stage.folder))
    codes = await rush.invitations(stage)
    report("Commands, whole processes", await footprint.commands(stage))
    app, ready = await footprint.start(stage)
    report("The whole app in one process", [ready, *await footprint.idle("whole app, fresh", app)])
    stage.methods.watch = stage.watch
    await walk.join(stage, demo.invitation_in(added))
    report(
        "A member waits (KSeF's delays are zero, the stand-ins' own work is subtracted)",
        await walk.walk(stage),
    )
    stage.methods.watch = None
    report("Many members at once", await rush.rush(stage, app, codes))
    report(
        "One after another, whatever the app does, each on a core of its own", await steady.steady(stage, app)
    )
    report("The whole app when all is done", await footprint.idle("whole app, after all this", app))
    await app.stop()
    stage.methods.watch = stage.watch
    report("Roles in processes of their own, after an invoice", await footprint.apart(stage))
    return figures


async def main() -> int:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load before the start {load:.1f}")
    with tempfile.TemporaryDirectory(prefix="latarnik-bench-", ignore_cleanup_errors=True) as root:
        async with Stage(Path(root)) as stage:
            # how fast the app is, not how fast Telegram lets it be; benchmarks.push keeps the limits
            stage.environment["LATARNIK_TELEGRAM_LIMITS"] = "false"
            try:
                figures = await measure(stage)
            except (EndedError, TimeoutError) as error:
                print(f"Stopped: {error}\n{stage.last_words()}", file=sys.stderr)
                return 1
    sentences = missed(figures, BOUNDS)
    for sentence in sentences:
        print(f"MISSED {sentence}", file=sys.stderr)
    if not sentences:
        print("\nEvery bound holds.")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
