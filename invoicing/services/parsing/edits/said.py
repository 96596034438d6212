"""What should be different about an open draft, as it was said; `edit_reader` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoicing.model.invoice import PaymentMethod
from invoicing.model.party import Nip
from invoicing.model.vat import PriceKind
from invoicing.services.parsing.understood import Problem


class Field(StrEnum):
    """What an edit is about."""

    ADD = "add"
    REMOVE = "remove"
    PRICE = "price"
    QUANTITY = "quantity"
    RATE = "rate"
    LINE_NAME = "line-name"
    AMOUNT = "amount"  # a bare number beside the name of a line: it may count or cost
    TOTAL = "total"  # what all of it comes to
    PRICE_KIND = "price-kind"
    DISCOUNT = "discount"
    DUE = "due"
    SUPPLY = "supply"
    BUYER = "buyer"
    BUYER_NAME = "buyer-name"
    BUYER_ADDRESS = "buyer-address"
    SEND_TO = "send-to"
    SEND_ALSO = "send-also"  # besides the addresses that are known
    PAYMENT = "payment"
    PAID = "paid"
    NOTE = "note"
    SPLIT = "split"
    CURRENCY = "currency"
    IN_CURRENCY = "in-currency"  # said beside a number


LAST = -1
"""The position of the last line, when it was called so."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that should be different.

    Attributes:
        text: name, note, address, e-mail, rate or currency; of ADD the words of the lines.
        number: price, quantity or discount; `percent` tells which kind of discount.
        day: of DUE and SUPPLY.
        unit: of a quantity, normalised, when said.
        price_kind: of a price, when said.
        payment: of PAYMENT.
        nip: of BUYER, when said.
        yes: of PAID and SPLIT; False takes NOTE, SEND_TO (one address where it is named), SUPPLY and DISCOUNT away.
        line: position from 1, or LAST, when said.
        old: what the number was, when said.
        hint: words that may be the name of a line.
    """

    field: Field
    text: str = ""
    number: Decimal | None = None
    percent: bool = False
    day: date | None = None
    unit: str | None = None
    price_kind: PriceKind | None = None
    payment: PaymentMethod | None = None
    nip: Nip | None = None
    yes: bool = True
    line: int | None = None
    hint: str | None = None
    old: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SaidEdits:
    """What was said of an open draft.

    Attributes:
        problems: numbers and days that cannot be.
        unclear: clauses that fit no form.
    """

    edits: tuple[Edit, ...] = ()
    problems: tuple[Problem, ...] = ()
    unclear: tuple[str, ...] = ()
