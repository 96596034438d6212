"""The control API with its stand-ins, and a small app instead of the real one."""

import asyncio
import sys
import time
from pathlib import Path

import httpx
import pytest

from sandbox.control import control_app
from sandbox.demo import Folder
from sandbox.serving import Served
from sandbox.stage import Stage

FAKE_APP = Path(__file__).with_name("fake_app.py")


class Api:
    """Somebody's script that uses the control API."""

    def __init__(self, http: httpx.AsyncClient, stage: Stage) -> None:
        self.http, self.stage = http, stage

    async def get(self, path: str, **params):
        answer = await self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, **body):
        answer = await self.http.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refusal(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Status and sentence of a request that is refused."""
        content = {} if body is None else {"content": body} if isinstance(body, bytes) else {"json": body}
        answer = await self.http.request(method, path, **content)
        return answer.status_code, answer.json()["error"]

    async def hear(self, words: str, user: int = 1001) -> dict:
        """The bot's message that holds some words, once it is there."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for message in await self.get(f"/api/chats/{user}/messages"):
                if message["from"] == "bot" and words in message["text"]:
                    return message
            await asyncio.sleep(0.02)
        return pytest.fail(f"the bot never said {words!r}")


def fake_app(mood: str = "good") -> list[str]:
    return [sys.executable, "-I", str(FAKE_APP), mood]


@pytest.fixture
async def world_api(tmp_path):
    """The stand-ins and the control API without any app."""
    stage = Stage(Folder(tmp_path / "sandbox"), fake_app())
    page = Served(control_app(stage))
    stage.page = await page.start()
    await stage.open()
    async with httpx.AsyncClient(base_url=stage.page, timeout=60) as http:
        yield Api(http, stage)
    await page.stop()
    await stage.close()


@pytest.fixture
async def api(world_api):
    """The same with the small app running, and its owner moved in."""
    await world_api.stage.start_app()
    return world_api


@pytest.fixture
def app_of_mood():
    """The command of the small app in a mood."""
    return fake_app
