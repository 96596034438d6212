"""A change of KSeF reaches everybody: a thousand chats under Telegram's limits, while one of them goes on talking.

    python -m benchmarks.push [PEOPLE]

The app (all roles) runs as it is installed; the Bot API's stand-in refuses what is faster than Telegram allows: one
message a second in a chat, thirty in all. Exit status 1 when a figure misses its bound.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from app.clock import SystemClock
from benchmarks import walk
from benchmarks.figures import Bound, Figure, median, missed, p95, show
from benchmarks.stage import Stage, every_moment
from invoicing.services.messages import Channel
from invoicing.services.records import Membership, Person, Role
from sandbox import demo
from sandbox.serving import Served
from sandbox.telegram.errors import ApiError
from sandbox.telegram.limits import FloodGate
from sandbox.world import Clock
from storage.database import open_database
from storage.secrets import read_key_file

PEOPLE, FIRST = 1000, 10_001
PATIENCE, QUESTIONS, BETWEEN = 180.0, 12, 2.5
QUESTION, SIGN = "/pomoc", "/kolejka"  # and what only its answer says
BOUNDS = {
    "all told": Bound(most=60),
    "answers 429": Bound(most=0),
    "told twice or not at all": Bound(most=0),
    "answer meanwhile": Bound(most=1000),
}


class CountingGate(FloodGate):
    """Telegram's limits, and how often they had to be said."""

    refused = 0

    def pass_or_refuse(self, chat: int, messages: int = 1) -> None:
        """Count a refusal."""
        try:
            super().pass_or_refuse(chat, messages)
        except ApiError:
            self.refused += 1
            raise


async def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(prefix="latarnik-push-", ignore_cleanup_errors=True) as root:
        async with Stage(Path(root)) as stage:
            clock = await clock_at_noon(stage)
            try:
                figures = await measure(stage, people)
            finally:
                await clock.stop()
    show(f"A change of KSeF reaches {people} chats, limits on", figures, BOUNDS)
    troubles = missed(figures, BOUNDS)
    print("\n".join(troubles) if troubles else "Every bound holds.")
    return int(bool(troubles))


async def clock_at_noon(stage: Stage) -> Served:
    """Nobody is pushed to by night, so in this world it is noon whenever it is measured."""
    clock = stage.stand_ins.world.clock
    now = datetime.now(ZoneInfo("Europe/Warsaw"))
    clock.set(now.replace(hour=12, minute=30, second=0, microsecond=0))
    served = Served(_clock_page(clock))
    stage.environment["LATARNIK_CLOCK_URL"] = f"{await served.start()}/clock"
    return served


def _clock_page(clock: Clock) -> web.Application:
    async def tell(request: web.Request) -> web.Response:
        await clock.changed(int(request.query["after"]), float(request.query["wait"]))
        return web.json_response({"version": clock.version, "ahead": clock.ahead().total_seconds()})

    page = web.Application()
    page.router.add_get("/clock", tell)
    return page


async def measure(stage: Stage, people: int) -> list[Figure]:
    await stage.command("migrate")
    added, _ = await stage.command(*demo.company_arguments(stage.folder))
    await join(stage, people)
    gate = stage.telegram.state.flood = CountingGate()
    gate.natural = True
    app = await stage.run_app()
    stage.methods.watch = stage.watch
    await walk.join(stage, demo.invitation_in(added))
    await stage.quiet(3.0)  # the first look at the lighthouse is over
    idle = [await ask(stage) for _ in range(QUESTIONS)]
    told = _pushes(stage, people)
    begun = time.perf_counter()
    stage.stand_ins.switch_ksef("failure", {}, None)
    asking = asyncio.create_task(_ask_until(stage, told))
    await every_moment(lambda: told() >= people, PATIENCE)
    spent = time.perf_counter() - begun
    busy = await asking
    await stage.quiet(2.0)
    figures = _figures(stage, people, spent, idle, busy)
    await app.stop()
    return [*figures, Figure("answers 429", gate.refused, "")]


async def join(stage: Stage, people: int) -> None:
    """Members with a chat, written down as if each had come by an invitation."""
    clock = SystemClock()
    key = read_key_file(stage.folder.app / "secret.key")
    database = open_database(f"sqlite:///{stage.folder.app / 'latarnik.sqlite3'}", key, now=clock.now)
    try:
        async with database.units() as work:
            (company,) = await work.companies.all()
            for number in range(FIRST, FIRST + people):
                person = Person(UUID(int=number), f"Osoba {number}")
                await work.people.add(person)
                await work.people.identify(person.id, Channel.TELEGRAM, str(number))
                await work.people.join(Membership(person.id, company.id, Role.ISSUER))
    finally:
        await database.close()
    for number in range(FIRST, FIRST + people):
        stage.telegram.add_user(number, f"Osoba {number}")
        await stage.telegram.user_sends_text(number, "/start")
    stage.telegram.state.updates.drop()  # they have opened their chats long ago


async def ask(stage: Stage) -> float:
    """Milliseconds from a question of the owner to its answer; then a breath, for a chat takes one a second."""
    begun = len(stage.watch.seen)
    asked = time.perf_counter()
    await stage.telegram.user_sends_text(demo.OLA.id, QUESTION)
    await stage.watch.first(
        begun,
        lambda seen: (
            seen.what == "sendmessage" and seen.chat == str(demo.OLA.id) and SIGN in _text(seen.body)
        ),
    )
    spent = 1000 * (time.perf_counter() - asked)
    await asyncio.sleep(BETWEEN)
    return spent


def _text(body: dict[str, object]) -> str:
    message = body["message"]
    return str(message.get("text", "")) if isinstance(message, dict) else ""


async def _ask_until(stage: Stage, told: Callable[[], int]) -> list[float]:
    """Questions from the first push on, until everybody has been told."""
    await every_moment(lambda: told() > 0, PATIENCE)
    return [await ask(stage) for _ in range(QUESTIONS)]


def _pushes(stage: Stage, people: int) -> Callable[[], int]:
    answers = stage.methods.answers
    answers.clear()
    chats = {str(number) for number in range(FIRST, FIRST + people)}
    return lambda: sum(1 for chat in answers if chat in chats)


def _figures(stage: Stage, people: int, spent: float, idle: list[float], busy: list[float]) -> list[Figure]:
    answers = stage.methods.answers
    odd = sum(answers[str(number)] != 1 for number in range(FIRST, FIRST + people))
    return [
        Figure("all told", spent, "s", f"{people / spent:.1f} a second, from the lighthouse's change on"),
        Figure("told twice or not at all", odd, ""),
        Figure("answer when idle", median(idle), "ms", f"p95 {p95(idle):.0f}"),
        Figure("answer meanwhile", p95(busy), "ms", f"p95; median {median(busy):.0f}, {len(busy)} questions"),
        Figure("meanwhile to idle", median(busy) / median(idle), "x"),
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
