"""`latarnik knowledge export`: the answers of a day as a web site for an office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path

from app.commands.speaking import fail, say
from app.commands.today import today_in_warsaw
from app.knowing import told_of
from knowledge.entry import LANGUAGES, Entry
from knowledge.reading import ENTRIES, UnreadableEntry, read_entries
from templates.knowledge_pages import Topic, site

ORDER = (
    "modes",
    "duty",
    "sending",
    "access",
    "buyers",
    "dates",
    "corrections",
    "codes",
    "form",
    "receiving",
    "programs",
)
"""Topics as people look for them; `unknown` holds what only a person may answer, and is on no page."""


def export_site(folder: Path, today: date | None, office: str) -> None:
    """Write the site; a page is written whole or not at all, and what else lies in the folder stays.

    Raises:
        SystemExit: status 1 when an entry cannot be read, or the folder cannot be written.
    """
    day = today or today_in_warsaw()
    try:
        served = [entry for entry in read_entries(ENTRIES) if entry.serves_on(day) and not entry.stub]
    except UnreadableEntry as error:
        fail(str(error))
    topics = {language: [*_topics(served, language)] for language in LANGUAGES}
    count = 0
    try:
        for name, text in site(topics, day, office):
            _write(folder / name, text)
            count += 1
    except OSError as error:
        fail(f"{folder} cannot be written: {error.strerror}.")
    say(f"{len(served)} answers in {len(LANGUAGES)} languages, {count} files in {folder}")


def _topics(entries: Iterable[Entry], language: str) -> Iterable[Topic]:
    in_order = sorted(entries, key=lambda entry: (ORDER.index(entry.topic), entry.id))
    for name, group in groupby(in_order, key=lambda entry: entry.topic):
        yield Topic(name, [told_of(entry, language) for entry in group])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
