"""How commands speak: JSON lines on stdout, sentences on stderr, exit status 0, 1 or 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

DONE, AT_FAULT, WRONG_USAGE = 0, 1, 2


def emit(value: Any) -> None:
    """One JSON object on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(sentence: str) -> None:
    """A sentence to the person on stderr."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def say_trial(environment: str | None) -> None:
    """Say of what was printed or written that it means nothing, where KSeF is not the real one."""
    if environment is not None:
        say(f"These are documents of KSeF's {environment} environment, without legal force.")


def fail(sentence: str, status: int = AT_FAULT) -> NoReturn:
    """Say what is wrong and end with the status."""
    say(sentence)
    raise SystemExit(status)


def read_lines(file: Path) -> list[tuple[int, str]]:
    """The lines of a file that hold anything, with their numbers.

    Raises:
        SystemExit: status 1 with a sentence when the file cannot be read.
    """
    lines = read_text(file).split("\n")  # the only end of a line in JSON Lines
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def read_text(file: Path) -> str:
    """The file as UTF-8 text.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        fail(f"{file} is not UTF-8 text.")


def read_bytes(file: Path) -> bytes:
    """The file's bytes.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")


@contextmanager
def settings_in_words() -> Iterator[None]:
    """Turn a wrong setting into its sentence."""
    from app.reading_settings import WrongSettingsError

    try:
        yield
    except WrongSettingsError as error:
        fail(str(error))
