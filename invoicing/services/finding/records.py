"""What is looked for, and what is found: one row for each invoice of a company, whoever issued it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode

BEFORE = "before"
"""Mark of a received invoice from before anybody was told of such: nobody knows whether it is paid."""


class Direction(StrEnum):
    """As what the company stands on it: seller, or buyer."""

    ISSUED = "issued"
    RECEIVED = "received"


class Narrow(StrEnum):
    """Which of them."""

    ALL = "all"
    UNPAID = "unpaid"
    OVERDUE = "overdue"  # unpaid, and its day of payment is over
    WAITING = "waiting"  # issued, KSeF has not taken it yet
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything that is said must fit.

    Attributes:
        direction: None means both.
        words: of the other party's name, folded, in any case form.
        party_id: the other party's NIP or other number.
        number: a part of the invoice's number or of its KSeF number.
        gross: in `currency` where one was said.
        since, until: first and last day of issue.
    """

    direction: Direction | None = None
    narrow: Narrow = Narrow.ALL
    words: tuple[str, ...] = ()
    party_id: str | None = None
    number: str | None = None
    gross: Decimal | None = None
    currency: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """An invoice as it is found.

    Attributes:
        place: grows with the order in which they were written down.
        party: the other party's name; `party_id` its NIP or other number.
        arrived_at: when KSeF stored a received one for good; None for one issued here.
        told_at: when a received one was announced.
        paid_on: the day somebody said it was paid, or its date of issue when it was issued as paid.
        marks: codes of what is odd about a received one.
        invoice_id: of one issued here, with its `status`; None for all others.
    """

    id: UUID
    place: int
    company_id: UUID
    direction: Direction
    number: str
    party: str
    party_id: str | None
    gross: Decimal
    currency: str
    issue_date: date
    due_date: date | None
    paid_on: date | None = None
    arrived_at: datetime | None = None
    told_at: datetime | None = None
    marks: tuple[str, ...] = ()
    invoice_id: UUID | None = None
    ksef_number: KsefNumber | None = None
    status: Status | None = None
    mode: OfflineMode | None = None
