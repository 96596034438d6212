"""Whatever the Bot API gives us: it is stored, read, answered if anybody can be; no worker stumbles over it."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import defaultdict

import pytest
from aiogram.exceptions import ClientDecodeError
from aiohttp import web
from hypothesis import given

from bot.client import connect
from bot.poller import TelegramPoller
from bot.storing import StoreUpdates
from bot.updates import to_incoming
from invoicing.services.messages import Channel
from storage.database import open_database
from tests.fuzz.updates import bodies
from tests.fuzz.world import WordedChat
from tests.services.fakes import StoppedClock
from tests.services.house import House


class Telegram:
    """A Bot API that says what it is told to, and whoever listens to it: the poller, the inbox, the assistant."""

    def __init__(self, url: str) -> None:
        self.runner, self.says, self.number = asyncio.Runner(), [], 0
        self.runner.run(self._open(url))

    async def _open(self, url: str) -> None:
        clock = StoppedClock("2026-11-20T10:00:00+01:00")
        self.database = open_database(url, bytes(32), now=clock.now)
        self.house = House(self.database, clock)
        self.house.telegram = WordedChat()
        self.house.desk.files = defaultdict(lambda: b"Nazwa;Cena\nKawa;9,50\n")
        self.house.start()
        await self.house.take_on()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._server = web.AppRunner(app)
        await self._server.setup()
        await web.TCPSite(self._server, "127.0.0.1", 0).start()
        token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
        self.bot = connect(token, f"http://127.0.0.1:{self._server.addresses[0][1]}")
        self.poller = TelegramPoller(self.bot, StoreUpdates(self.bot.id, self.database.units, clock))

    async def _answer(self, _: web.Request) -> web.Response:
        return web.Response(
            text=json.dumps({"ok": True, "result": self.says}), content_type="application/json"
        )

    async def give(self, body) -> None:
        """One update, all the way: what cannot be stored is said to be no answer of Telegram's."""
        self.number += 1
        self.says = [{"update_id": self.number} | body]
        try:
            await self.poller.once(0)
        except ClientDecodeError:
            return
        for row in await self.database.queue.waiting_inbox(self.house.clock.now(), 100, [Channel.TELEGRAM]):
            incoming = to_incoming(row)
            if incoming is None:
                async with self.database.units() as work:
                    await work.inbox.finish(row.key)
            else:
                await self.house.assistant(incoming)
        await self.house.work()

    async def close(self) -> None:
        await self.bot.session.close()
        await self._server.cleanup()
        await self.database.close()


@pytest.fixture
def telegram(new_books, tmp_path):
    telegram = Telegram(new_books(tmp_path))
    yield telegram
    telegram.runner.run(telegram.close())
    telegram.runner.close()


@pytest.mark.timeout(3000)
def test_no_update_makes_anybody_stumble(telegram, tries, caplog, record_property):
    @tries(100)
    @given(bodies())
    def each(body):
        caplog.clear()
        telegram.runner.run(telegram.give(body))
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
        waits = telegram.runner.run(telegram.database.queue.waiting_inbox(telegram.house.clock.now(), 100))
        assert waits == []

    each()
    record_property("shown", f"updates of the Bot API: {telegram.number} odd ones, none made anybody stumble")
