"""The Telegram front end against the Bot API stand-in, with a real database behind it."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.chat import TelegramChat
from bot.client import connect
from bot.poller import TelegramPoller
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
    return TelegramPoller(bot, database.units, StoppedClock())


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
