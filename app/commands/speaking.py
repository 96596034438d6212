"""How commands speak: JSON lines on stdout, sentences on stderr, exit status 0, 1 or 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from invoicing.model.errors import LatarnikError

DONE, AT_FAULT, WRONG_USAGE = 0, 1, 2
_PROMISES = {
    "I will try again": "Try again",
    "Spróbuję jeszcze raz": "Spróbuj jeszcze raz",
    "Spróbuję pobrać": "Spróbuj pobrać",
}
"""What the running app promises in the chat, and what is left to whoever typed a command that has ended."""


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


def refusal(error: LatarnikError, language: str = "en") -> str:
    """Why a command could not do it, and what to do; of books as their keeper needs it.

    >>> from invoicing.model.errors import Unavailable
    >>> refusal(Unavailable("ksef-silent"))
    'KSeF does not answer. Try again in a moment.'
    """
    from app.copies_in_words import in_words
    from app.installation import DATABASE_SENTENCES, database_sentence
    from invoicing.model.errors import Unavailable
    from storage.copying import CopyRefused

    if isinstance(error, CopyRefused):
        return in_words(error)
    if isinstance(error, Unavailable) and error.reason in DATABASE_SENTENCES:
        return database_sentence(error.reason)
    return advice(error.reason, error.details, language)


def advice(reason: str, details: Mapping[str, str], language: str) -> str:
    """The chat's sentence for a reason, as a command says it.

    >>> advice("ksef-silent", {}, "pl")
    'KSeF nie odpowiada. Spróbuj jeszcze raz za chwilę.'
    """
    from templates.render import error_sentence

    said = error_sentence(reason, details, language)
    for promise, advice in _PROMISES.items():
        said = said.replace(promise, advice)
    return said


@contextmanager
def settings_in_words() -> Iterator[None]:
    """Turn a wrong setting into its sentence."""
    from app.reading_settings import WrongSettingsError

    try:
        yield
    except WrongSettingsError as error:
        fail(str(error))
