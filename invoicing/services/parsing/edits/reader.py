"""Reads what should be different about an open draft: "zmień termin na 21 dni", "usuń dojazd", "cena 250".

Pure and offline, as `understand` is. A sentence is a change when all its clauses are, or when it begins with a verb of
change; then a clause that fits no form stands in `unclear`, and nothing should be changed at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from invoicing.services.parsing.edits.clause import Clause
from invoicing.services.parsing.edits.clauses import read_clause
from invoicing.services.parsing.edits.said import Edit, Field, SaidEdits
from invoicing.services.parsing.edits.turned import turned
from invoicing.services.parsing.edits.words import (
    CUT,
    NOTE,
    OF_INVOICES,
    PRICE_KIND,
    PRICED,
    WHOLE_DRAFT,
    WRONG_NIP,
    Verb,
    lead_of,
    same_length_fold,
)
from invoicing.services.parsing.tokens import clean
from invoicing.services.parsing.understood import Problem

_BUYS = frozenset({Field.BUYER, Field.BUYER_NAME, Field.BUYER_ADDRESS})
_SOLD = frozenset({Field.PRICE, Field.QUANTITY, Field.TOTAL, Field.LINE_NAME})
_ABSORBING = frozenset({Field.ADD, Field.BUYER, Field.BUYER_NAME, Field.BUYER_ADDRESS, Field.LINE_NAME})
"""What takes further words that begin nothing of their own: dojazd 150, parking 20."""
_LONGEST = 4096  # characters; Telegram sends no more in one message
_MOST_CLAUSES = 60  # of one change
_SENDS = frozenset({Field.SEND_TO, Field.SEND_ALSO})
_FULL_STOP = re.compile(r"(?:(?<=\w{3})\.|(?<=\d)\.|[!?\s])+$")  # not the one of "sp. z o.o."
_COURTESY = re.compile(
    r"(?<![\s,])[\s,]*+\b(?:(?:bardzo )?prosze|poprosze|please|dziek\w+|thanks|thank you|дякую|будь ласка)$"
)
_OPENING, _CLOSING = "\"'„“”«", "\"'”“»"


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def read_edits(text: str, today: date, names: tuple[str, ...] = ()) -> SaidEdits | None:
    """Read a change of the open draft; None for words about something else.

    Args:
        text: as typed.
        today: the Warsaw date that relative days count from.
        names: of the lines: "dojazd 80 zł" is about a line only where one is called so.

    >>> said = read_edits("zmień termin na 21 dni", date(2026, 11, 20))
    >>> (said.edits[0].field.value, said.edits[0].day.isoformat())
    ('due', '2026-12-11')
    """
    asks = text.rstrip().endswith("?")
    text = WRONG_NIP.sub("nabywca ma być ", text[:_LONGEST], count=1)
    raw = turned(_FULL_STOP.sub("", clean(text).strip()))
    short, folded = _without_courtesy(raw)
    said = _read(short, folded, today, names, asks=asks)
    if said is not None or short == raw:
        return said
    return _read(raw, same_length_fold(raw), today, names, asks=asks)


def _read(raw: str, folded: str, today: date, names: tuple[str, ...], *, asks: bool) -> SaidEdits | None:
    lead = lead_of(folded)
    if asks and lead.verb is None:
        return None
    if lead.verb is Verb.REMOVE and folded.startswith("nip", lead.end):
        return None  # "bez NIP-u" begins an invoice for a private person
    if OF_INVOICES.search(folded, lead.end) and not NOTE.fullmatch(folded, lead.end):
        return None
    of_all = WHOLE_DRAFT.fullmatch(folded, lead.end) and not PRICE_KIND.fullmatch(folded, lead.end)
    if of_all or not folded[lead.end :].strip():
        return None
    reading = _Reading(raw, folded, today, names)
    reading.read(_spans(folded), whole=lead.verb is None)
    if lead.verb is None and (reading.unclear or _is_whole(reading.edits, folded)):
        return None
    edits = tuple(replace(edit, text=_unquoted(edit.text)) for edit in reading.edits)
    return SaidEdits(edits, tuple(reading.problems), tuple(reading.unclear))


def _without_courtesy(raw: str) -> tuple[str, str]:
    """The text without thanks at its end, and the same folded."""
    folded = same_length_fold(raw)
    courtesy = _COURTESY.search(folded)
    end = courtesy.start() if courtesy else len(raw)
    return raw[:end], folded[:end]


def _is_whole(edits: Sequence[Edit], folded: str) -> bool:
    """Whether a buyer and what is sold are named, label by label: another invoice, and no change of this one."""
    fields = {edit.field for edit in edits}
    return bool(fields & _BUYS) and (bool(fields & _SOLD) or PRICED.search(folded) is not None)


def _unquoted(text: str) -> str:
    """The words between quotation marks, where they stand around all of them."""
    bare = text.strip()
    return bare[1:-1].strip() if len(bare) > 2 and bare[0] in _OPENING and bare[-1] in _CLOSING else bare


def _spans(folded: str) -> Sequence[_Span]:
    ends = [(found.start(), found.end()) for found in CUT.finditer(folded)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(folded)]
    return [
        _Span(start, stop) for start, stop in zip(starts, stops, strict=True) if folded[start:stop].strip()
    ]


class _Reading:
    """Clause after clause; a verb goes on to the next clause that has none."""

    def __init__(self, raw: str, folded: str, today: date, names: tuple[str, ...]) -> None:
        self._raw, self._folded, self._today, self._names = raw, folded, today, names
        self.edits: list[Edit] = []
        self.problems: list[Problem] = []
        self.unclear: list[str] = []
        self._end = 0  # of the clause of the last edit

    def read(self, spans: Sequence[_Span], *, whole: bool) -> None:
        """Read the clauses; where the `whole` must be understood, the first that is not ends it."""
        verb: Verb | None = None
        until = -1  # where a note ends that has taken the rest of its line
        for count, span in enumerate(spans):
            if span.start < until:
                continue
            if count >= _MOST_CLAUSES:
                self.unclear.append(self._raw[span.start :].strip())
                return
            lead = lead_of(self._folded[span.start : span.end])
            verb = lead.verb or verb
            start = span.start + lead.end
            clause = Clause(
                self._raw[start : span.end],
                self._folded[start : span.end],
                verb,
                self._today,
                self._names,
                lead=self._folded[span.start : start],
            )
            until = self._put(clause, span, spoken=lead.verb is not None)
            if self.unclear and (whole or len(spans) > _MOST_CLAUSES):
                return

    def _besides(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """An address after another in one sentence takes nothing away: "wyślij na a@firma.pl, b@firma.pl"."""
        if not any(each.field in _SENDS and each.yes for each in self.edits):
            return edits
        return [
            replace(each, field=Field.SEND_ALSO) if each.field in _SENDS and each.yes else each
            for each in edits
        ]

    def _put(self, clause: Clause, span: _Span, *, spoken: bool) -> int:
        edits, problems = read_clause(clause)
        alone = clause.verb is not Verb.ADD or spoken or (edits and edits[0].field is not Field.ADD)
        if (edits or problems) and alone:
            self.edits.extend(self._besides(edits))
            self.problems.extend(problems)
            self._end = span.end
            return self._end_of_note(span) if edits and edits[-1].field is Field.NOTE else -1
        if self.edits and self.edits[-1].field in _ABSORBING:
            last = self.edits[-1]
            self.edits[-1] = replace(last, text=last.text + self._raw[self._end : span.end])
            self._end = span.end
        else:
            self.unclear.append(self._raw[span.start : span.end].strip())
        return -1

    def _end_of_note(self, span: _Span) -> int:
        """A note goes to the end of its line, whatever it says."""
        end = self._folded.find("\n", span.end)
        stop = len(self._folded) if end < 0 else end
        self.edits[-1] = replace(self.edits[-1], text=self.edits[-1].text + self._raw[span.end : stop])
        return stop
