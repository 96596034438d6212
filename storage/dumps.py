"""PostgreSQL's own tools: a dump of our schema, and books made of one."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import URL

from storage.copying import CopyRefused
from storage.postgresql import WRITERS

_SCHEMA = "public"
_WORDS = 400
"""How much of what a tool complains about is passed on."""


async def dump(url: URL, into: Path, snapshot: str) -> None:
    """Dump the books as a transaction sees them.

    Args:
        url: of the database.
        into: the file.
        snapshot: what that transaction exported (pg_export_snapshot).

    Raises:
        CopyRefused: copy-tools, pg_dump is not installed; copy-failed with its words.
    """
    made = os.open(into, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)  # pg_dump would let others read it
    os.close(made)
    order = ["pg_dump", "--format=custom", "--compress=0", f"--schema={_SCHEMA}", "--no-owner"]
    order += ["--no-privileges", f"--snapshot={snapshot}", f"--file={into}"]
    await _run(url, order)


async def replay(url: URL, dumped: Path, aside: str | None, why: str) -> None:
    """Make books of a dump, all in one transaction in which nobody else writes.

    Args:
        url: of the database.
        dumped: the dump.
        aside: the name that the schema gets which was there; None: it goes.
        why: written into the new books as their standstill.

    Raises:
        CopyRefused: copy-tools, copy-failed.
    """
    with TemporaryDirectory(dir=dumped.parent, prefix="replay-") as folder:
        script = Path(folder) / "books.sql"
        plain = [
            "--no-owner",
            "--no-privileges",
            f"--schema={_SCHEMA}",
        ]  # its tables; the schema itself is made here
        await _run(url, ["pg_restore", *plain, f"--file={script}", str(dumped)])
        order = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        away = f'ALTER SCHEMA {_SCHEMA} RENAME TO "{aside}"' if aside else f"DROP SCHEMA {_SCHEMA} CASCADE"
        lock = f"SELECT pg_advisory_xact_lock({WRITERS})"
        for statement in (lock, away, f"CREATE SCHEMA {_SCHEMA}"):
            order += ["--command", statement]
        again = f"DELETE FROM {_SCHEMA}.cursors WHERE name = 'standstill'"  # noqa: S608 - a name of ours
        stop = f"INSERT INTO {_SCHEMA}.cursors (name, value) VALUES ('standstill', '{why}')"  # noqa: S608 - words of ours
        await _run(url, [*order, f"--file={script}", "--command", again, "--command", stop])


async def _run(url: URL, order: list[str]) -> None:
    """Run one of the tools; the password goes by its environment, for a command line is seen by others."""
    program = shutil.which(order[0])
    if program is None:
        raise CopyRefused("copy-tools", program=order[0])
    process = await asyncio.create_subprocess_exec(
        program,
        *order[1:],
        env=_environment(url),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        words = " ".join(said.decode(errors="replace").split())
        raise CopyRefused("copy-failed", text=words[:_WORDS])


def _environment(url: URL) -> Mapping[str, str]:
    query = {key: value if isinstance(value, str) else value[0] for key, value in url.query.items()}
    known = {
        "PGHOST": url.host or query.get("host"),
        "PGPORT": str(url.port) if url.port else query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("ssl") or query.get("sslmode"),
        "PGAPPNAME": "latarnik-copy",
    }
    ours = {name: value for name, value in known.items() if value}
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", ""),
        "LC_ALL": "C.UTF-8",
        **ours,
    }
