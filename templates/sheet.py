"""A document's view as the data of its sheet: every value formatted, every word chosen, nothing left to decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from templates.environment import module
from templates.values import NO_BREAK, clean, moment, number, short_date

LANGUAGES_OF = {"pl": ("pl",), "en": ("en",), "uk": ("uk",), "pl-en": ("pl", "en")}
"""Languages of a sheet, in the order they are printed; any other wish is drawn in Polish."""
_LONG_RUN = re.compile(r"[^\s/-]{32,}")  # without a place where a line may break anyway
DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{0,30})?")  # strangers write 1e999999999 too
_ZERO_WIDTH_BREAK = "\u200b"
_PIECE = re.compile(r"\S{8}(?=\S)")
_BIG, _SMALL = 21, 11  # points; a number of more than 20 characters shrinks so that its line stays one


@dataclass(frozen=True, slots=True)
class Sheet:
    """Words and formats of one language, or of two printed side by side."""

    languages: tuple[str, ...]

    @classmethod
    def of(cls, language: str) -> Sheet:
        """The sheet for a wish."""
        return cls(LANGUAGES_OF.get(language, ("pl",)))

    def words(self, key: str, table: str = "labels") -> str:
        """A label in every language of the sheet; a code nobody translated stands as it is."""
        return " / ".join(dict.fromkeys(self._table(each, table).get(key, key) for each in self.languages))

    def each(self, key: str) -> list[str]:
        """A sentence, once in every language of the sheet."""
        return [self._table(language, "labels")[key] for language in self.languages]

    def field(self, key: str) -> str:
        """The name of a field or part that only some documents have."""
        return " / ".join(dict.fromkeys(self._file("fields", each)[key] for each in self.languages))

    def every_field(self, key: str) -> list[str]:
        """A sentence among the fields, once in every language of the sheet."""
        return [self._file("fields", each)[key] for each in self.languages]

    def code(self, element: str, value: str) -> str:
        """What a code of the schema means; a code nobody translated stands as it is."""
        if not value:
            return ""
        tables = (self._file("codes", each)[element] for each in self.languages)
        return " / ".join(dict.fromkeys(table.get(value, value) for table in tables))

    def rate(self, rate: str) -> str:
        """A rate in words; a bare number is percents."""
        known = self.shared(rate, "rate")
        return f"{known}%" if re.fullmatch(r"[0-9.]+", known) else known

    def moment(self, value: str) -> str:
        """An ISO time as Warsaw's calendar and clock; what is none stays as it is."""
        try:
            return moment(value) if value else ""
        except ValueError:
            return line(value)

    def shared(self, key: str, table: str) -> str:
        """A word of the tables that chat and letters use too (rates, payment methods)."""
        tables = (vars(module(f"words/{each}.j2", each))[table] for each in self.languages)
        return " / ".join(dict.fromkeys(table.get(key, key) for table in tables))

    def number(self, value: str, least: int = 2) -> str:
        """A decimal as the first language writes it; what is no number stays as it is."""
        return number(Decimal(value), self.languages[0], least) if DECIMAL.fullmatch(value) else value

    def day(self, value: str) -> str:
        """An ISO date; anything around it stays."""
        return re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", lambda found: self._date(found[0]), value)

    def _date(self, value: str) -> str:
        try:
            read = date.fromisoformat(value)
        except ValueError:
            return value
        if self.languages[0] == "en":
            return format_date(read, "d MMM y", locale="en_GB").replace(" ", NO_BREAK)
        return short_date(value)

    def _file(self, name: str, language: str) -> dict[str, Any]:
        found: dict[str, Any] = vars(module(f"pdf/{name}/{language}.j2", language))[name]
        return found

    def _table(self, language: str, table: str) -> dict[str, str]:
        found: dict[str, str] = vars(module(f"pdf/{language}.j2", language))[table]
        return found


def line(text: str) -> str:
    """One line of clean text; a run without blanks may break, so that nothing sticks out of its column."""
    return _LONG_RUN.sub(
        lambda run: _PIECE.sub(lambda piece: piece[0] + _ZERO_WIDTH_BREAK, run[0]), clean(text)
    )


def paragraph(text: str) -> list[str]:
    """Text that may have several lines."""
    return [line(each) for each in re.split(r"\r\n|[\n\r\u2028\u2029]", text)]


def heading_size(text: str) -> int:
    """Points for a heading that stays one line as long as it can.

    >>> heading_size("FV/2026/11/1"), heading_size("x" * 30), heading_size("x" * 99)
    (21, 14, 11)
    """
    return max(_SMALL, min(_BIG, _BIG * 20 // max(1, len(text))))
