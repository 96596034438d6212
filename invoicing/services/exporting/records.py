"""What an export consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicing.services.finding.records import Direction

NOT_ISSUED, ELSEWHERE, RECEIVED = "not-issued", "elsewhere", "received"
"""Words in place of a status: KSeF refused it online (art. 106na ust. 1 VATA), another program sent it, it is not ours."""
NO_DOCUMENT, NO_PDF, BROKEN = "no-document", "no-pdf-yet", "unreadable"
"""Why a file is missing: KSeF has not given it yet, the law lets no paper out before the number, it cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        net, vat: None where nobody says them.
        status: of `Status`, or one of the words above.
        mode: the ground of an offline invoice.
        xml, pdf: names of the files in the package, "" where there is none; `note` says why.
    """

    direction: Direction
    number: str
    issue_date: date
    supply_date: str
    party: str
    party_id: str
    net: Decimal | None
    vat: Decimal | None
    gross: Decimal
    currency: str
    due_date: date | None
    paid_on: date | None
    status: str
    mode: str
    ksef_number: str
    xml: str = ""
    pdf: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the package, dated by its invoice so that the same month makes the same package."""

    name: str
    content: bytes
    day: date


@dataclass(frozen=True, slots=True)
class Exported:
    """One invoice: its line and its files."""

    row: Row
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """How the table is written: its name, the folders beside it, its first line and a line for each row, in a language."""

    name: Callable[[date, str], str]
    folder: Callable[[Direction, str], str]
    head: Callable[[str], str]
    line: Callable[[Row, str], str]
