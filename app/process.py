"""The life of the app's process: start, work until told to stop, stop without dropping anything."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

from app.clock import SandboxTime, SystemClock
from app.copies_in_words import copies_in_words
from app.drawing import cut_off_drawing
from app.heap import GIVE_BACK_EVERY, give_back, keep_one_heap, settle
from app.house import House
from app.installation import address_in_words, checked
from app.places import http_client
from app.reading_settings import WrongSettingsError
from app.settings import Settings
from app.wiring import build
from app.workers import Task, every, forever
from storage.presence import at_work

if TYPE_CHECKING:
    from aiohttp.web import Application

log = logging.getLogger(__name__)

Close = Callable[[], Coroutine[object, object, None]]

NEIGHBOURS_EVERY = 5.0
"""Seconds between two looks whether a process of this machine has died at work; one short query."""
GRACE = 12.0
"""Seconds that running work has to end after a signal to stop; service managers kill after 20 (TimeoutStopSec)."""
ANSWERS = 7.0
"""Of these the seconds that belong to messages being answered; what they promise is kept in the rest."""
GIVE_BACK = 2.0
"""Seconds that what is cut off then has to give its work back, and again that connections have to close."""


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
        with copies_in_words(), address_in_words():
            stack.enter_context(at_work(settings.database))
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
        "taking over": every(NEIGHBOURS_EVERY, house.take_over),
        **house.tasks,
    }
    tasks = {name: asyncio.create_task(forever(name, loop), name=name) for name, loop in loops.items()}
    pages: list[Close] = []
    try:
        if house.settings.watch_port:
            pages.append(await _open_watch(house, tasks))
        if house.settings.web_port and "web" in roles:
            pages.append(await _open_pages(house, tasks))
        log.info("ready", extra={"roles": sorted(roles)})
        await stopping.wait()
        log.info("stopping")
    finally:
        await _stop(house, tasks, pages)


async def _open_watch(house: House, tasks: Mapping[str, asyncio.Task[None]]) -> Close:
    """Open liveness, readiness and figures; returns what closes them."""
    from app.watching.instruments import Instruments  # noqa: PLC0415 - 15 MB that only who is watched needs
    from web.server import watch_app  # noqa: PLC0415 - heavy, for this role alone

    watched = Instruments(house, tasks)
    pages = watch_app(watched.live, watched.ready, watched.figures)
    return await _serve(pages, "LATARNIK_WATCH_PORT", house.settings.watch_port, house.settings.watch_host)


async def _open_pages(house: House, tasks: Mapping[str, asyncio.Task[None]]) -> Close:
    """Open what the web role serves; returns what closes it."""
    from app.web_front import pages_of  # noqa: PLC0415 - heavy, for this role alone

    return await _serve(pages_of(house, tasks), "LATARNIK_WEB_PORT", house.settings.web_port)


async def _serve(pages: Application, setting: str, port: int, host: str = "127.0.0.1") -> Close:
    from web.server import Server  # noqa: PLC0415 - heavy, for this role alone

    server = Server(pages, port, host)
    try:
        await server.start()
    except OSError as error:
        await server.stop()
        raise WrongSettingsError(f"{setting}: port {port} cannot be opened ({error.strerror}).") from error
    return server.stop


async def _stop(house: House, tasks: Mapping[str, asyncio.Task[None]], pages: Sequence[Close]) -> None:
    """Begin nothing new, let what runs end, give back the rest, close: within 20 s, whoever hangs."""
    end = asyncio.get_running_loop().time() + GRACE
    for name, task in tasks.items():
        if name not in {"inbox", "outbox"}:
            task.cancel()
    closing = [asyncio.ensure_future(close()) for close in pages]
    await house.inbox.stop(ANSWERS)
    await house.outbox.stop(end - asyncio.get_running_loop().time())
    cut_off_drawing()
    for task in tasks.values():
        task.cancel()
    await asyncio.wait([*tasks.values(), *closing], timeout=GIVE_BACK)
    with suppress(TimeoutError):
        async with asyncio.timeout(GIVE_BACK):
            for close in house.closers:
                await close()
