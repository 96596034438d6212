"""`latarnik parse`: what is understood of a sentence."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from app.commands.speaking import AT_FAULT, emit, read_lines, say
from app.commands.today import today_in_warsaw
from invoicing.services.intents import understand


def parse_one(text: str, today: date | None) -> None:
    """Print the draft of one sentence."""
    emit(understand(text, today or today_in_warsaw()).to_json())


def parse_batch(file: Path) -> None:
    """One line {"id","ms", ...draft} for each line {"id","text","today"}; whatever was understood is fine.

    Raises:
        SystemExit: status 1 when a line lacks its text or has a wrong day; the others are answered all the same.
    """
    wrong = 0
    for number, line in read_lines(file):
        try:
            emit(_answer(json.loads(line)))
        except (KeyError, TypeError, ValueError):
            wrong += 1
            say(f"{file}, line {number}: wanted is an object with id, text and today (YYYY-MM-DD).")
    if wrong:
        raise SystemExit(AT_FAULT)


def _answer(row: Any) -> dict[str, Any]:
    if not isinstance(row["text"], str):
        raise TypeError
    today = date.fromisoformat(row["today"]) if row.get("today") else today_in_warsaw()
    begun = time.perf_counter()
    understood = understand(row["text"], today)
    spent = (time.perf_counter() - begun) * 1000
    return {"id": row["id"], "ms": round(spent, 3), **understood.to_json()}
