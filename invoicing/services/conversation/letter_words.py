"""What somebody answers to a letter of ours: TAK, NIE, a number, none of them, or a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from invoicing.services.parsing.tokens import fold

_YES = frozenset({"tak", "tak wystaw", "tak prosze", "tak prosze wystawic", "wystaw", "yes", "так"})
_NO = frozenset({"nie", "anuluj", "nie anuluj", "no", "cancel", "ні", "скасуи", "скасуй"})
_NONE = re.compile(
    r"zad(?:ne|na|en|nej|nego)(?: z (?:tych|nich|powyzszych))?|none(?: of (?:these|them))?|жодн\w+(?: з (?:цих|них))?"
)
_NUMBER = re.compile(r"(?:(?:nr|numer|opcja|wybieram|option|number|номер|варіант)\.? ?)?(?P<number>\d{1,2})")
_EDIT = re.compile(r"\s*(?:popraw|zmie[nń]|change|виправ|зміни)\s*[.!]?\s*", re.IGNORECASE)
_COURTESY = re.compile(
    r"(?:dzien dobry|witam|czesc|hej|pozdr|z powaz|serdeczn|dziek|z gory|milego|wyslan[eo] z |sent from|best|kind|regards|thank|"
    r"hello|hi\b|з повагою|дякую|добр)"
)
_BUT = re.compile(r"\b(?:ps|p\.s|ale|tylko|popraw|zmien|zamiast|jednak|but|instead|change|але|зміни|виправ)")


class Said(Enum):
    """What kind of answer it is."""

    YES = auto()
    NO = auto()
    NUMBER = auto()
    NONE = auto()
    EDIT = auto()  # without saying what
    UNCLEAR = auto()  # begins like TAK or NIE and goes on: nothing is issued by a guess
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class AnswerByLetter:
    """An answer; `number` is of a choice, `words` what is left to be understood."""

    said: Said
    number: int = 0
    words: str = ""


def answer_of(text: str) -> AnswerByLetter:
    """What a letter answers.

    >>> answer_of("TAK!").said.name, answer_of("2.").number, answer_of("tak, ale 3 godziny").said.name
    ('YES', 2, 'UNCLEAR')
    """
    words, below = _without_courtesies(text)
    said = re.sub(r"\s+", " ", re.sub(r"[,:]", " ", fold(words))).strip(" .!?\"'„”)(")
    if number := _NUMBER.fullmatch(said):
        return AnswerByLetter(Said.NUMBER, int(number["number"]))
    kind = _kind_of(said, words)
    if kind is Said.YES and _BUT.search(fold(below)):
        kind = Said.UNCLEAR
    return AnswerByLetter(kind, words=words if kind is Said.WORDS else "")


def _kind_of(said: str, words: str) -> Said:
    rows = (
        (Said.YES, said in _YES),
        (Said.NO, said in _NO),
        (Said.NONE, _NONE.fullmatch(said)),
        (Said.EDIT, _EDIT.fullmatch(words)),
        (Said.UNCLEAR, said.split(" ", maxsplit=1)[0] in {"tak", "yes", "так"}),
    )
    return next((kind for kind, holds in rows if holds), Said.WORDS)


def _without_courtesies(text: str) -> tuple[str, str]:
    """The answer without a greeting above it; and what stands below, from the first word of thanks on."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    while len(lines) > 1 and _COURTESY.match(fold(lines[0])):
        lines = lines[1:]
    ends = next((at for at, line in enumerate(lines) if at and _COURTESY.match(fold(line))), len(lines))
    return "\n".join(lines[:ends]), "\n".join(lines[ends:])
