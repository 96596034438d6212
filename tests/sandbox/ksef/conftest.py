"""Stand-ins served on the loopback, and a script that calls them."""

from contextlib import asynccontextmanager

import httpx
import pytest
from aiohttp import web

from sandbox.ksef import KsefApi
from sandbox.lighthouse import Lighthouse
from sandbox.rates import Rates
from sandbox.taxpayer_register import TaxpayerRegister
from sandbox.world import World
from tests.sandbox.ksef.caller import NIP, NOON, Script, new_key, seal_subject, self_signed

QUICK = {"status_delay": 0.02, "auth_delay": 0.01, "storage_delay": 0.01}


@asynccontextmanager
async def served(app: web.Application):
    """The address of an application on a free port of the loopback."""
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@pytest.fixture
def world() -> World:
    world = World()
    world.clock.set(NOON)
    return world


@pytest.fixture
async def ksef(world):
    api = KsefApi(world)
    api.set_state(faults=QUICK)
    async with served(api.app()) as url:
        api.base_url = url
        yield api


@pytest.fixture
async def prod(world):
    api = KsefApi(world, profile="prod")
    api.set_state(faults=QUICK)
    async with served(api.app()) as url:
        api.base_url = url
        yield api


@pytest.fixture
async def script(ksef):
    async with httpx.AsyncClient(base_url=ksef.base_url, timeout=20) as http:
        yield Script(http)


@pytest.fixture
async def company(script, ksef):
    """The script, logged in as the demo company."""
    return await script.log_in(await script.by_token(ksef.add_token(NIP)))


@pytest.fixture
def seal():
    """A key and a self-signed seal of the demo company."""
    key = new_key()
    return key, self_signed(key, seal_subject(NIP))


@pytest.fixture
async def owner(ksef, seal):
    """A script of its own, logged in by the seal of the demo company."""
    async with httpx.AsyncClient(base_url=ksef.base_url, timeout=20) as http:
        script = Script(http)
        yield await script.log_in(await script.by_certificate(*seal))


@pytest.fixture
async def lighthouse(world):
    lighthouse = Lighthouse(world)
    async with served(lighthouse.app()) as url, httpx.AsyncClient(base_url=url) as http:
        lighthouse.http = http
        yield lighthouse


@pytest.fixture
async def register(world):
    register = TaxpayerRegister(world)
    async with served(register.app()) as url, httpx.AsyncClient(base_url=url) as http:
        register.http = http
        yield register


@pytest.fixture
async def rates(world):
    rates = Rates(world)
    async with served(rates.app()) as url, httpx.AsyncClient(base_url=url) as http:
        rates.http = http
        yield rates
