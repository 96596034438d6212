"""`latarnik support FILE`: what whoever helps needs to see, without anybody's data and without a secret."""

from __future__ import annotations

import asyncio
import json
import platform
import zipfile
from collections import deque
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from app.clock import SystemClock
from app.commands.doctor import everything
from app.commands.findings import Finding
from app.commands.speaking import fail, say, settings_in_words
from app.installation import opened
from app.logs import masked
from app.reading_settings import WrongSettingsError, load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError
from storage.schema import HEAD

LINES = 5000
"""How many lines of the log are packed, the last ones."""
LOGS = "log"
"""The folder of the data folder where ops/install.sh has logs written."""
SWITCHES = "settings.json"
"""Holds no words of anybody; the masks would hide which secrets are set."""
_NO_LOG = (
    "LATARNIK_LOG_FILE is not set, or nothing was written there yet. Where a service runs, its journal has one: "
    "journalctl -u latarnik -u 'latarnik@*' --since=-3d"
)
_NAMING = frozenset({"ksef access", "bank accounts", "set aside"})
_PLAIN = frozenset({"ksef_environment", "log_level", "log_format", "smtp_security", "imap_security"})


def pack(file: Path) -> None:
    """Write the bundle, for its owner alone.

    Raises:
        SystemExit: status 1 when the file is there already or cannot be written, or a setting is wrong.
    """
    with settings_in_words():
        settings = load_settings()
    parts = asyncio.run(_parts(settings))
    try:
        file.touch(mode=0o600, exist_ok=False)
        try:
            _write(file, parts)
        except BaseException:
            file.unlink()  # half of it would stand in the way of the next try
            raise
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    if not any(name.startswith("log") for name in parts):
        say(f"{file} holds no log: {_NO_LOG}")


def _write(file: Path, parts: Mapping[str, str]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in parts.items():
            bundle.writestr(name, text if name == SWITCHES else masked(text))


async def _parts(settings: Settings) -> Mapping[str, str]:
    return {
        "doctor.txt": "\n".join(_line(finding) for finding in await everything()),
        "versions.txt": _versions(),
        SWITCHES: _json(_settings(settings)),
        "figures.json": _json(await _figures(settings)),
        **_logs(settings),
    }


def _line(finding: Finding) -> str:
    about_somebody = finding.check in _NAMING or any(letter.isdigit() for letter in finding.check)
    words = "(not packed: it names companies)" if about_somebody else finding.words
    return f"{'ok     ' if finding.well else 'MISSING'}  {finding.check}: {words}"


def _versions() -> str:
    installed = sorted({f"{one.name} {one.version}" for one in distributions()}, key=str.casefold)
    return "\n".join(
        [f"{platform.platform()}, Python {platform.python_version()}, schema {HEAD}", *installed]
    )


def _settings(settings: Settings) -> dict[str, object]:
    """Numbers and switches as they are; of words, addresses and secrets only whether there is one."""
    shown: dict[str, object] = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        plain = name in _PLAIN or isinstance(value, int | float)
        shown[name] = value if plain else bool(value)
    return shown


async def _figures(settings: Settings) -> dict[str, object]:
    clock = SystemClock()
    try:
        async with opened(settings, clock) as database:
            traffic = await database.figures.traffic(clock.now())
            parked = [
                {"what": one.key.partition(":")[0], "error": one.error}
                for one in await database.queue.parked()
            ]
    except (WrongSettingsError, LatarnikError) as error:
        return {"database": str(error)}
    return {
        "jobs": {kind: [each.open, each.failing, round(each.oldest)] for kind, each in traffic.jobs.items()},
        "inbox": {channel: [each.open, round(each.oldest)] for channel, each in traffic.inbox.items()},
        "calls": sum(traffic.calls.values()),
        "parked": parked,
    }


def _logs(settings: Settings) -> dict[str, str]:
    """The log of each process: where the settings say, and in the folder where the units have one for each role."""
    files = {file.stem: file for file in sorted((settings.data_dir / LOGS).glob("*.log"))}
    parts = {f"log-{name}.txt": _end(file) for name, file in files.items() if file != settings.log_file}
    if settings.log_file is not None and settings.log_file.is_file():
        parts["log.txt"] = _end(settings.log_file)
    return parts


def _end(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return "".join(deque(lines, LINES))
    except OSError as error:
        return f"{file} cannot be read: {error.strerror}"


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
