"""Utterances with what ought to be understood of them, and how an answer differs; the rules are in `benchmarks.parsing`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

TODAY = "2026-11-20"
COLUMNS = ("name", "quantity", "unit", "price", "price_kind", "vat")
WORDS = ("name", "address", "note")
ACTING = (
    "issue",
    "edit",
    "correct",
    "repeat",
)  # after other intents no value of the sentence goes on an invoice
UNSAID: dict[str, Any] = {
    "kind": "vat",
    "buyer": {},
    "lines": [],
    "currency": "PLN",
    "supply_date": None,
    "due_date": None,
    "payment_method": None,
    "paid": False,
    "split_payment": False,
    "discount_percent": None,
    "note": None,
    "invoice_number": None,
    "recurs": None,
    "missing": [],
    "problems": [],
    "guessed": [],
}
NOBODY = dict.fromkeys(("nip", "name", "email", "eu_vat_number", "address"))
FLAGS = {
    "vat": {"vat"},
    "price": {"price"},
    "price_kind": {"price_kind", "price"},
    "quantity": {"quantity", "price"},
}


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, and each field with the values that are right; a field that is not there is not judged."""

    id: str
    text: str
    today: date
    right: Mapping[str, Sequence[Any]]

    def differences(self, answer: Mapping[str, Any]) -> list[str]:
        """The fields whose value is none of the right ones."""
        return [
            field
            for field, values in self.right.items()
            if not any(self._same(field, value, answer[field]) for value in values)
        ]

    def accepted_silently(self, answer: Mapping[str, Any]) -> list[str]:
        """Wrong NIPs, rates and amounts that no problem, missing field or guess warns of."""
        if answer["intent"] not in ACTING or answer["problems"]:
            return []
        marks = {*answer["missing"], *answer["guessed"]}
        wrong = [field for field in self.differences(answer) if field in ("currency", "discount_percent")]
        if "buyer" not in marks and not self._right_buyer(answer["buyer"]):
            wrong.append("nip")
        if "lines" in self.right and "lines" not in answer["missing"]:
            judged = [_amounts(lines, answer["lines"], marks) for lines in self.right["lines"]]
            least = min(judged, key=len)
            wrong.extend(least)
        return wrong

    def _right_buyer(self, buyer: Mapping[str, Any]) -> bool:
        keys = ("nip", "eu_vat_number")
        return any(all(each[key] == buyer[key] for key in keys) for each in self.right.get("buyer", [buyer]))

    def _same(self, field: str, wanted: Any, got: Any) -> bool:
        if field == "lines":
            return len(wanted) == len(got) and all(map(self._same_parts, wanted, got))
        if field == "buyer":
            return self._same_parts(wanted, got)
        if field in WORDS and None not in (wanted, got):
            return self._plain(wanted) == self._plain(got)
        return SAME.get(field, _equal)(wanted, got)

    def _same_parts(self, wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
        return all(self._same(key, value, got[key]) for key, value in wanted.items())

    def _plain(self, words: str) -> str:
        plain = " ".join(words.casefold().split()).rstrip(".")
        return _without_marks(plain) if self.text == _without_marks(self.text) else plain


def read(file: Path) -> Iterator[Utterance]:
    """The utterances of a file, written in full or only with what was said."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        row = json.loads(line)
        full = row["expect"] if "expect" in row else _filled(row)
        right: dict[str, list[Any]] = {field: [value] for field, value in full.items()}
        for other in row.get("or", []):
            for field, value in other.items():
                right[field].append(value)
        for field in row.get("free", []):
            del right[field]
        today = date.fromisoformat(row.get("today", TODAY))
        yield Utterance(row.get("id", f"{file.stem}-{number}"), row["text"], today, right)


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    full = {"intent": row["intent"]} | {field: row.get(field, unsaid) for field, unsaid in UNSAID.items()}
    full["buyer"] = NOBODY | full["buyer"]
    full["lines"] = [dict(zip(COLUMNS, line, strict=True)) for line in full["lines"]]
    return full


def _amounts(wanted: Sequence[Any], got: Sequence[Any], marks: set[str]) -> list[str]:
    if len(wanted) != len(got):
        return [] if "price" in marks else ["number of lines"]
    return [
        column
        for one, other in zip(wanted, got, strict=True)
        for column, flags in FLAGS.items()
        if not flags & marks and _number(one[column]) != _number(other[column])
    ]


def _number(value: str | None) -> Any:
    return Decimal(value) if value and re.fullmatch(r"-?\d+(\.\d+)?", value) else value


def _equal(wanted: object, got: object) -> bool:
    return wanted == got


def _same_number(wanted: str | None, got: str | None) -> bool:
    return bool(_number(wanted) == _number(got))


def _same_set(wanted: Sequence[str], got: Sequence[str]) -> bool:
    return set(wanted) == set(got)


def _same_unit(wanted: str | None, got: str | None) -> bool:
    return got == wanted or (wanted is None and got == "szt.")


def _without_marks(words: str) -> str:
    bare = unicodedata.normalize("NFKD", words.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


SAME: Mapping[str, Callable[[Any, Any], bool]] = {
    "quantity": _same_number,
    "price": _same_number,
    "discount_percent": _same_number,
    "unit": _same_unit,
    "missing": _same_set,
    "problems": _same_set,
    "guessed": _same_set,
}
