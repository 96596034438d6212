"""`latarnik validate` and `latarnik render`: FA(3) documents from files."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from app.commands.files import write_whole
from app.commands.speaking import AT_FAULT, WRONG_USAGE, emit, fail, read_bytes, say
from app.rendering import DocumentRenderer
from invoicing.model.errors import LatarnikError
from invoicing.model.ksef_number import KsefNumber
from ksef.environments import ENVIRONMENTS
from ksef.fa3.problems import Problem
from ksef.fa3.validator import validate
from templates.render import error_sentence, problem_sentence

LANGUAGES = ("pl", "en", "pl-en", "uk")


def validate_files(files: list[Path], today: date | None = None) -> None:
    """One line {"file","valid","problems"} a file.

    Args:
        files: to be judged one by one.
        today: the day on which they would be sent; None leaves out whether they are dated in the future.

    Raises:
        SystemExit: status 1 when any file is invalid or cannot be read.
    """
    invalid = 0
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as error:
            invalid += 1
            say(f"{file} cannot be read: {error.strerror}.")
            continue
        problems = [as_line(one) for one in validate(content, today)]
        valid = all(one["severity"] != "error" for one in problems)
        invalid += not valid
        emit({"file": str(file), "valid": valid, "problems": problems})
    if invalid:
        raise SystemExit(AT_FAULT)


def render_one(file: Path, out: Path | None, language: str, ksef_number: str | None, env: str) -> None:
    """Draw one document beside the XML, or where `out` says.

    Raises:
        SystemExit: status 1 with a sentence when it cannot be drawn; then no file is left behind.
    """
    renderer = _renderer(language, env)
    target = out or file.with_suffix(".pdf")
    try:
        number = KsefNumber.parse(ksef_number) if ksef_number else None
        write_whole(target, renderer.draw(read_bytes(file), number, language))
    except LatarnikError as error:
        fail(f"{file}: {_sentence(error)}")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror}.")
    say(f"Drawn: {target}")


def render_folder(folder: Path, out: Path | None, language: str, env: str) -> None:
    """Draw every XML of a folder; a bad one is reported and the rest goes on.

    Raises:
        SystemExit: status 1 when any failed.
    """
    renderer = _renderer(language, env)
    if out is None:
        fail("--batch wants --out DIR for the PDFs.", WRONG_USAGE)
    if not folder.is_dir():
        fail(f"{folder} is no folder.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{out} cannot be a folder for the PDFs: {error.strerror}.")
    failed = 0
    for file in sorted(folder.glob("*.xml")):
        line = _drawn(renderer, file, out / f"{file.stem}.pdf", language)
        failed += bool(line["problems"])
        emit(line)
    if failed:
        raise SystemExit(AT_FAULT)


def _drawn(renderer: DocumentRenderer, file: Path, target: Path, language: str) -> dict[str, Any]:
    begun = time.perf_counter()
    problems: list[str] = []
    try:
        write_whole(target, renderer.draw(file.read_bytes(), None, language))
    except LatarnikError as error:
        problems = [_sentence(error)]
    except OSError as error:
        problems = [str(error.strerror)]
    spent = round((time.perf_counter() - begun) * 1000, 1)
    return {"file": str(file), "out": None if problems else str(target), "ms": spent, "problems": problems}


def _renderer(language: str, env: str) -> DocumentRenderer:
    if language not in LANGUAGES:
        fail(f"There is no language {language}. Languages are {', '.join(LANGUAGES)}.", WRONG_USAGE)
    if env not in ENVIRONMENTS:
        fail(f"There is no environment {env}. Environments are {', '.join(ENVIRONMENTS)}.", WRONG_USAGE)
    return DocumentRenderer(ENVIRONMENTS[env].qr)


def as_line(problem: Problem) -> dict[str, str]:
    """A problem as `validate` prints it."""
    return {
        "code": problem.code,
        "place": problem.place,
        "message": problem_sentence(problem.code, problem.details),
        "severity": str(problem.severity),
    }


def _sentence(error: LatarnikError) -> str:
    return error_sentence(error.reason, error.details, "pl")
