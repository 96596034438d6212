"""The file of settings (`.env`): read as the app reads it, and added to without losing a line of it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

PREFIX = "LATARNIK_"
_PLAIN = re.compile(r"[A-Za-z0-9@%+=:,./_-]*")


class UnwritableValueError(ValueError):
    """A value that no line of the file can hold; its text names the setting, never the value."""


def said_in(file: Path) -> dict[str, str]:
    """The settings that the file names, without the prefix and in lower case; an empty one was left out on purpose.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is not UTF-8 text.
    """
    if not file.exists():
        return {}
    found = dotenv_values(stream=StringIO(file.read_text(encoding="utf-8")))
    return {
        name.removeprefix(PREFIX).lower(): value or ""
        for name, value in found.items()
        if name.startswith(PREFIX)
    }


def add_to(file: Path, settings: Mapping[str, str]) -> None:
    """Write settings behind what the file holds: all of them or none, readable by the owner alone.

    Raises:
        UnwritableValueError: a value holds what no line can.
        FileExistsError: the file names one of them already; nothing is overwritten.
        OSError: the file cannot be written.
    """
    if known := set(settings) & set(said_in(file)):
        raise FileExistsError(", ".join(sorted(known)))
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    _replace(file, before + "".join(_line(name, value) for name, value in settings.items()))


def _line(name: str, value: str) -> str:
    """One line; what is read back is what was meant, dollars, quotes and hashes too.

    >>> _line("mail_from", "faktury@firma.pl").strip(), _line("smtp_password", "a # ${HOME}").strip()
    ('LATARNIK_MAIL_FROM=faktury@firma.pl', "LATARNIK_SMTP_PASSWORD='a # ${:-$}{HOME}'")
    """
    full = PREFIX + name.upper()
    if _PLAIN.fullmatch(value):
        return f"{full}={value}\n"
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    # python-dotenv fills ${NAME} in within quotes too; a name of nothing whose default is a dollar is a dollar
    line = f"{full}='{quoted.replace('${', '${:-$}{')}'\n"
    if dotenv_values(stream=StringIO(line, newline=None)) != {full: value}:
        raise UnwritableValueError(full)
    return line


def _replace(file: Path, text: str) -> None:
    """The old file is there until the new one is whole and on the disk."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
