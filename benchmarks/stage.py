"""The stand-ins with a stop-watch on them, and the app as a child process.

All stand-ins live in the process of the benchmark, which does nothing else meanwhile: its CPU time between two
moments is the stand-ins' own work.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.processes import LATARNIK, Running
from sandbox import demo
from sandbox.serving import Served
from sandbox.stand_ins import StandIns
from sandbox.telegram import TelegramApi
from sandbox.telegram.arguments import Arguments
from sandbox.telegram.errors import ApiError
from sandbox.telegram.methods import Methods
from sandbox.world import Bell, EventLog

Json = dict[str, Any]
READY = '"event": "ready"'
PATIENCE = 60.0
UNCHANGED = "edit-refused"
"""Somebody tapped twice: the card is what it was, and Telegram says so to the app."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: on the clock, and in the stand-ins' CPU time."""

    wall: float
    work: float

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        return cls(time.perf_counter(), time.process_time())


@dataclass(frozen=True, slots=True)
class Seen:
    """Something the stand-ins saw: `what` is handed-out, a method of the Bot API in lower case, `UNCHANGED`, or mail."""

    what: str
    chat: str
    at: Moment
    body: Json


class Watch:
    """What was seen, in order; whoever waits is told of each. A `listener` takes everything instead."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.bell = Bell()
        self.listener: Callable[[Seen], None] | None = None

    def note(self, what: str, chat: str, body: Json, at: Moment | None = None) -> None:
        """Write down what happened now, or a moment ago."""
        seen = Seen(what, chat, at or Moment.now(), body)
        if self.listener is not None:
            self.listener(seen)
            return
        self.seen.append(seen)
        self.bell.ring()

    async def first(self, after: int, wanted: Callable[[Seen], bool]) -> Seen:
        """The first that is wanted, from position `after` on.

        Raises:
            TimeoutError: it did not come.
        """
        found: list[Seen] = []

        def there() -> bool:
            found.extend(one for one in self.seen[after:] if wanted(one))
            return bool(found)

        if not await self.bell.until(there, PATIENCE):
            came = ", ".join(f"{one.what} {one.chat}" for one in self.seen[after:])
            raise TimeoutError(f"what was waited for did not come; there came only: {came or 'nothing'}")
        return found[0]


class WatchedMethods(Methods):
    """The Bot API, noting when updates go out and when calls come in."""

    watch: Watch | None = None
    answers: Counter[str]

    async def run(self, name: str, arguments: Arguments) -> Any:
        """Run a method."""
        at = Moment.now()
        try:
            result = await super().run(name, arguments)
        except ApiError:
            if self.watch is not None and name.lower() == "editmessagetext":
                self.watch.note(UNCHANGED, arguments.text("chat_id"), {}, at)
            raise
        if name.lower() == "sendmessage":
            self.answers[arguments.text("chat_id")] += 1
        if self.watch is not None:
            self._note(self.watch, name.lower(), arguments, result, at)
        return result

    @staticmethod
    def _note(watch: Watch, name: str, arguments: Arguments, result: Any, at: Moment) -> None:
        if name != "getupdates":
            watch.note(name, arguments.text("chat_id"), {"message": result}, at)
            return
        for update in result:
            body = update.get("message") or update["callback_query"]["message"]
            watch.note("handed-out", str(body["chat"]["id"]), update)


class WatchedEvents(EventLog):
    """The world's log, noting when a letter arrives."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def add(self, kind: str, **data: Any) -> int:
        """Note an event."""
        if kind == "mail" and data.get("what") == "arrived":
            self._watch.note("mail", data["address"], data)
        return super().add(kind, **data)


class Stage:
    """One sandbox for one run of the benchmarks; use it as a context.

    Attributes:
        telegram: the Bot API the app talks to.
        watch: what the stand-ins saw while it is switched on.
    """

    def __init__(self, root: Path) -> None:
        self.folder = demo.Folder(root)
        self._token = demo.new_token()
        self.stand_ins = StandIns(self._token, demo.BOT)
        self.telegram = self.stand_ins.telegram
        self.watch = Watch()
        self.stand_ins.world.events = WatchedEvents(self.watch)
        self.methods = watched(self.telegram)
        self.environment: dict[str, str] = {}
        self._running: list[Running] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Stage:
        await self._stack.__aenter__()
        self.folder.prepare()
        self._stack.push_async_callback(self.stand_ins.stop)
        await self.stand_ins.start()
        no_delays: dict[str, object] = {
            "status_delay": 0.0,
            "auth_delay": 0.0,
            "storage_delay": 0.0,
            "rate_limits": False,
        }
        self.stand_ins.switch_ksef("up", no_delays, None)
        password = await self.stand_ins.mail.add_account(demo.MAILBOX)
        environment = demo.app_environment(
            self.folder,
            {**self.stand_ins.urls, "page": ""},
            token=self._token,
            mail_password=password,
            health_port=demo.free_port(),
        )
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has its modules compiled
        # The app tells the time itself, as in real use.
        self.environment = {**environment, "LATARNIK_LOG_FORMAT": "json", "LATARNIK_CLOCK_URL": ""}
        self.telegram.add_user(demo.OLA.id, demo.OLA.name, demo.OLA.username)
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._stack.__aexit__(*error)

    async def command(self, *arguments: str) -> tuple[str, float]:
        """Run a command of the app to its end; returns what it printed and its seconds."""
        return await processes.whole([*LATARNIK, *arguments], self.environment, self.folder.root)

    async def run_app(self, *roles: str) -> Running:
        """Start the app (all roles unless named) and wait until it is ready."""
        wanted = [word for role in roles for word in ("--role", role)]
        app = await self.run([*LATARNIK, "run", *wanted], READY)
        await app.until_ready()
        return app

    async def run(self, command: Sequence[str], ready: str) -> Running:
        """Start any process; it is ended with the stage at the latest."""
        process = await processes.start(command, self.environment, ready, self.folder.root)
        self._stack.push_async_callback(process.stop)
        self._running.append(process)
        return process

    def last_words(self) -> str:
        """What the process that was started last wrote last."""
        return self._running[-1].words if self._running else ""

    async def second_bot(self) -> tuple[TelegramApi, str]:
        """Another bot account on the same emulator; returns it and its token."""
        token = demo.new_token()
        api = TelegramApi(self.stand_ins.world, token, "echo_bot")
        watched(api)
        served = Served(api.app())
        self._stack.push_async_callback(served.stop)
        api.base_url = await served.start()
        return api, token

    async def quiet(self, seconds: float = 0.4) -> None:
        """Wait until the stand-ins saw nothing for a while."""
        while True:
            seen = len(self.watch.seen)
            await asyncio.sleep(seconds)
            if len(self.watch.seen) == seen:
                return


def watched(telegram: TelegramApi) -> WatchedMethods:
    """Put the stop-watch into an emulator that is not served yet; it only counts answers until told to watch."""
    methods = WatchedMethods(telegram.state)
    methods.answers = Counter()
    telegram.methods = methods
    return methods


async def every_moment(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it does not.
    """
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - /proc and counters ring no bell
            await asyncio.sleep(0.002)
