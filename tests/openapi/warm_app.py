"""A process that has imported the app once and makes copies of itself, each of which goes on as `latarnik ...` would.

Importing takes seconds, and stories start the app hundreds of times. A copy has a number, a session, an environment,
a folder and outputs of its own, dies by the same signals, and ends when the process that asked for it does.
"""

import asyncio
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
ROOMS = ("app", "bot", "invoicing", "knowledge", "ksef", "mailer", "storage", "templates", "web")
IMPORTED_LATER = (
    "anyio._backends._asyncio",
    "asyncpg",
    "httpcore",
    "sqlalchemy.dialects.postgresql.asyncpg",
)
LONGEST = 1 << 17
"""Bytes of a wish: mostly the environment."""
_PR_SET_PDEATHSIG = 1  # sys/prctl.h


class Copy:
    """A copy that runs, or has run."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self.ended.result() if self.ended.done() else None

    async def wait(self) -> int:
        """Until it has ended; how."""
        return await asyncio.shield(self.ended)


class WarmApp:
    """The side of the sandbox: begins copies in the place of command lines (`sandbox.beginning.Begin`)."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.openapi.warm_app", str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        self._ours.setblocking(False)
        self._copies: dict[int, Copy] = {}
        self._begun: asyncio.Queue[Copy] = asyncio.Queue()
        self._one_at_a_time = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def begin(
        self, line: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, err: int
    ) -> Copy:
        """Begin a copy; of the line the program is left out, for the copy is the program."""
        async with self._one_at_a_time:
            if self._loop is None:
                self._loop = asyncio.get_running_loop()
                self._loop.add_reader(self._ours, self._hear)
            wish = {"line": list(line), "folder": str(folder), "environment": dict(environment)}
            socket.send_fds(self._ours, [json.dumps(wish).encode()], [out, err])
            return await self._begun.get()

    def close(self) -> None:
        """End the process; copies end with it."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._ours)
        self._ours.close()
        self._process.wait(timeout=120)

    def _hear(self) -> None:
        said = json.loads(self._ours.recv(LONGEST) or b"{}")
        if "pid" in said:
            copy = self._copies[said["pid"]] = Copy(said["pid"])
            self._begun.put_nowait(copy)
        elif "ended" in said:
            self._copies.pop(said["ended"]).ended.set_result(said["status"])
        else:
            self._loop.remove_reader(self._ours)
            raise RuntimeError("the process that is copied has died")


class Original:
    """The process that is copied; it has no thread and no loop."""

    def __init__(self, wishes: socket.socket) -> None:
        self._wishes = wishes
        self._heard, self._deaths = socket.socketpair()
        self._heard.setblocking(False)
        self._deaths.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._deaths.fileno(), warn_on_full_buffer=False)

    def serve(self) -> list[str]:
        """Make copies until nobody can ask for one; returns in each copy, with its command line."""
        with selectors.DefaultSelector() as either:
            either.register(self._wishes, selectors.EVENT_READ, self._copy)
            either.register(self._heard, selectors.EVENT_READ, self._bury)
            while True:
                for key, _ in either.select():
                    if line := key.data():
                        return line

    def _copy(self) -> list[str] | None:
        wish, files, *_ = socket.recv_fds(self._wishes, LONGEST, 2)
        if not wish:
            sys.exit(0)
        begun, beginning = os.pipe()
        pid = os.fork()
        if not pid:
            os.setsid()
            for one in (self._wishes, self._heard, self._deaths):
                one.close()
            os.close(beginning)
            os.close(begun)
            return _become(json.loads(wish), files)
        for file in (*files, beginning):
            os.close(file)
        os.read(begun, 1)  # a signal to its group must find the group
        os.close(begun)
        self._say(pid=pid)
        return None

    def _bury(self) -> None:
        self._heard.recv(LONGEST)
        with suppress(ChildProcessError):
            while (died := os.waitpid(-1, os.WNOHANG))[0]:
                self._say(ended=died[0], status=os.waitstatus_to_exitcode(died[1]))

    def _say(self, **words: int) -> None:
        with suppress(BrokenPipeError):  # nobody asks any more, which the next look finds out
            self._wishes.send(json.dumps(words).encode())


def _become(wish: dict, files: list[int]) -> list[str]:
    """What exec and setpriv do for a command line."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    for number, file in enumerate(files, 1):
        os.dup2(file, number)
        os.close(file)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(write_through=True)
    os.environ.clear()
    os.environ.update(wish["environment"])
    os.chdir(wish["folder"])
    return wish["line"]


def warm_up() -> None:
    """Import all modules of the app, and let it read what each run of it would read anew."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.endswith("__main__") and ".migrations" not in found.name:
                importlib.import_module(found.name)
    for name in IMPORTED_LATER:
        importlib.import_module(name)
    from templates.environment import environment

    for name in environment().list_templates(filter_func=_is_spoken_here):
        environment().get_template(name)
    assert threading.active_count() == 1, "a copy of a process with threads may hang"
    gc.collect()
    gc.freeze()


def _is_spoken_here(template: str) -> bool:
    return template.endswith(".j2") and not {"en", "uk"} & set(template.split("/"))


if __name__ == "__main__":
    # The sandbox's Ctrl-C is not ours: we end when nobody can ask any more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()
    sys.argv = Original(socket.socket(fileno=int(sys.argv[1]))).serve()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.modules["__main__"] = ModuleType("__main__")  # what a copy starts itself must not import us
    from app.cli import main

    main()
