"""What a correction changes, as it was said; `corrections` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from invoicing.model.vat import PriceKind


class What(StrEnum):
    """What a change is about."""

    QUANTITY = "quantity"
    PRICE = "price"
    VAT = "vat"
    AMOUNT = "amount"  # a bare number: the old one tells whether it counts or costs
    TEXT = "text"  # words instead of others: the old ones tell whose
    LINE_NAME = "line-name"
    BUYER_NAME = "buyer-name"
    BUYER_ADDRESS = "buyer-address"
    BUYER_NIP = "buyer-nip"
    NO_LINE = "no-line"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that should be different.

    Attributes:
        new, old: as said: decimal strings for numbers; `old` is None when not said.
        line: position from 1, when said.
        hint: words before the number that may be the name of a line.
        price_kind: of a price, when said.
        unit: of a quantity, normalised, when said.
        currency: of a price, when said.
    """

    what: What
    new: str
    old: str | None = None
    line: int | None = None
    hint: str | None = None
    price_kind: PriceKind | None = None
    unit: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class SaidCorrection:
    """What was said of a correction.

    Attributes:
        to_zero: everything is taken back.
        reason: PrzyczynaKorekty, in the person's words.
        remark: words that say no change and were not called a reason: "zła ilość".
        unclear: clauses with a number that fit no form.
    """

    to_zero: bool = False
    reason: str | None = None
    remark: str | None = None
    changes: tuple[Change, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether it says a change or a reason, understood or not."""
        return bool(self.to_zero or self.reason or self.changes or self.unclear)
