"""`latarnik knowledge`: the entries checked before they are served."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

from app.commands.speaking import AT_FAULT, emit, fail, say
from app.commands.today import today_in_warsaw
from knowledge.checking import check
from knowledge.reading import ENTRIES, UnreadableEntry, read_entries


def check_entries(today: date | None, folder: Path | None, only: str | None) -> None:
    """One line for each thing that is wrong, then a count on stderr.

    Raises:
        SystemExit: status 1 when something is wrong, or a file is no entry.
    """
    try:
        entries = read_entries(folder or ENTRIES)
    except UnreadableEntry as error:
        fail(str(error))
    mine = {entry.id for entry in entries if only in {None, entry.topic}}
    found = [each for each in check(entries, today or today_in_warsaw()) if each.entry in mine]
    for each in found:
        emit(asdict(each))
    wrong = sum(not each.warning for each in found)
    say(f"{len(mine)} entries, {wrong} errors, {len(found) - wrong} warnings")
    if wrong:
        raise SystemExit(AT_FAULT)
