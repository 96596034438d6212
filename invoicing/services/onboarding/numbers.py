"""How a company says its numbering: a pattern, the number of an invoice, or only the next number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from invoicing.model.errors import InvalidValue
from invoicing.model.numbering import Series
from invoicing.services.parsing.tokens import fold

_FIELDS = {
    "rok": "year",
    "miesiac": "month",
    "nr": "number",
    "numer": "number",
    "rr": "year:2",
    "рік": "year",
}
_FIELDS |= {"місяць": "month", "номер": "number", "no": "number"}
_FIELD = re.compile(r"\{([^{}:]*)(:[^{}]*)?\}")
_NEXT = re.compile(
    r"(?:(?:nastepn[ya]|kolejn[ya]|next|наступнии) )?(?:nr|numer|number|номер)?(?: to)? ?(?P<number>\d{1,9})"
)
_LAST_BEFORE = re.compile(
    r"^\s*(?:(?:ostatni[a]?|poprzedni[a]?|last|остання|останній)\s+(?:faktura|numer|nr|invoice|number|номер)?\s*"
    r"(?:to|była|byla|miała|miala|was|:)?\s*(?:numer|nr)?\s*)",
    re.IGNORECASE,
)
_NEXT_BEFORE = re.compile(
    r"^\s*(?:następn[ya]|nastepn[ya]|kolejn[ya]|next|наступн\w+)\s+(?:faktura|numer|nr|invoice|number|номер)?\s*(?:to|:)?\s*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LONGEST = 60  # characters of what can be a number or its pattern


@dataclass(frozen=True, slots=True)
class Numbering:
    """What was said of it; None where it was not."""

    series: str | None = None
    next_number: int | None = None


def numbering_in(text: str, today: date) -> Numbering:
    """Read what somebody says of the numbers of their invoices.

    >>> day = date(2026, 11, 20)
    >>> numbering_in("FV/{rok}/{miesiąc}/{nr}", day).series
    'FV/{year}/{month}/{number}'
    >>> numbering_in("ostatnia faktura FV/2026/11/16", day)
    Numbering(series='FV/{year}/{month}/{number}', next_number=17)
    >>> numbering_in("następny numer 17", day)
    Numbering(series=None, next_number=17)

    Raises:
        InvalidValue: numbering-unclear, or what `Series` refuses.
    """
    said = text.strip().strip("\"'„”.,;")
    only_next = _NEXT.fullmatch(fold(said).strip())
    if only_next is not None:
        return Numbering(next_number=_counted(int(only_next["number"]), said))
    if "{" in said:
        return _pattern(said)
    return _example(said, today)


def _pattern(said: str) -> Numbering:
    pattern, _, rest = said.partition(",")
    named = _FIELD.sub(_translated, pattern.strip())
    series = Series(named).pattern
    following = _NEXT.fullmatch(fold(rest).strip()) if rest.strip() else None
    return Numbering(series, _counted(int(following["number"]), said) if following else None)


def _translated(field: re.Match[str]) -> str:
    name = field[1].strip().lower()
    return "{" + _FIELDS.get(fold(name), name) + (field[2] or "") + "}"


def _example(said: str, today: date) -> Numbering:
    """The number of an invoice: the one that was issued last, unless it is called the next."""
    is_next = _NEXT_BEFORE.match(said) is not None
    number = _NEXT_BEFORE.sub("", said) if is_next else _LAST_BEFORE.sub("", said)
    if len(number) > _LONGEST:
        raise InvalidValue("numbering-unclear", value=said[:_LONGEST])
    groups = list(_DIGITS.finditer(number))
    year = next((each for each in groups if each[0] == f"{today.year}"), None)
    rest = [each for each in groups if each is not year]
    month = _month_among(rest, year, today) if len(rest) > 1 and year else None
    counted = [each for each in rest if each is not month]
    if len(counted) != 1 or not re.search(r"\w", number):
        raise InvalidValue("numbering-unclear", value=said[:_LONGEST])
    pattern = _with_fields(number, {year: "year", month: "month", counted[0]: _number_field(counted[0][0])})
    following = int(counted[0][0]) + (0 if is_next else 1)
    if month is not None and int(month[0]) != today.month:
        following = 1  # the series of another month; this one has not begun
    return Numbering(Series(pattern).pattern, _counted(following, said))


def _month_among(groups: list[re.Match[str]], year: re.Match[str], today: date) -> re.Match[str] | None:
    """The group that is a month: this one where it is named, else any; of several the one beside the year."""
    months = [each for each in groups if len(each[0]) == 2 and 1 <= int(each[0]) <= 12]
    found = [each for each in months if int(each[0]) == today.month] or months
    return min(found, key=lambda each: abs(each.start() - year.start()), default=None)


def _number_field(digits: str) -> str:
    return f"number:0{len(digits)}" if digits.startswith("0") and len(digits) < 10 else "number"


def _with_fields(number: str, fields: dict[re.Match[str] | None, str]) -> str:
    parts, at = [], 0
    for group in sorted((each for each in fields if each is not None), key=lambda each: each.start()):
        parts += [number[at : group.start()], "{" + fields[group] + "}"]
        at = group.end()
    return "".join([*parts, number[at:]])


def _counted(number: int, said: str) -> int:
    if not 1 <= number < 10**9:
        raise InvalidValue("numbering-unclear", value=said[:_LONGEST])
    return number
