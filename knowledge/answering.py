"""The one door of the knowledge base: a question in, one of the ways out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from knowledge.entry import Entry
from knowledge.gate import Verdict, judge
from knowledge.outcome import Kind, Outcome, Why
from knowledge.routing import Route, known_unknown, route
from knowledge.search import Found, Searcher

__all__ = ["Answers", "Kind", "Outcome", "Why"]

LONGEST = 4000
"""Characters of a question that are looked at; a question has 200."""
CHOICES = 3
_QUOTED = re.compile(
    r"^(>.*|-{2,} ?(original message|wiadomo|forwarded|przekaz).*|(w dniu|on) .{4,80}(pisze|napisa\w+|wrote):?.*|(od|from|від): .*)$",
    re.IGNORECASE,
)


class Answers:
    """Answers on one day; the index is loaded with the first question of the process."""

    def __init__(self, today: date, searcher: Searcher | None = None) -> None:
        self.today = today
        self._searcher = searcher

    def ask(self, question: str, language: str, *, channel: str = "chat") -> Outcome:
        """What becomes of the question.

        Args:
            question: whatever was written, of any length.
            language: of the person: pl, en or uk.
            channel: "chat", or "mail", where an answer must be surer and comes with two alternatives.
        """
        asked = own_words(question[:LONGEST])
        taken = route(asked)
        if taken is not None and taken.kind in {Kind.REFUSED, Kind.GREETING}:
            return Outcome(taken.kind, taken.why, score=1.0)
        searcher = self._searcher or _searcher()
        found, weights = searcher.find(asked), searcher.index.weights
        editions = _editions(searcher)
        shaped = known_unknown(asked) if taken is None else None
        if shaped is not None and shaped in editions:
            found, taken = found.led_by(shaped), Route(Kind.HUMAN, Why.STUB)
        stub = bool(found.entries) and editions[found.entries[0].label][0].stub
        verdict = Verdict(taken.kind, taken.why, 1.0) if taken else judge(found, weights, channel, stub=stub)
        return self._outcome(verdict, found, editions, channel)

    def entry(self, entry_id: str) -> Entry | None:
        """The edition of an entry that is true on the day; None when none is, or there is no such entry."""
        return self._serving(_editions(self._searcher or _searcher()).get(entry_id, ()))

    def _outcome(
        self,
        verdict: Verdict,
        found: Found,
        editions: Mapping[str, Sequence[Entry]],
        channel: str,
    ) -> Outcome:
        ids = [hit.label for hit in found.entries]
        serving = [self._serving(editions[name]) for name in ids]
        entries = [entry for entry in serving if entry is not None]
        kind, why = verdict.kind, verdict.why
        if kind in {Kind.ANSWER, Kind.HUMAN} and why is not Why.ASKED_FOR and serving[0] is None:
            kind, why = (
                Kind.ABSTAIN,
                Why.UNSURE,
            )  # what was asked for is not true today, and nothing else was asked
        told = tuple(entries[: _how_many(kind, channel)])
        candidates = tuple(entry.id for entry in entries)
        return Outcome(kind, why, told, round(verdict.score, 4), candidates)

    def _serving(self, editions: Iterable[Entry]) -> Entry | None:
        return next((entry for entry in editions if entry.serves_on(self.today)), None)


def own_words(text: str) -> str:
    """What the person wrote, without the letters that are quoted below it."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTED.match(line.strip()) and kept:
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    return "\n".join(kept).strip() or text.strip()


def _how_many(kind: Kind, channel: str) -> int:
    if kind is Kind.CLARIFY:
        return CHOICES
    if kind is Kind.ANSWER and channel == "mail":
        return CHOICES
    return 1 if kind in {Kind.ANSWER, Kind.HUMAN, Kind.LIVE, Kind.QUEUE} else 0


@cache
def _searcher() -> Searcher:
    return Searcher.load()


def _editions(searcher: Searcher) -> Mapping[str, Sequence[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in searcher.index.entries:
        found[entry.id].append(entry)
    return found
