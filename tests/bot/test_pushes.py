"""Telegram pushes updates: whoever does not know the secret pushes nothing, and what was pushed is stored first."""

import asyncio
import secrets

import httpx
import pytest
from aiohttp import web

from app.pushed import PATH
from bot.pushes import TakePushes
from bot.storing import StoreUpdates
from bot.webhook import KeepPushed
from invoicing.model.errors import Unavailable
from storage.traffic import inbox
from tests.bot.conftest import OLA, StoppedClock
from web.telegram_page import LARGEST, SECRET_HEADER, add_telegram_page

UPDATE = {
    "update_id": 7,
    "message": {"message_id": 1, "date": 1, "chat": {"id": OLA, "type": "private"}, "text": "faktury"},
}


async def until(holds, seconds=30):
    """Wait for something to become true, with a deadline far away."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - the stand-in rings no bell
            await asyncio.sleep(0.01)


class Away:
    """Books that are away for so many transactions, then there."""

    def __init__(self, units, times):
        self._units, self.left = units, times

    def __call__(self):
        if self.left:
            self.left -= 1
            raise Unavailable("database-away")
        return self._units()


@pytest.fixture
async def ours(bot, database):
    """The page on a port of the loopback: its address, its secret, the books behind it, and what it answered."""

    class Ours:
        secret = secrets.token_urlsafe(32)
        units = Away(database.units, 0)

        def __init__(self):
            self.answers = []

        async def rows(self):
            async with database.units.reading() as work:
                return await work.transaction.rows(inbox.select().order_by(inbox.c.id))

    ours = Ours()
    take = TakePushes(StoreUpdates(bot.id, ours.units, StoppedClock()), ours.secret)

    async def noted(secret: str, body: bytes) -> int:
        ours.answers.append(await take(secret, body))
        return ours.answers[-1]

    app = web.Application()
    add_telegram_page(app, PATH, noted)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ours.url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    yield ours
    await runner.cleanup()


@pytest.fixture
async def pushed(bot, telegram, ours):
    """Telegram knows our address and pushes to it."""
    telegram.methods.webhook.pause = 0.01
    keeping = asyncio.create_task(KeepPushed(bot, ours.url, ours.secret)())
    await until(lambda: telegram.methods.webhook.target is not None)
    yield ours
    keeping.cancel()
    await telegram.methods.webhook.close()


async def came(ours, number):
    await until(lambda: len(ours.answers) >= number)


async def push(ours, body, secret=None):
    async with httpx.AsyncClient(trust_env=False) as http:
        headers = {SECRET_HEADER: ours.secret if secret is None else secret}
        return (await http.post(ours.url, content=body, headers=headers)).status_code


async def test_what_a_person_writes_is_stored_before_telegram_may_forget_it(pushed, telegram):
    await telegram.user_sends_text(OLA, "faktura dla NIP 5260250274")
    await came(pushed, 1)

    (row,) = await pushed.rows()
    assert row.lane == f"telegram:{OLA}"
    assert "5260250274" in row.raw.decode()


async def test_after_a_rotation_telegram_learns_the_new_secret_of_the_same_address(ours, bot, telegram):
    await bot.set_webhook(ours.url, secret_token="that-of-the-stolen-key")
    keeping = asyncio.create_task(KeepPushed(bot, ours.url, ours.secret)())
    await until(lambda: telegram.methods.webhook.target.secret == ours.secret)
    await telegram.user_sends_text(OLA, "faktury")
    await came(ours, 1)
    keeping.cancel()
    await telegram.methods.webhook.close()

    assert ours.answers == [200]


async def test_a_push_that_could_not_be_stored_comes_again_and_is_stored_once(pushed, telegram):
    pushed.units.left = 2
    await telegram.user_sends_text(OLA, "pierwsza")
    await came(pushed, 3)
    await telegram.user_sends_text(OLA, "druga")
    await came(pushed, 4)

    assert pushed.answers == [503, 503, 200, 200]
    assert len(await pushed.rows()) == 2


async def test_an_update_that_is_pushed_twice_is_one_update(ours):
    body = httpx.Request("POST", ours.url, json=UPDATE).content

    assert [await push(ours, body), await push(ours, body)] == [200, 200]
    assert len(await ours.rows()) == 1


@pytest.mark.parametrize("secret", [b"", b"wrong", "ąę".encode(), b"\xff\xfe"])
async def test_whoever_does_not_know_the_secret_pushes_nothing(ours, secret):
    body = httpx.Request("POST", ours.url, json=UPDATE).content

    assert await push(ours, body, secret) == 403
    assert await ours.rows() == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'{"update_id": null}', b'{"update_id": 1e400}', b"{}"]
)
async def test_what_is_no_update_is_refused_and_nothing_is_stored(ours, body):
    assert await push(ours, body) == 400
    assert await ours.rows() == []


async def test_what_is_larger_than_any_update_is_not_read(ours):
    assert await push(ours, b"x" * (LARGEST + 1)) == 413


async def test_a_poller_takes_back_the_webhook_of_an_earlier_installation(poller, bot, telegram):
    await bot.set_webhook("http://127.0.0.1:9/hook")
    polling = asyncio.create_task(poller())
    await until(lambda: telegram.methods.webhook.target is None)
    polling.cancel()
