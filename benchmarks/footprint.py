"""What the app takes when it has nothing to do, and how soon it is there."""

from __future__ import annotations

import asyncio

from benchmarks import walk
from benchmarks.figures import Figure, median
from benchmarks.processes import Running, resident_mb, share_of_core
from benchmarks.stage import Stage

IDLE_SECONDS, STARTS, COMMANDS = 15.0, 3, 5
SETTLE_SECONDS = 2.0
_SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"


async def commands(stage: Stage) -> list[Figure]:
    """Commands as whole processes."""
    wanted = {"latarnik --help": ["--help"], "latarnik parse": ["parse", _SENTENCE]}
    return [
        Figure(
            name,
            median([(await stage.command(*words))[1] for _ in range(COMMANDS)]),
            "s",
            f"median of {COMMANDS}",
        )
        for name, words in wanted.items()
    ]


async def start(stage: Stage) -> tuple[Running, Figure]:
    """Start the whole app some times over; the last one stays."""
    seconds = []
    for again in reversed(range(STARTS)):
        app = await stage.run_app()
        seconds.append(app.started_in)
        if again:
            await app.stop()
    return app, Figure("start to ready", median(seconds), "s", f"role all, median of {STARTS}")


async def idle(name: str, app: Running, seconds: float = IDLE_SECONDS) -> list[Figure]:
    """Memory and CPU of a process left alone."""
    await asyncio.sleep(SETTLE_SECONDS)
    (share,) = await share_of_core([app.pid], seconds)
    return [
        Figure(f"{name}: RSS", resident_mb(app.pid), "MB"),
        Figure(f"{name}: idle CPU", share, "%", f"of a core, over {seconds:.0f} s"),
    ]


async def apart(stage: Stage) -> list[Figure]:
    """The roles as processes of their own: at their start, and after one invoice went all the way through them."""
    roles = ("bot", "worker", "mail")
    running = {role: await stage.run_app(role) for role in roles}
    await asyncio.sleep(SETTLE_SECONDS)
    fresh = {role: resident_mb(app.pid) for role, app in running.items()}
    await walk.issue_one(stage, walk.WARM_UP + walk.REPETITIONS)
    await asyncio.sleep(SETTLE_SECONDS)
    shares = await share_of_core([app.pid for app in running.values()], IDLE_SECONDS)
    figures = []
    for (role, app), share in zip(running.items(), shares, strict=True):
        remark = f"{fresh[role]:.0f} before its first invoice"
        figures += [
            Figure(f"role {role}: RSS", resident_mb(app.pid), "MB", remark),
            Figure(f"role {role}: idle CPU", share, "%"),
        ]
        await app.stop()
    return figures
