"""A PostgreSQL of the tests' own: its folder, its port, its end."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST, USER = "127.0.0.1", "latarnik"
PATIENCE = 60.0
"""Seconds a server may take to answer its first call."""
FAST = {"fsync": "off", "full_page_writes": "off"}
"""For tests that never cut the power."""
MANNERS = {"max_connections": "200", "timezone": "'UTC'", "log_min_messages": "warning"}


@dataclass(slots=True)
class PostgresqlServer:
    """A server that runs, and who may come in."""

    folder: Path
    user: str | None
    port: int
    password: str
    process: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        """The address of a database of that name."""
        return f"postgresql://{USER}:{self.password}@{HOST}:{self.port}/{name}"

    def create(self, name: str, *options: str) -> None:
        """A new database."""
        self._order("createdb", *options, name)

    def drop(self, name: str) -> None:
        """Away with a database and with whoever is still in it."""
        self._order("dropdb", "--force", name)

    def start(self) -> None:
        """Begin, on the same port every time, and answer."""
        order = [programs() / "postgres", "-D", self.folder / "data", "-h", HOST, "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(order, user=self.user, stdout=log, stderr=log, cwd=self.folder)
        answers = [programs() / "pg_isready", "-q", "-h", HOST, "-p", str(self.port)]
        deadline = time.monotonic() + PATIENCE
        while subprocess.run(answers, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End: SIGINT cuts sessions and closes the books in order, SIGQUIT is as good as a power cut."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def _order(self, program: str, *words: str) -> None:
        where = ["-h", HOST, "-p", str(self.port), "-U", USER]
        subprocess.run([programs() / program, *where, *words], check=True, env={"PGPASSWORD": self.password})


def programs() -> Path:
    """Where Debian keeps the newest server it has installed.

    Raises:
        LookupError: there is none; `make test-real` says how to get it.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: float(each.parts[-3]))
    if not found:
        raise LookupError("PostgreSQL is not installed: make test-real says what is missing")
    return found[-1].parent


@contextmanager
def postgresql_server(**settings: str) -> Iterator[PostgresqlServer]:
    """A server as an ordinary user: PostgreSQL refuses to run as root, who lends it the user of the package."""
    folder = Path(tempfile.mkdtemp(prefix="latarnik-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    try:
        if user is not None:
            shutil.chown(folder, user)
        password = secrets.token_urlsafe(16)
        _set_up(folder, user, password, {**MANNERS, **settings})
        server = PostgresqlServer(folder, user, _free_port(), password)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _set_up(folder: Path, user: str | None, password: str, settings: dict[str, str]) -> None:
    said = folder / "password"
    said.write_text(password)
    if user is not None:
        shutil.chown(said, user)
    data = folder / "data"
    order = [
        programs() / "initdb", "-D", data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8",
        "--auth=scram-sha-256", f"--pwfile={said}", "--no-sync",
    ]  # fmt: skip
    subprocess.run(order, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
    lines = [f"{name} = {value}" for name, value in settings.items()]
    with (data / "postgresql.conf").open("a") as written:
        written.write("\n".join(["", f"unix_socket_directories = '{folder}'", *lines, ""]))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    return port
