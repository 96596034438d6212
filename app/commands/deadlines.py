"""`latarnik deadline`: until when invoices must reach KSeF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.commands.speaking import AT_FAULT, emit, fail, read_text, say
from invoicing.model.errors import LatarnikError
from invoicing.model.offline import OfflineMode, Outage, OutageKind, submission_deadline


def deadlines(file: Path) -> None:
    """One line {"case","deadline"} for each case of a JSON array; a wrong case is named and the rest goes on.

    Raises:
        SystemExit: status 1 when the file or any case is wrong.
    """
    wrong = 0
    for case in _cases(file):
        name = case.get("case") if isinstance(case, Mapping) else None
        try:
            emit({"case": name, "deadline": _deadline(case)})
        except (LatarnikError, KeyError, TypeError, ValueError) as error:
            wrong += 1
            say(f"Case {name!r} cannot be counted: {_why(error)}.")
    if wrong:
        raise SystemExit(AT_FAULT)


def _cases(file: Path) -> list[Any]:
    try:
        cases = json.loads(read_text(file))
    except json.JSONDecodeError as error:
        fail(f"{file} is not JSON: {error.msg} in line {error.lineno}.")
    if not isinstance(cases, list):
        fail(f"{file} must hold a JSON array of cases.")
    return cases


def _deadline(case: Mapping[str, Any]) -> str | None:
    outages = [
        Outage(OutageKind(row["kind"]), date.fromisoformat(row["start"]), _day(row["end"]))
        for row in case["outages"]
    ]
    return submission_deadline(
        date.fromisoformat(case["issued"]), OfflineMode(case["mode"]), outages
    ).to_json()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _why(error: Exception) -> str:
    if isinstance(error, LatarnikError):
        return f"{error.reason} {error.details}"
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
