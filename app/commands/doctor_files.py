"""What a doctor says of files that settings name, without which `latarnik run` does not start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from app.commands.findings import Finding, missing, well
from app.logs import KEPT_DAYS
from app.reading_settings import WrongSettingsError
from app.settings import Settings


def findings_about_files(settings: Settings) -> Iterator[Finding]:
    """The log and the key that signs letters, where there is to be one."""
    if settings.log_file is not None:
        yield _log(settings.log_file)
    if settings.dkim_selector is not None and settings.dkim_key_file is not None:
        yield _signing(settings)


def _log(file: Path) -> Finding:
    folder = file.parent
    if not folder.is_dir():
        words = f"LATARNIK_LOG_FILE: there is no folder {folder}, so latarnik run does not start; make it for the user"
        return missing("log", f"{words} who runs Latarnik: install -d -m 700 -o latarnik {folder}")
    if file.is_dir() or not os.access(file if file.exists() else folder, os.W_OK):
        return missing(
            "log", f"LATARNIK_LOG_FILE: {file} cannot be written by this user, so latarnik run does not start"
        )
    return well("log", f"{file}, {KEPT_DAYS} days of it")


def _signing(settings: Settings) -> Finding:
    from app.letters import signing_of

    try:
        signing_of(settings)
    except WrongSettingsError as error:
        return missing("signing letters", f"{error}; without it latarnik run does not start")
    return well("signing letters", f"by DKIM with {settings.dkim_key_file}")
