"""Payments before the supply: the order they belong to, and the invoices that document them (art. 106f VATA)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from invoicing.model.errors import InvalidAmount, InvalidDocument
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.line import Line
from invoicing.model.money import check_number
from invoicing.model.terms import ExchangeRate
from invoicing.model.text import check_text
from invoicing.model.vat import PriceKind, Totals, totals

_OF_KSEF_1 = re.compile(r"[1-9][0-9]{9}-20[0-9]{6}-[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{2}")


def check_ksef_number(number: str) -> None:
    """Refuse what is no KSeF number; numbers of KSeF 1.0 had one dash more and no checksum we could know.

    Raises:
        InvalidKsefNumber: shape or checksum is wrong.
    """
    if not _OF_KSEF_1.fullmatch(number):
        KsefNumber.parse(number)


@dataclass(frozen=True, slots=True)
class Order:
    """The order or contract that an advance is paid on (Zamowienie); it is worth something."""

    lines: tuple[Line, ...]
    price_kind: PriceKind = PriceKind.NET

    def __post_init__(self) -> None:
        if not self.lines:
            raise InvalidDocument("order-missing")
        found = self.totals
        if found.gross <= 0 or any(each.gross < 0 for each in found.per_rate):
            raise InvalidAmount("amount-zero")

    @property
    def totals(self) -> Totals:
        """Totals per rate of the whole order; their gross is WartoscZamowienia."""
        return totals(self.lines, self.price_kind)


@dataclass(frozen=True, slots=True)
class AdvancePayment:
    """A payment that an advance invoice documents.

    Attributes:
        received_on: Warsaw date.
        amount: gross, in the invoice's currency; on a correcting invoice the amount as it should have been.
        exchange_rate: of another currency, by which the tax becomes PLN.
    """

    received_on: date
    amount: Decimal
    exchange_rate: ExchangeRate | None = None

    def __post_init__(self) -> None:
        check_number(self.amount, "amount", digits=16, decimals=2)
        if self.amount < 0:
            raise InvalidAmount("amount-negative", amount=str(self.amount))


@dataclass(frozen=True, slots=True)
class AdvanceInvoice:
    """An older invoice of an advance: its KSeF number, or its own number when KSeF has it not.

    Attributes:
        totals: what it taxed, per rate; the settlement takes it off (art. 106f ust. 3).
        called: the seller's number of what KSeF knows by its own, for people; no document has it.
    """

    totals: Totals
    ksef_number: str | None = None
    number: str | None = None
    called: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if (self.ksef_number is None) is (self.number is None):
            raise InvalidDocument("advance-number")
        if self.ksef_number is not None:
            check_ksef_number(self.ksef_number)
        if self.number is not None:
            check_text(self.number, "number")
