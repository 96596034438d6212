"""`latarnik knowledge review` and `approve`: what people's questions teach, and an accountant's word on it."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from app.commands.speaking import emit, fail, say, settings_in_words
from app.commands.telling_time import clock_of
from app.commands.today import today_in_warsaw
from app.installation import checked
from app.reading_settings import load_settings
from invoicing.model.warsaw import WARSAW, warsaw_day
from invoicing.services.questions.lessons import Lesson, lessons
from invoicing.services.questions.records import KEPT, Question, Settled
from knowledge.checking import Finding, check
from knowledge.editing import Approval, CannotWrite, draft, file_of, with_phrasing
from knowledge.reading import ENTRIES, UnreadableEntry, read_entries, read_entry

_SHOWN = 8
"""Questions of a group that people see; a script gets all."""


@dataclass(frozen=True, slots=True)
class Approved:
    """What the command line approves.

    Attributes:
        ids: of questions, as the review prints them.
        entry: whose way to ask `text` is, or the id of a new entry.
        topic: of a new entry; None for a way to ask.
        answer: of a new entry.
    """

    ids: Sequence[str]
    entry: str
    text: str
    by: str
    language: str = "pl"
    topic: str | None = None
    answer: str = ""


def review(since: date | None, *, as_json: bool) -> None:
    """Print what the questions teach, the most frequent first."""
    found = lessons(asyncio.run(_unsettled(since)))
    for lesson in found:
        if as_json:
            emit(_line(lesson))
        else:
            _say(lesson)
    say(f"{len(found)} groups, {sum(len(each.questions) for each in found)} questions")


def approve(what: Approved, folder: Path | None) -> None:
    """Write it into the entries, unless the check says no; then note that the questions are settled.

    Raises:
        SystemExit: status 1 with what is wrong; then nothing was written.
    """
    entries = folder or ENTRIES
    questions = _of_ids(asyncio.run(_unsettled(None)), what.ids)
    approval = Approval(what.by, today_in_warsaw())
    try:
        path = _draft(what, approval, entries) if what.topic else _phrasing(what, approval, entries)
    except (CannotWrite, UnreadableEntry) as error:
        fail(str(error))
    asyncio.run(_settle(questions, Settled.APPROVED))
    emit({"file": str(path), "entry": what.entry, "settled": len(questions), "approved": str(approval)})
    say("Now: latarnik knowledge check, and latarnik knowledge build")


def dismiss(ids: Sequence[str]) -> None:
    """Note that these questions teach nothing."""
    questions = _of_ids(asyncio.run(_unsettled(None)), ids)
    asyncio.run(_settle(questions, Settled.DISMISSED))
    emit({"settled": len(questions)})


def _phrasing(what: Approved, approval: Approval, folder: Path) -> Path:
    path = file_of(what.entry, folder)
    before = path.read_text(encoding="utf-8")
    known = _errors(folder, approval.on)
    path.write_text(with_phrasing(before, what.language, what.text, approval), encoding="utf-8")
    try:
        added = [each for each in _errors(folder, approval.on) if each not in known]
    except UnreadableEntry:
        path.write_text(before, encoding="utf-8")
        raise
    if added:
        path.write_text(before, encoding="utf-8")
        raise CannotWrite("; ".join(f"{each.entry}: {each.text}" for each in added))
    return path


def _draft(what: Approved, approval: Approval, folder: Path) -> Path:
    path = folder / str(what.topic) / f"{what.entry}.md"
    if not path.parent.is_dir():
        raise CannotWrite(f"there is no topic {what.topic}")
    if any(folder.glob(f"*/{what.entry}.md")):
        raise CannotWrite(f"there is an entry {what.entry} already")
    text = draft(what.entry, what.text, what.answer, approval)
    path.write_text(text, encoding="utf-8")
    read_entry(path)
    return path


def _errors(folder: Path, today: date) -> list[Finding]:
    return [each for each in check(read_entries(folder), today) if not each.warning]


def _of_ids(questions: Sequence[Question], ids: Sequence[str]) -> list[Question]:
    found: list[Question] = []
    for name in ids:
        mine = [each for each in questions if str(each.id).startswith(name.lower())]
        if len(mine) != 1:
            fail(
                f"{name}: {'no question' if not mine else 'several questions'} of that id wait for a decision."
            )
        found += mine
    return found


async def _unsettled(since: date | None) -> Sequence[Question]:
    with settings_in_words():
        settings = load_settings()
        clock = await clock_of(settings)
        begins = datetime.combine(since, time(), WARSAW) if since else clock.now() - KEPT
        async with checked(settings, clock) as database, database.units.reading() as work:
            return await work.questions.unsettled(begins)


async def _settle(questions: Sequence[Question], how: Settled) -> None:
    with settings_in_words():
        settings = load_settings()
        async with checked(settings, await clock_of(settings)) as database, database.units() as work:
            await work.questions.settle([each.id for each in questions], how)


def _line(lesson: Lesson) -> dict[str, object]:
    return {
        "kind": lesson.kind.value,
        "entry": lesson.entry,
        "count": len(lesson.questions),
        "questions": [
            {
                "id": str(each.id),
                "text": each.text,
                "language": each.language,
                "candidates": [*each.candidates],
                "answer": each.answer,
                "on": warsaw_day(each.asked_at).isoformat(),
            }
            for each in lesson.questions
        ],
    }


_WORDS = {
    "phrasing": "asked for {}, in words it does not know",
    "wrong": "{} was told and did not help",
    "missing": "no entry tells this",
    "elsewhere": "taken for none of ours",
}


def _say(lesson: Lesson) -> None:
    said = Counter(each.text for each in lesson.questions)
    ids = {each.text: str(each.id)[:8] for each in lesson.questions}
    lines = [f"{len(lesson.questions)} x {_WORDS[lesson.kind].format(lesson.entry)}"]
    lines += [
        f"  {ids[text]}  {f'{times} x ' if times > 1 else ''}{text}"
        for text, times in said.most_common(_SHOWN)
    ]
    answers = dict.fromkeys(each.answer for each in lesson.questions if each.answer)
    lines += [f"            answered: {answer}" for answer in answers]
    sys.stdout.write("\n".join(lines) + "\n")
