"""A document's view as the data of its sheet: every value formatted, every word chosen, nothing left to decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from invoicing.model.document import DocumentView, LineView, PartyView, PaymentView, RateTotalView
from templates.environment import module
from templates.values import NO_BREAK, clean, grouped_account, grouped_nip, number, short_date

LANGUAGES_OF = {"pl": ("pl",), "en": ("en",), "uk": ("uk",), "pl-en": ("pl", "en")}
"""Languages of a sheet, in the order they are printed; any other wish is drawn in Polish."""
_LONG_RUN = re.compile(r"[^\s/-]{32,}")  # without a place where a line may break anyway
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{0,30})?")  # strangers write 1e999999999 too
_ZERO_WIDTH_BREAK = "\u200b"
_PIECE = re.compile(r"\S{8}(?=\S)")
_NONE = "–"  # where a value is looked for and there is none, such as tax at an exempt rate
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

    def shared(self, key: str, table: str) -> str:
        """A word of the tables that chat and letters use too (rates, payment methods)."""
        tables = (vars(module(f"words/{each}.j2", each))[table] for each in self.languages)
        return " / ".join(dict.fromkeys(table.get(key, key) for table in tables))

    def number(self, value: str, least: int = 2) -> str:
        """A decimal as the first language writes it; what is no number stays as it is."""
        return number(Decimal(value), self.languages[0], least) if _DECIMAL.fullmatch(value) else value

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


def content(view: DocumentView, sheet: Sheet, ksef_number: str | None) -> dict[str, Any]:
    """Everything on the sheet but the codes."""
    return {
        "language": sheet.languages[0],
        "title": f"{sheet.words(view.kind, 'kinds')} {clean(view.number)}",
        "author": clean(view.seller.name),
        "description": sheet.words("foot"),
        "kind": sheet.words(view.kind, "kinds"),
        "number": line(view.number) or _NONE,
        "number-size": heading_size(view.number),
        "notice": [],
        "date": _creation_day(view.issue_date),
        "facts": _facts(view, sheet, ksef_number),
        "labels": {key: sheet.words(key) for key in ("seller", "buyer", "payment", "notes")},
        "seller": _party(view.seller, sheet),
        "buyer": _party(view.buyer, sheet),
        "columns": _columns(view.price_kind, sheet),
        "lines": [_line(each, sheet) for each in view.lines],
        "totals-head": [
            sheet.words(key).replace(" / ", "\n") for key in ("total_rate", "net", "vat", "gross")
        ],
        "totals": [_total(each, view.rates_of(each), sheet) for each in view.totals],
        "sum": _sum(view.totals, sheet) if len(view.totals) > 1 else [],
        "gross-label": sheet.words(_gross_key(view.payment)),
        "gross": f"{sheet.number(view.gross)}{NO_BREAK}{clean(view.currency)}",
        "payment": _payment(view.payment, sheet) if view.payment else [],
        "remarks": _remarks(view, sheet),
        "notes": [[line(each.key), line(each.value)] for each in view.notes],
        "footer": [paragraph(each) for each in view.footer.lines],
        "foot": sheet.words("foot"),
        "substituted": None,
        "substituted-words": sheet.words("substituted"),
        "page": sheet.words("page"),
    }


def _creation_day(issue_date: str) -> dict[str, int]:
    """The file's own date: the day of issue, so that the same invoice always gives the same file."""
    try:
        read = date.fromisoformat(issue_date)
    except ValueError:
        read = date(1970, 1, 1)
    return {"year": read.year, "month": read.month, "day": read.day}


def _facts(view: DocumentView, sheet: Sheet, ksef_number: str | None) -> list[list[str]]:
    supply = "supply_period" if "/" in view.supplied else "supply_date"
    rows = [
        ("issue_date", sheet.day(view.issue_date)),
        (supply, sheet.day(view.supplied).replace("/", " – ")),
        ("place", line(view.place)),
        ("ksef_number", ksef_number or ""),
    ]
    return [[sheet.words(key), clean(value)] for key, value in rows if value]


def _party(party: PartyView, sheet: Sheet) -> dict[str, Any]:
    identifiers = [
        f"{sheet.words(kind)} {clean(grouped_nip(value) if kind == 'nip' else value)}"
        for kind, value in party.identifiers
    ]
    return {
        "name": line(party.name),
        "lines": [*map(line, party.address.lines if party.address else ()), *map(line, identifiers)],
        "contacts": [line(way) for each in party.contacts for way in (each.email, each.phone) if way],
    }


def _columns(price_kind: str, sheet: Sheet) -> list[str]:
    keys = ("ordinal", "name", "quantity", "unit", f"price_{price_kind}", f"value_{price_kind}", "rate")
    return [sheet.words(key).replace(" / ", "\n") for key in keys]


def _line(row: LineView, sheet: Sheet) -> list[str]:
    return [
        clean(row.ordinal),
        line(row.name),
        clean(sheet.number(row.quantity, 0)),
        line(row.unit),
        clean(sheet.number(row.unit_price)),
        clean(sheet.number(row.value)),
        clean(_rate(row.rate, sheet)),
    ]


def _rate(rate: str, sheet: Sheet) -> str:
    """A rate in words; a bare number is percents."""
    known = sheet.shared(rate, "rate")
    return f"{known}%" if re.fullmatch(r"[0-9.]+", known) else known


def _total(total: RateTotalView, rates: Iterable[str], sheet: Sheet) -> list[str]:
    rate = " / ".join(_rate(each, sheet) for each in rates)
    return [
        clean(rate),
        *(clean(sheet.number(value)) or _NONE for value in (total.net, total.vat, total.gross)),
    ]


def _sum(totals: Iterable[RateTotalView], sheet: Sheet) -> list[str]:
    rows = list(totals)
    sums = [
        _added(row.net for row in rows),
        _added(row.vat for row in rows),
        _added(row.gross for row in rows),
    ]
    return [sheet.words("sum"), *(sheet.number(str(value)) for value in sums)]


def _added(values: Iterable[str]) -> Decimal:
    return sum(
        (Decimal(value) for value in values if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)), Decimal(0)
    )


def _gross_key(payment: PaymentView | None) -> str:
    if payment is None:
        return "together"
    return "paid_gross" if payment.is_settled else "to_pay"


def _payment(payment: PaymentView, sheet: Sheet) -> list[list[str]]:
    rows = [("method", sheet.shared(payment.method_name, "payment"))]
    rows += [("due", sheet.day(str(due))) for due in payment.due]
    if payment.is_settled:
        rows.append(("paid", sheet.day(payment.settled_on) or sheet.words("yes")))
    for account in (*payment.accounts, *payment.factor_accounts):
        rows += [("account", grouped_account(account.number)), ("bank", account.bank)]
    return [[sheet.words(key), line(value)] for key, value in rows if value]


def _remarks(view: DocumentView, sheet: Sheet) -> list[str]:
    """Annotations are printed only when they apply; an exemption with its basis in the law's words."""
    known = [code for code in view.marked if sheet.words(code, "annotations") != code]
    remarks = [_capitalised(sheet.words(code, "annotations")) for code in known]
    if basis := view.annotations.exemption.basis:
        remarks.append(f"{sheet.words('exemption')}: {line(basis)}")
    return remarks


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
