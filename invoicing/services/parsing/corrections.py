"""Reads what a correction changes: "4 godz. zamiast 5", "cena 180 zł", "do zera, powód: zwrot".

Nothing is changed by a guess: a clause with a number that fits no form stands in `unclear`, words without one are a
remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from invoicing.services.parsing.changes import Change, SaidCorrection, What
from invoicing.services.parsing.correction_clauses import change_in, without_filler
from invoicing.services.parsing.correction_words import in_polish_words
from invoicing.services.parsing.tokens import clean, fold

_ZERO = re.compile(
    r"\b(?:(?:koryguj\w*|skoryguj|korekt\w+)?\s*(?:do zera|na zero)|wyzeruj\w*|w ca[łl]o[śs]ci)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:pow[oó]d\w*|przyczyn\w*|z powodu|bo|poniewa[żz]|gdy[żz])\b\s*(?:korekty\s*)?[:=-]?\s*(?P<reason>.+)",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"[;\n]|,(?!\d)|(?<=\D),|(?<=\w{4})\.\s+(?=[A-ZŁŚŻ])|\b(?:oraz|i)\b(?=\s+(?:cen|ilo|stawk|nazw|adres))"
)
_ABSORBS = frozenset({What.BUYER_ADDRESS, What.BUYER_NAME, What.LINE_NAME})
_ABOUT = re.compile(
    r"\b(?:cen|ilo|nazw|nabywc|adres|stawk|nip\b)\w*(?:\s+(?:pozycji|nabywcy|towaru))?", re.IGNORECASE
)
_BUYER = re.compile(r"\bdla\s+(?:nip\s*:?\s*)?(?:\d[ -]?){10}", re.IGNORECASE)
_FULL_STOP = re.compile(r"(?<=\w{4})\.$")  # not the one of "sp. z o.o."
_COURTESY = re.compile(r"\b(?:dziek|pozdr|prosz|prosb|pilne|pilnie|czesc|dzien dobry)")
_EMAIL = re.compile(r"(?:wy[śs]lij\s+)?(?:na\s+)?\S+@\S+", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """What has been read so far; `open` takes further words that begin nothing of their own."""

    changes: list[Change] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    open: Callable[[str], None] | None = None


def read_correction(text: str, number: str | None = None) -> SaidCorrection:
    """Read what a correction changes.

    Args:
        text: the sentence.
        number: of the invoice it is about, as it stands in the text.

    >>> said = read_correction("korekta FV/2026/11/1: 4 godz. zamiast 5, powód: pomyłka", "FV/2026/11/1")
    >>> (said.changes[0].what.value, said.changes[0].new, said.changes[0].old, said.reason)
    ('quantity', '4', '5', 'pomyłka')
    """
    body, reading = in_polish_words(_body(clean(text), number)), _Reading()
    zero = False
    for clause in _clauses(body):
        all_of_it = not reading.reason and _ZERO.search(clause) is not None
        zero = zero or all_of_it
        _read(_ZERO.sub(" ", clause) if all_of_it else clause, reading)
    reason, remark = (_FULL_STOP.sub("", ", ".join(said)) or None for said in (reading.reason, reading.loose))
    return SaidCorrection(zero, reason, remark, tuple(reading.changes), tuple(reading.unclear))


def _body(text: str, number: str | None) -> str:
    """The words after the number of the invoice, led by those before it that say what they are about."""
    before, named, after = text.partition(number) if number else ("", "", text)
    if not named:
        return _BUYER.sub(" ", text)
    said = [found[0] for each in (_ZERO, _ABOUT) if (found := each.search(before))]
    return " ".join([*said, after.lstrip(" :,.-–")])


def _clauses(body: str) -> Iterable[str]:
    for part in _CUT.split(body):
        yield from filter(None, (each.strip(" :-–") for each in re.split(r"(?=\bpo\s+\d)", part)))


def _read(clause: str, reading: _Reading) -> None:
    """Put one clause where it belongs."""
    reason = _REASON.search(clause)
    if reason is not None:
        head = clause[: reason.start()].strip()
        if head:
            _read(head, reading)
        reading.reason.append(" ".join(reason["reason"].split()))
        reading.open = reading.reason.append
        return
    change = change_in(clause)
    if change is not None and not (reading.open and _is_plain_text(change)):
        reading.changes.append(change)
        reading.open = _more_of(reading) if change.what in _ABSORBS else None
    elif reading.open is not None:
        reading.open(clause)
    else:
        _left_over(clause, reading)


def _more_of(reading: _Reading) -> Callable[[str], None]:
    def more(clause: str) -> None:
        last = reading.changes[-1]
        reading.changes[-1] = replace(last, new=f"{last.new}, {clause}")

    return more


def _is_plain_text(change: Change) -> bool:
    return change.what is What.TEXT


def _left_over(clause: str, reading: _Reading) -> None:
    """Words that say no change: the reason, unless there is a number in them that nobody understood."""
    rest = without_filler(clause).strip(" .")
    if not rest or _EMAIL.fullmatch(rest) or _COURTESY.search(fold(rest)):
        return
    (reading.unclear if re.search(r"\d", rest) else reading.loose).append(rest)
