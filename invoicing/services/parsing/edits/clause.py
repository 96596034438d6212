"""A clause of a change, and what a reader of it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from invoicing.services.parsing.edits.said import Edit
from invoicing.services.parsing.edits.words import JOINT, Verb, lead_of, position_in
from invoicing.services.parsing.understood import Problem

Read = tuple[list[Edit], list[Problem]]
"""What a clause says, and what about it cannot be; both empty when it fits no form."""
NOTHING: Read = ([], [])


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without the verb before it.

    Attributes:
        folded: as long as `raw`.
        names: of the lines.
        lead: folded, what stood before it: courtesies and the verb.
    """

    raw: str
    folded: str
    verb: Verb | None
    today: date
    names: tuple[str, ...] = ()
    line: int | None = None
    lead: str = ""

    def after(self, start: int) -> str:
        """The words from there, as typed."""
        return self.raw[start:].strip()

    def without_position(self) -> Clause:
        """The clause without the words that call a line by its position."""
        found = position_in(self.folded)
        if found is None:
            return self
        start, end, line = found
        gap = " "
        left = replace(
            self,
            raw=self.raw[:start] + gap + self.raw[end:],
            folded=self.folded[:start] + gap + self.folded[end:],
            line=line,
        )
        return left.beginning_with_its_verb

    @property
    def beginning_with_its_verb(self) -> Clause:
        """Without what only led to the position, and the verb behind it: "w pozycji 2 zmień cenę"."""
        joint = JOINT.match(self.folded)
        start = joint.end() if joint else 0
        lead = lead_of(self.folded[start:])
        start += lead.end
        return replace(self, raw=self.raw[start:], folded=self.folded[start:], verb=lead.verb or self.verb)

    @property
    def trimmed(self) -> Clause:
        """The clause without blanks at its ends."""
        left, right = len(self.raw) - len(self.raw.lstrip()), len(self.raw.rstrip())
        return replace(self, raw=self.raw[left:right], folded=self.folded[left:right])

    def rest(self, noun: re.Pattern[str]) -> str | None:
        """The words after the noun that the clause begins with; None when it begins with another."""
        found = noun.fullmatch(self.folded)
        return self.after(found.start("rest")) if found else None
