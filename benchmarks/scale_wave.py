"""Fifty people with cards in their chats tap at once: how soon is everything home?"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from benchmarks import rush
from benchmarks.books import reading
from benchmarks.processes import Running, cpu_seconds
from benchmarks.stage import Seen, Stage, every_moment
from sandbox.telegram.errors import UserError
from storage.database import Database
from storage.tables import invoices

EACH = 4
SIZE = EACH * rush.MEMBERS
PATIENCE = 180.0
_ISSUE = "Wystaw"
_WITHOUT_ADDRESS, _WITH_ADDRESS = "9990002013", "5260250274"
"""Two buyers: an address that was given once is remembered, and every later invoice goes there as a letter."""
_LAST = select(func.max(invoices.c.seq))
_KNOWN = select(func.count()).where(invoices.c.seq > bindparam("last"), invoices.c.status == "accepted")
_LOOK_EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Wave:
    """Invoices a second, and CPU milliseconds of the app for one."""

    rate: float
    cpu: float


class Waves:
    """The people, the app in its processes, and its books."""

    def __init__(self, stage: Stage, database: Database, apps: list[Running]) -> None:
        self._stage, self._database, self._apps = stage, database, apps
        self._sum = 100
        self._cards: list[tuple[int, int]] = []
        self._letters = Counter[str]()
        stage.watch.listener = self._saw
        stage.methods.watch = stage.watch

    async def accepted(self) -> Wave:
        """Without letters: until the books know the number of each."""
        last = await self._last()
        return await self._wave(_WITHOUT_ADDRESS, lambda: self._until_known(last))

    async def delivered(self) -> Wave:
        """With letters: until each has arrived, its PDF with it."""
        self._letters.clear()
        buyer = f"{_WITH_ADDRESS}, wyślij na klient@klient.example"
        return await self._wave(buyer, self._until_delivered)

    async def _wave(self, buyer: str, until: Callable[[], Awaitable[None]]) -> Wave:
        await self._draft(buyer)
        begun, before = time.perf_counter(), self._cpu()
        taps = [asyncio.create_task(self._tap(*card)) for card in self._cards]
        await until()
        seconds, cpu = time.perf_counter() - begun, self._cpu() - before
        await asyncio.gather(*taps)
        await self._settled()
        return Wave(SIZE / seconds, 1000 * cpu / SIZE)

    async def _draft(self, buyer: str) -> None:
        self._cards.clear()
        for turn in range(1, EACH + 1):
            for person in rush.PEOPLE:
                self._sum += 1  # no two alike: the app would ask whether one was meant
                words = f"faktura, 2 h konsultacji po {self._sum} zł, dla NIP {buyer}"
                await self._stage.telegram.user_sends_text(person, words)
            await every_moment(lambda: len(self._cards) >= turn * rush.MEMBERS, PATIENCE)  # noqa: B023 - awaited here
        await self._settled()

    async def _tap(self, person: int, message: int) -> None:
        with suppress(UserError):  # an answer that comes late is no matter here
            await self._stage.telegram.user_taps(person, message, _ISSUE, wait=0)

    async def _last(self) -> int:
        async with reading(self._database) as work:
            row = await work.transaction.first(_LAST)
        return int(row[0] or 0) if row else 0

    async def _known(self, after: int) -> int:
        """Of what was issued after that place; a look at all of the books would cost more the more lies there."""
        async with reading(self._database) as work:
            row = await work.transaction.first(_KNOWN, {"last": after})
        return int(row[0]) if row else 0

    async def _until_known(self, after: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self._known(after) < SIZE:  # noqa: ASYNC110 - books of another process ring no bell
                await asyncio.sleep(_LOOK_EVERY)

    async def _until_delivered(self) -> None:
        await every_moment(lambda: self._letters.total() >= SIZE, PATIENCE)

    async def _settled(self) -> None:
        """Until the app has nothing to do: the next wave pays for nothing of this one."""
        async with asyncio.timeout(PATIENCE):
            before = -1.0
            while self._cpu() - before > 0.02:
                before = self._cpu()
                await asyncio.sleep(0.5)

    def _cpu(self) -> float:
        return sum(cpu_seconds(app.pid) for app in self._apps)

    def _saw(self, seen: Seen) -> None:
        if seen.what == "mail":
            self._letters[seen.chat] += 1
        elif seen.what in {"sendmessage", "editmessagetext"}:
            rows = seen.body["message"].get("reply_markup", {}).get("inline_keyboard", [])
            card = int(seen.chat), int(seen.body["message"]["message_id"])
            if any(button["text"] == _ISSUE for row in rows for button in row) and card not in self._cards:
                self._cards.append(card)
