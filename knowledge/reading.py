"""An entry's file: facts about it in TOML between two lines of `+++`, then the answer in each language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.entry import LANGUAGES, Claim, Confidence, Entry, Source, Standing

ENTRIES = Path(__file__).parent / "entries"
SUCCESSOR = "--"
"""Stands between the id and the first day of a later edition: `limit--2027-01-01.md`."""
_PARTS = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^## (\w+)\n", re.MULTILINE)
_ALLOWED = frozenset(
    {
        *("id", "status", "confidence", "valid_from", "valid_to", "last_reviewed", "review_by", "stub"),
        *("related", "legal_basis", "contradicted_by", "question", "disambiguation", "phrasings", "sources"),
    }
)


class UnreadableEntry(ValueError):
    """A file that is no entry; the message names the file and what is wrong with it."""


def read_entries(folder: Path = ENTRIES) -> list[Entry]:
    """Every edition of every entry, by file name.

    Raises:
        UnreadableEntry: one of them cannot be read.
    """
    return [read_entry(path) for path in sorted(folder.glob("*/*.md"))]


def read_entry(path: Path) -> Entry:
    """The entry of one file.

    Raises:
        UnreadableEntry: the file is no entry.
    """
    try:
        return _entry(path)
    except KeyError as missing:
        raise UnreadableEntry(f"{path.name}: there is no {missing}") from missing
    except (ValueError, TypeError) as error:
        raise UnreadableEntry(f"{path.name}: {error}") from error


def _entry(path: Path) -> Entry:
    parts = _PARTS.match(path.read_text(encoding="utf-8"))
    if parts is None:
        raise ValueError("facts stand between two lines of +++")
    facts: dict[str, Any] = tomllib.loads(parts[1])
    if unknown := sorted(set(facts) - _ALLOWED):
        raise ValueError(f"nobody reads {', '.join(unknown)}")
    if path.stem.partition(SUCCESSOR)[0] != facts["id"]:
        raise ValueError(f"the file is not named after {facts['id']}")
    return Entry(
        id=facts["id"],
        topic=path.parent.name,
        status=Standing(facts["status"]),
        confidence=Confidence(facts["confidence"]),
        question=_in_languages(facts["question"]),
        disambiguation=_in_languages(facts["disambiguation"]),
        phrasings=_phrasings(facts.get("phrasings", {})),
        answer=_in_languages(_sections(parts[2])),
        valid_from=_day(facts["valid_from"]),
        valid_to=_day(facts["valid_to"]) if "valid_to" in facts else None,
        last_reviewed=_day(facts["last_reviewed"]),
        review_by=_day(facts["review_by"]),
        sources=tuple(Source(each["title"], each["place"], _day(each["date"])) for each in facts["sources"]),
        legal_basis=tuple(facts.get("legal_basis", ())),
        related=tuple(facts.get("related", ())),
        contradicted_by=tuple(
            Claim(each["met_in"], each["says"]) for each in facts.get("contradicted_by", ())
        ),
        stub=bool(facts.get("stub", False)),
    )


def _in_languages(texts: Mapping[str, str]) -> dict[str, str]:
    unknown = _unknown(texts)
    if unknown:
        raise ValueError(f"no such language: {', '.join(unknown)}")
    return {language: texts[language].strip() for language in LANGUAGES}


def _phrasings(said: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    unknown = _unknown(said)
    if unknown:
        raise ValueError(f"no such language: {', '.join(unknown)}")
    return {language: tuple(said.get(language, ())) for language in LANGUAGES}


def _unknown(by_language: Mapping[str, object]) -> list[str]:
    return sorted(set(by_language) - set(LANGUAGES))


def _sections(body: str) -> dict[str, str]:
    pieces = _HEADING.split(body)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is no date")
    return value
