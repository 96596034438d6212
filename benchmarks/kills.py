"""Kill -9 at the worst moment, and the first work after it: what KSeF hears, what the chat sees."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from benchmarks import walk
from benchmarks.processes import LATARNIK, Running, cpu_seconds, resident_mb
from benchmarks.stage import READY, Stage, every_moment
from sandbox import demo
from sandbox.telegram.errors import UserError

LONGEST = 120.0
"""Seconds that a round waits for the first work."""
_ISSUE = "Wystaw"
_ELSEWHERE = ("unshare", "--pid", "--fork", "--kill-child")
"""In a place where process numbers mean something else, as on another machine: nobody sees there who is dead."""


@dataclass(frozen=True, slots=True)
class FirstWork:
    """One start: seconds on the clock until its first work, CPU seconds of the process until then, its memory."""

    wall: float
    cpu: float
    memory_mb: float


class Sends:
    """Hears invoices on their way into KSeF; what is held gets no answer until let go, and then a refusal."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[float] = asyncio.Queue()
        self._open = asyncio.Event()
        self._open.set()

    @web.middleware
    async def watch(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Between KSeF's door and KSeF."""
        if request.method != "POST" or not request.path.endswith("/invoices"):
            return await handler(request)
        held = not self._open.is_set()
        self._heard.put_nowait(time.perf_counter())
        if not held:
            return await handler(request)
        await self._open.wait()
        return web.Response(status=503)

    def hold(self) -> None:
        """Answer nothing from now on."""
        while not self._heard.empty():
            self._heard.get_nowait()
        self._open.clear()

    def let_go(self) -> None:
        """Answer again; what was held is refused, if anybody listens still."""
        self._open.set()

    async def next(self) -> float:
        """The moment at which the next one came."""
        return await asyncio.wait_for(self._heard.get(), LONGEST)


class Killings:
    """Rounds of killing on one stage, whose owner is let in; orders differ, so that nobody asks whether one was meant."""

    def __init__(self, stage: Stage, sends: Sends) -> None:
        self._stage, self._sends, self._orders = stage, sends, 0

    async def worker(self) -> FirstWork:
        """A worker is killed while KSeF takes its invoice; another one begins at once."""
        await self._caught_sending(await self._begun("worker"))
        again, born = await self._begin("worker")
        return await self._sent(born, again)

    async def bot(self) -> FirstWork:
        """A bot is killed, somebody writes, another one begins."""
        await (await self._begun("bot")).kill()
        begun = await self._order()
        again, born = await self._begin("bot")
        seen = await self._stage.watch.first(begun, walk.is_card)
        work = _until(seen.at.wall, born, again)
        await self._stop(again)
        return work

    async def all_roles(self) -> tuple[FirstWork, FirstWork]:
        """All roles in one process: the next invoice into KSeF, and the next answer in the chat."""
        await self._caught_sending(await self._begun())
        begun = await self._order()
        again, born = await self._begin()
        card = asyncio.create_task(self._stage.watch.first(begun, walk.is_card))
        sent = asyncio.create_task(self._sends.next())
        await asyncio.wait({card, sent}, return_when=asyncio.FIRST_COMPLETED)
        cpu, memory = cpu_seconds(again.pid), resident_mb(again.pid)
        works = [FirstWork(moment - born, cpu, memory) for moment in (await sent, (await card).at.wall)]
        await self._settled()
        await self._stop(again)
        return works[0], works[1]

    async def other_worker(self, *, elsewhere: bool = False) -> float:
        """Two workers, one is killed while KSeF takes its invoice: seconds until the other one brings it."""
        first = await self._begun("worker", before=_ELSEWHERE if elsewhere else ())
        await self._tapped()
        await self._sends.next()  # held: the second one has time to begin
        second = await self._begun("worker")
        await asyncio.sleep(2)  # whatever a start brings along is done
        await first.kill()
        killed = time.perf_counter()
        self._sends.let_go()
        heard = await self._sends.next()
        await self._settled()
        await self._stop(second)
        return heard - killed

    async def _caught_sending(self, app: Running) -> None:
        await self._tapped()
        await self._sends.next()
        await app.kill()
        self._sends.let_go()

    async def _tapped(self) -> None:
        """An invoice is promised to KSeF, which will not answer."""
        begun = await self._order()
        card = await self._stage.watch.first(begun, walk.is_card)
        self._sends.hold()
        with suppress(UserError):  # an answer that comes late is no matter here
            await self._stage.telegram.user_taps(
                demo.OLA.id, card.body["message"]["message_id"], _ISSUE, wait=0
            )

    async def _order(self) -> int:
        """Somebody writes; returns where to look for the answer."""
        self._orders += 1
        begun = len(self._stage.watch.seen)
        words = f"faktura dla NIP 5260250274, 2 h konsultacji po {200 + self._orders} zł"
        await self._stage.telegram.user_sends_text(demo.OLA.id, words)
        return begun

    async def _sent(self, born: float, app: Running) -> FirstWork:
        work = _until(await self._sends.next(), born, app)
        await self._settled()
        await self._stop(app)
        return work

    async def _begin(self, *roles: str, before: Sequence[str] = ()) -> tuple[Running, float]:
        wanted = [word for role in roles for word in ("--role", role)]
        born = time.perf_counter()
        return await self._stage.run([*before, *LATARNIK, "run", *wanted], READY), born

    async def _begun(self, *roles: str, before: Sequence[str] = ()) -> Running:
        app, _ = await self._begin(*roles, before=before)
        await app.until_ready()
        return app

    async def _settled(self) -> None:
        """Until KSeF has taken everything and nobody says anything any more."""
        ksef = self._stage.stand_ins.ksef
        await every_moment(lambda: all(each["ksef_number"] for each in ksef.invoices()), LONGEST)
        await self._stage.quiet(1)

    async def _stop(self, app: Running) -> None:
        await app.stop()
        await self._stage.quiet()


def can_be_elsewhere() -> bool:
    """Whether a worker can be begun as if on another machine."""
    return os.geteuid() == 0 and shutil.which(_ELSEWHERE[0]) is not None


def _until(moment: float, born: float, app: Running) -> FirstWork:
    return FirstWork(moment - born, cpu_seconds(app.pid), resident_mb(app.pid))
