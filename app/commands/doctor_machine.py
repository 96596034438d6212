"""What a doctor says of the machine: packages, the data folder and its disk, ports, the clock."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

import httpx

from app.commands.findings import Finding, missing, well
from app.settings import Settings

LITTLE = 0.05
"""The free share of the disk below which the doctor warns, as the alert does."""
MOST_SKEW = timedelta(minutes=1)
"""What a clock may differ from KSeF's: log-ins are dated, and so are invoices at midnight."""
_OTHERS = 0o077
_BUSY = 8.0
"""Seconds that our own app may take to say that a port is its own: it may be drawing papers for a crowd."""


async def findings_about_machine(settings: Settings) -> list[Finding]:
    """What the program stands on, before anything is opened."""
    return [
        _packages(),
        *_tools(settings),
        *_folder(settings.data_dir),
        *[await _port(name, host, port) for name, host, port in _ports(settings)],
    ]


def _packages() -> Finding:
    """Whether everything that the lock lists is there: a half-done update shows here, and nowhere else in words."""
    wanted = {
        re.split(r"[ ;<>=!~\[]", line)[0] for line in requires("latarnik") or () if "extra ==" not in line
    }
    absent = sorted(name for name in wanted if not _is_installed(name))
    if absent:
        return missing(
            "packages",
            f"not installed: {', '.join(absent)}; install them again: sh ops/install.sh, or make setup among the sources",
        )
    return well("packages", f"all {len(wanted)} are installed")


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _tools(settings: Settings) -> Iterator[Finding]:
    """Programs of Debian's that only some installations need."""
    if settings.database.startswith("sqlite"):
        return
    absent = [name for name in ("pg_dump", "pg_restore") if shutil.which(name) is None]
    if absent:
        words = (
            f"{' and '.join(absent)} not found, so no copy can be made; run: apt install postgresql-client"
        )
        yield missing("tools", words)
    else:
        yield well("tools", "pg_dump and pg_restore are installed")


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        mode, room = folder.stat().st_mode, os.statvfs(folder)
    except OSError as error:
        yield missing("data folder", f"{folder}: {error.strerror}; latarnik migrate makes it")
        return
    if mode & _OTHERS:
        yield missing(
            "data folder", f"others on this machine can look into {folder}; run: chmod 700 {folder}"
        )
    elif closed := _closed_to_us(folder):
        owner = f"chown -R latarnik: {folder}, or run this as its owner"
        yield missing("data folder", f"{closed} cannot be written by this user; run: {owner}")
    else:
        yield well("data folder", f"{folder} is its owner's alone")
    yield finding_about_room(room)


def _closed_to_us(folder: Path) -> str:
    """What in the data folder the app could not write to."""
    books = [each for each in folder.iterdir() if each.is_file()] if os.access(folder, os.R_OK) else []
    return next((str(each) for each in (folder, *books) if not os.access(each, os.W_OK)), "")


def finding_about_room(room: os.statvfs_result) -> Finding:
    """Bytes and files that may still be written on a disk, of what its users may have."""
    bytes_free = room.f_bavail / max(1, room.f_blocks)
    files_free = room.f_favail / room.f_files if room.f_files else 1.0  # some file systems do not count
    words = f"{bytes_free:.0%} free, {room.f_bavail * room.f_frsize / 1e9:.1f} GB"
    if bytes_free < LITTLE:
        return missing("disk", f"{words}; make room before it is full")
    if files_free < LITTLE:
        return missing("disk", f"{words}, but room for {room.f_favail} more files only; remove files")
    return well("disk", words)


def _ports(settings: Settings) -> Iterator[tuple[str, str, int]]:
    if settings.web_port:
        yield "LATARNIK_WEB_PORT", "127.0.0.1", settings.web_port
    if settings.watch_port:
        yield "LATARNIK_WATCH_PORT", settings.watch_host, settings.watch_port


async def _port(name: str, host: str, port: int) -> Finding:
    """Free, or taken by us; anything else and the next start fails."""
    try:
        server = await asyncio.start_server(lambda *_: None, host, port)
    except OSError as error:
        path = "/health" if name.startswith("LATARNIK_WEB") else "/live"
        if await _is_ours(f"http://{host}:{port}{path}"):
            return well(name, f"port {port} answers; the app runs")
        return missing(name, f"port {port} on {host} cannot be opened ({error.strerror}); choose another")
    server.close()
    await server.wait_closed()
    return well(name, f"port {port} is free; the app does not run here")


async def _is_ours(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=_BUSY, trust_env=False) as http:
            checks = (await http.get(url)).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(checks, dict) and "inbox" in checks


def dates_of(http: httpx.AsyncClient, address: str) -> list[datetime]:
    """What the clock of whoever answers there says, filled while the client is used."""
    seen: list[datetime] = []

    async def note(response: httpx.Response) -> None:
        date = response.headers.get("Date")
        if date and str(response.url).startswith(address):
            seen.append(parsedate_to_datetime(date))

    http.event_hooks["response"].append(note)
    return seen


def clock_beside(theirs: datetime, ours: datetime) -> Finding:
    """Our clock beside KSeF's."""
    ahead = ours - theirs
    if abs(ahead) <= MOST_SKEW:
        return well("clock", "agrees with KSeF's")
    way = "ahead of" if ahead > timedelta() else "behind"
    minutes = round(abs(ahead).total_seconds() / 60)
    words = f"{minutes} min {way} KSeF's; switch time synchronisation on: timedatectl set-ntp true"
    return missing("clock", words)
