"""The Telegram front end against the Bot API stand-in, with a real database behind it."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.chat import TelegramChat
from bot.client import connect
from bot.poller import TelegramPoller
from bot.storing import StoreUpdates
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Reply
from sandbox.telegram import TelegramApi
from sandbox.world import World
from storage.database import migrate, open_database

OLA = 1001


class StoppedClock:
    """A clock that does not run."""

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Warsaw"))

    def today(self):
        return self.now().date()


@pytest.fixture
async def telegram():
    api = TelegramApi(
        World(), f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}", "latarnik_bot"
    )
    api.add_user(OLA, "Ola Latarnik", "ola")
    api.state.updates.repeat_pause = 0.0
    runner = web.AppRunner(api.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield api
    await runner.cleanup()


@pytest.fixture
async def bot(telegram):
    bot = connect(telegram.state.token, telegram.base_url)
    yield bot
    await bot.session.close()


@pytest.fixture
async def database(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'books.sqlite3'}"
    await migrate(url)
    database = open_database(url, secrets.token_bytes(32))
    yield database
    await database.close()


@pytest.fixture
def chat(bot):
    return TelegramChat(bot)


@pytest.fixture
def poller(bot, database):
    return TelegramPoller(bot, StoreUpdates(bot.id, database.units, StoppedClock()))


@pytest.fixture
async def answered(database):
    """A poller whose Bot API gives one and the same answer to everything."""
    runners, bots = [], []

    async def make(**answer) -> TelegramPoller:
        async def say(_: web.Request) -> web.Response:
            return web.json_response(answer["json"]) if "json" in answer else web.Response(**answer)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", say)
        runners.append(web.AppRunner(app))
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
        token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
        bots.append(connect(token, f"http://127.0.0.1:{runners[-1].addresses[0][1]}"))
        return TelegramPoller(bots[-1], StoreUpdates(bots[-1].id, database.units, StoppedClock()))

    yield make
    for bot in bots:
        await bot.session.close()
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
def show():
    """A job that shows a reply in Ola's chat."""

    def make(reply: Reply, cause: str = "test") -> Show:
        return Show(Channel.TELEGRAM, str(OLA), reply, cause)

    return make


@pytest.fixture
def inbox(database):
    """What lies in the inbox, the oldest of each chat."""

    async def look():
        return await database.queue.waiting_inbox(StoppedClock().now(), 100)

    return look
