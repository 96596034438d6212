"""The life of the app's process: start, work until told to stop, stop without dropping anything."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack

from app.clock import SandboxTime, SystemClock
from app.handed_in import read_handed
from app.heap import GIVE_BACK_EVERY, give_back, keep_one_heap, settle
from app.house import House
from app.installation import checked
from app.places import http_client
from app.settings import Settings, WrongSettingsError
from app.wiring import build
from app.workers import Task, every, forever
from invoicing.model.errors import Unavailable
from invoicing.services.access.handing_in import HandIn

log = logging.getLogger(__name__)

Close = Callable[[], Awaitable[None]]

GRACE = 20.0
"""Seconds that running work has to end after a signal to stop."""


async def run(settings: Settings, roles: Collection[str]) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        WrongSettingsError: the database or a port cannot be used; the text says what to do.
    """
    keep_one_heap()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(checked(settings, clock))
        await _tell_the_time(settings, clock)
        house = build(settings, roles, clock, database)
        settle()
        await _work(house, roles, stopping)


async def _tell_the_time(settings: Settings, clock: SystemClock) -> None:
    """In the sandbox no instruction runs before the world's time is known."""
    if settings.clock_url:
        async with http_client(settings) as http:
            await SandboxTime(clock, settings.clock_url, http, lambda: None).once(wait=0)


async def _work(house: House, roles: Collection[str], stopping: asyncio.Event) -> None:
    loops: dict[str, Task] = {
        "memory": every(GIVE_BACK_EVERY, give_back),
        "inbox": house.inbox,
        "outbox": house.outbox,
        **house.tasks,
    }
    tasks = {name: asyncio.create_task(forever(name, loop), name=name) for name, loop in loops.items()}
    close_page: Close | None = None
    try:
        if house.settings.web_port and "web" in roles:
            close_page = await _open_page(house, tasks)
        log.info("ready", extra={"roles": sorted(roles)})
        await stopping.wait()
        log.info("stopping")
    except OSError as error:
        port = house.settings.web_port
        raise WrongSettingsError(
            f"LATARNIK_WEB_PORT: port {port} cannot be opened ({error.strerror})."
        ) from error
    finally:
        await _stop(house, tasks)
        if close_page is not None:
            await close_page()


async def _open_page(house: House, tasks: Mapping[str, asyncio.Task[None]]) -> Close:
    """Open the health page, the one-time pages and the pages of papers; returns what closes them."""
    # aiohttp takes 8 MB, so only the role that serves with it imports it
    from web.hand_in_page import add_hand_in_page  # noqa: PLC0415
    from web.issue_page import add_issue_page  # noqa: PLC0415
    from web.paper_page import add_paper_page  # noqa: PLC0415
    from web.server import Server, health_app  # noqa: PLC0415

    pages = health_app(lambda: _health(house, tasks))
    if house.settings.public_address:
        add_hand_in_page(pages, HandIn(house.database.units, house.clock, read_handed))
        add_paper_page(pages, house.paper_pages)
        add_issue_page(pages, house.issue_pages)
    server = Server(pages, house.settings.web_port)
    try:
        await server.start()
    except OSError:
        await server.stop()
        raise
    return server.stop


async def _stop(house: House, tasks: Mapping[str, asyncio.Task[None]]) -> None:
    for name, task in tasks.items():
        if name not in {"inbox", "outbox"}:
            task.cancel()
    await house.inbox.stop(GRACE / 2)
    await house.outbox.stop(GRACE / 2)
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    for close in house.closers:
        await close()


async def _health(house: House, tasks: Mapping[str, asyncio.Task[None]]) -> dict[str, str]:
    """Whether every loop runs and the database answers; the long look at the whole history is the doctor's."""
    checks = {name: "stopped" if task.done() else "ok" for name, task in tasks.items()}
    try:
        async with house.database.units.reading() as work:
            await work.outages.state()
    except Unavailable as error:
        return {**checks, "database": error.reason}
    return {**checks, "database": "ok"}
