"""Starts everything, prints one link, and ends all of it."""

import asyncio
import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.app_process import AppFailedError
from sandbox.beginning import Begin, executed
from sandbox.control import control_app
from sandbox.demo import Folder
from sandbox.serving import Served
from sandbox.stage import Stage


@dataclass(frozen=True)
class Options:
    """What the command line wants.

    Attributes:
        port: of the page; 0 takes any free one.
        data: folder that keeps the state; None: a temporary one, removed at the end.
        as_json: print one JSON line instead of a link.
        command: the app's program and its first arguments.
        begin: how a process of it begins.
    """

    port: int = 8080
    data: Path | None = None
    as_json: bool = False
    command: Sequence[str] = ()
    begin: Begin = executed


class CannotStartError(Exception):
    """The sandbox cannot start; the text is a sentence."""


async def run(options: Options) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP.

    Raises:
        CannotStartError: the port is taken, or the app does not start.
    """
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, asked_to_stop.set)
    with _folder(options.data) as root:
        stage = Stage(Folder(root), options.command or default_command(), options.begin)
        running = asyncio.create_task(_play(stage, options))
        stopping = asyncio.create_task(asked_to_stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not running.done():
            say("Stopping.")
            running.cancel()
        try:
            await running
        except asyncio.CancelledError:
            return


def default_command() -> list[str]:
    """The app's console script beside this Python, or the app as a module where it is not installed."""
    script = Path(sys.executable).with_name("latarnik")
    return [str(script)] if script.exists() else [sys.executable, "-m", "app"]


def say(sentence: str) -> None:
    """Tell the person how it goes."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


async def _play(stage: Stage, options: Options) -> None:
    """Start the page, the stand-ins and the app, then stay until cancelled."""
    started = time.monotonic()
    page = Served(control_app(stage))
    try:
        stage.page = await _open_page(page, options.port)
        say("Starting the stand-ins for Telegram, mail, KSeF and the registers.")
        await stage.open()
        say("Setting up the demo company and starting the app.")
        await _start_app(stage)
        say(f"Ready in {time.monotonic() - started:.1f} s. Ctrl-C ends everything.")
        _announce(stage, as_json=options.as_json)
        await asyncio.get_running_loop().create_future()
    finally:
        await page.stop()
        await stage.close()


async def _open_page(page: Served, port: int) -> str:
    try:
        return await page.start(port)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CannotStartError(
            f"Port {port} of 127.0.0.1 cannot be used ({reason}); choose another with --port."
        ) from error


async def _start_app(stage: Stage) -> None:
    try:
        await stage.start_app()
    except AppFailedError as error:
        raise CannotStartError(f"The app does not start. {error}") from error
    except OSError as error:
        raise CannotStartError(f"The app's program cannot be run ({error}).") from error


def _announce(stage: Stage, *, as_json: bool) -> None:
    line = json.dumps({"page": stage.page, "urls": stage.urls}) if as_json else f"{stage.page}/"
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="latarnik-sandbox-", ignore_cleanup_errors=True) as root:
        yield Path(root)
