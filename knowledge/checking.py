"""What is wrong with the entries: each rule is one function, each finding one sentence for whoever edits them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from knowledge.entry import LANGUAGES, Entry, Standing
from knowledge.wording import words

LONGEST_ANSWER = 1200
"""Characters: one message of a chat that is read at one go."""
LONGEST_BUTTON = 60
PHRASINGS = {"pl": (8, 15), "en": (2, 5), "uk": (2, 5)}
"""How many other ways to ask an entry has, at least and at most."""
ALIKE = 0.6
"""Two phrasings that share more of their words than this teach a search nothing."""
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with which entry; a warning does not keep the index from being built."""

    entry: str
    text: str
    warning: bool = False


def check(entries: Sequence[Entry], today: date) -> list[Finding]:
    """Everything that is wrong, errors first."""
    found = [finding for rule in _OF_ONE for entry in entries for finding in rule(entry)]
    found += [finding for rule in _OF_ALL for finding in rule(entries)]
    found += [finding for entry in entries for finding in _soon(entry, today)]
    return sorted(found, key=lambda each: (each.warning, each.entry))


def shared_words(one: str, other: str) -> float:
    """Which part of the words of both they share, 0 to 1.

    >>> shared_words("kiedy muszę wysłać", "kiedy wysłać")
    0.8
    """
    mine, theirs = set(words(one)), set(words(other))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _texts(entry: Entry) -> Iterator[Finding]:
    for language in LANGUAGES:
        for what, text in (("question", entry.question), ("disambiguation", entry.disambiguation)):
            if not text[language]:
                yield Finding(entry.id, f"the {what} in {language} is empty")
        answer = entry.answer[language]
        if not answer or len(answer) > LONGEST_ANSWER:
            yield Finding(entry.id, f"the answer in {language} has {len(answer)} characters")
        if len(entry.disambiguation[language]) > LONGEST_BUTTON:
            yield Finding(entry.id, f"the disambiguation in {language} is too long for a button")


def _grounds(entry: Entry) -> Iterator[Finding]:
    if not entry.sources:
        yield Finding(entry.id, "it names no source")
    if entry.valid_to is not None and entry.valid_to < entry.valid_from:
        yield Finding(entry.id, "it ends before it begins")
    if entry.review_by <= entry.last_reviewed:
        yield Finding(entry.id, "its next review is not after the last one")
    if entry.valid_to is not None and entry.review_by > entry.valid_to + SOON:
        yield Finding(entry.id, "its next review comes long after it has ended")


def _how_it_is_asked(entry: Entry) -> Iterator[Finding]:
    for language, (least, most) in PHRASINGS.items():
        count = len(entry.phrasings[language])
        inherits = count == 0 and not any(entry.phrasings.values())
        if not least <= count <= most and not inherits:
            yield Finding(entry.id, f"{count} phrasings in {language}, and {least} to {most} are wanted")
        asked = (entry.question[language], *entry.phrasings[language])
        for one, other in combinations(asked, 2):
            if shared_words(one, other) > ALIKE:
                yield Finding(entry.id, f"nearly the same words: {one!r} and {other!r}")


def _neighbours(entries: Sequence[Entry]) -> Iterator[Finding]:
    known = {entry.id for entry in entries}
    for entry in entries:
        for missing in sorted(set(entry.related) - known):
            yield Finding(entry.id, f"it is related to {missing}, which there is not")
        if entry.id in entry.related:
            yield Finding(entry.id, "it is related to itself")


def _editions(entries: Sequence[Entry]) -> Iterator[Finding]:
    by_id: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_id[entry.id].append(entry)
    for key, editions in by_id.items():
        in_order = sorted(editions, key=lambda each: each.valid_from)
        if not any(in_order[0].phrasings.values()):
            yield Finding(key, "its first edition says nothing of how it is asked")
        for earlier, later in pairwise(in_order):
            if earlier.valid_to is None or earlier.valid_to + timedelta(days=1) != later.valid_from:
                yield Finding(
                    key, f"the edition of {later.valid_from} does not begin when the one before ends"
                )
        if in_order[-1].valid_to is not None:
            yield Finding(key, f"it ends on {in_order[-1].valid_to} and nothing follows", warning=True)


def _asked_twice(entries: Sequence[Entry]) -> Iterator[Finding]:
    where: dict[str, str] = {}
    for entry in entries:
        for language in LANGUAGES:
            for asked in {entry.question[language], *entry.phrasings[language]}:
                other = where.setdefault(" ".join(words(asked)), entry.id)
                if other != entry.id:
                    yield Finding(entry.id, f"{asked!r} is asked of {other} too")


def _soon(entry: Entry, today: date) -> Iterator[Finding]:
    if entry.status is Standing.DRAFT:
        yield Finding(entry.id, "it is a draft and is not served", warning=True)
    if entry.review_by <= today + SOON:
        yield Finding(entry.id, f"it is to be reviewed by {entry.review_by}", warning=True)
    if entry.valid_to is not None and today <= entry.valid_to <= today + SOON:
        yield Finding(entry.id, f"it ends on {entry.valid_to}", warning=True)


_OF_ONE: Sequence[Callable[[Entry], Iterable[Finding]]] = (_texts, _grounds, _how_it_is_asked)
_OF_ALL: Sequence[Callable[[Sequence[Entry]], Iterable[Finding]]] = (_neighbours, _editions, _asked_twice)
