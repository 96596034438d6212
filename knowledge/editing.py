"""Writing into entries what an accountant approved: one more way to ask, or the draft of a new entry."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge.reading import ENTRIES

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REVIEWED_WITHIN = timedelta(days=90)


class CannotWrite(ValueError):
    """It cannot be written there; the message says why."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who says that it is right, and on which day."""

    by: str
    on: date

    def __str__(self) -> str:
        """As it stands beside what was approved."""
        return f"{' '.join(self.by.split())}, {self.on.isoformat()}"


def file_of(entry_id: str, folder: Path = ENTRIES) -> Path:
    """The file of an entry's first edition, which holds the ways to ask for it.

    Raises:
        CannotWrite: there is no such entry.
    """
    found = sorted(folder.glob(f"*/{entry_id}.md")) if _ID.fullmatch(entry_id) else []
    if not found:
        raise CannotWrite(f"there is no entry {entry_id}")
    return found[0]


def with_phrasing(entry: str, language: str, phrasing: str, approval: Approval) -> str:
    """The text of an entry's file with one more way to ask; the approval stands beside it as a comment.

    Raises:
        CannotWrite: the file has no list for the language, or the words are masked.
    """
    if "[" in phrasing:
        raise CannotWrite(
            f"{phrasing!r} still has a mask in it: write it as people would, without anybody in it"
        )
    begins = entry.find("\n[phrasings]\n")
    opened = (
        re.compile(rf"^{language} = \[\n", re.MULTILINE).search(entry, begins + 1) if begins >= 0 else None
    )
    closed = entry.find("\n]\n", opened.end() - 1) if opened else -1
    if closed < 0:
        raise CannotWrite(f"the file has no list of ways to ask in {language}")
    line = f"\n  {_quoted(phrasing)},  # {approval}"
    return entry[:closed] + line + entry[closed:]


def draft(entry_id: str, question: str, answer: str, approval: Approval) -> str:
    """The file of a new entry, a draft: Polish alone, for somebody to complete; a draft is never served.

    Raises:
        CannotWrite: the id is none.
    """
    if not _ID.fullmatch(entry_id):
        raise CannotWrite(f"{entry_id!r} is no id: small letters, digits and hyphens")
    review = approval.on + _REVIEWED_WITHIN
    languages = ("pl", "en", "uk")
    asked = "\n".join(f"{each} = {_quoted(question if each == 'pl' else '')}" for each in languages)
    named = "\n".join(f'{each} = ""' for each in languages)
    said = "\n".join(f"{each} = []" for each in languages)
    answers = "\n\n".join(f"## {each}\n{answer.strip() if each == 'pl' else ''}" for each in languages)
    return f"""+++
# begun by {approval}
id = "{entry_id}"
status = "draft"
confidence = "practice"
valid_from = {approval.on.isoformat()}
last_reviewed = {approval.on.isoformat()}
review_by = {review.isoformat()}

[question]
{asked}

[disambiguation]
{named}

[phrasings]
{said}

[[sources]]
title = {_quoted(approval.by)}
place = "odpowiedź na pytanie"
date = {approval.on.isoformat()}
+++
{answers}
"""


def _quoted(text: str) -> str:
    """A string of TOML on one line; what JSON escapes, TOML reads alike."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
