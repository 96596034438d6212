"""A Bot API server on loopback, a bot that talks to it, and a world with a clock the test turns."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from sandbox.telegram import TelegramApi
from sandbox.world import World

OLA = 1001


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def token() -> str:
    return f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"


@pytest.fixture
async def telegram(world: World, token: str) -> AsyncIterator[TelegramApi]:
    """The emulator with Ola known to it, served at `base_url`."""
    api = TelegramApi(world, token, "latarnik_bot")
    api.add_user(OLA, "Ola Latarnik", "ola")
    # A test that asks again and again need not wait as long as the real server makes it.
    api.state.updates.repeat_pause = 0.0
    runner = web.AppRunner(api.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield api
    await runner.cleanup()


@pytest.fixture
async def bot(telegram: TelegramApi, token: str) -> AsyncIterator[Bot]:
    """A real aiogram Bot: its models read every answer."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.base_url))
    async with Bot(token, session=session) as bot:
        yield bot


@pytest.fixture
async def chat(telegram: TelegramApi) -> int:
    """Ola's private chat, which she has opened."""
    await telegram.user_sends_text(OLA, "/start")
    return OLA


@pytest.fixture
async def call(telegram: TelegramApi, token: str) -> AsyncIterator[Callable[..., Any]]:
    """Call a method with a raw JSON body; gives status and answer."""
    async with aiohttp.ClientSession() as session:

        async def post(method: str, **values: Any) -> tuple[int, dict[str, Any]]:
            async with session.post(f"{telegram.base_url}/bot{token}/{method}", json=values) as response:
                return response.status, await response.json()

        yield post


@pytest.fixture
def until() -> Callable[..., Any]:
    """Wait for something to become true, with a deadline far away."""

    async def wait(condition: Callable[[], Any], seconds: float = 20) -> Any:
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < deadline, "it never happened"
            await asyncio.sleep(0.01)
        return found

    return wait


@pytest.fixture
def refusal(call: Callable[..., Any]) -> Callable[..., Any]:
    """Call a method that is to be refused with 400; gives the description."""

    async def ask(method: str, **values: Any) -> str:
        status, answer = await call(method, **values)
        assert (status, answer["ok"], answer.get("error_code")) == (400, False, 400), answer
        return answer["description"]

    return ask
