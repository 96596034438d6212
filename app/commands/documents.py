"""`latarnik validate`: FA(3) documents from files, judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.commands.speaking import AT_FAULT, emit, say
from ksef.fa3.problems import Problem
from ksef.fa3.validator import validate
from templates.render import problem_sentence


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


def as_line(problem: Problem) -> dict[str, str]:
    """A problem as `validate` prints it."""
    return {
        "code": problem.code,
        "place": problem.place,
        "message": problem_sentence(problem.code, problem.details),
        "severity": str(problem.severity),
    }
