"""Lines: what is sold, how much of it, at which rate, and what the records want to know of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoicing.model.errors import InvalidAmount, InvalidValue
from invoicing.model.money import check_number, product, to_grosze
from invoicing.model.text import LONG, check_text
from invoicing.model.vat import VatRate

_GTU = re.compile(r"GTU_(0[1-9]|1[0-3])")
_CODE = 50  # TZnakowy50
_GTIN = 20  # TZnakowy20


class Procedure(StrEnum):
    """A mark of a line for JPK_VAT (par. 10 of the regulation on JPK_VAT); the value stands in Procedura."""

    OSS_FROM_HERE = "WSTO_EE"
    ELECTRONIC_INTERFACE = "IED"
    TRIANGULAR = "TT_D"
    IMPORTED_42 = "I_42"
    IMPORTED_63 = "I_63"
    VOUCHER = "B_SPV"
    VOUCHER_SUPPLY = "B_SPV_DOSTAWA"
    VOUCHER_COMMISSION = "B_MPV_PROWIZJA"


@dataclass(frozen=True, slots=True)
class ItemCodes:
    """By what goods are known: UU_ID (one row's own), Indeks (the seller's), GTIN, PKWiU, CN, PKOB."""

    unique_id: str | None = None
    item_code: str | None = None
    gtin: str | None = None
    pkwiu: str | None = None
    cn: str | None = None
    pkob: str | None = None

    def __post_init__(self) -> None:
        for name in ("unique_id", "item_code", "gtin", "pkwiu", "cn", "pkob"):
            said = getattr(self, name)
            if said is not None:
                check_text(said, name, _GTIN if name == "gtin" else _CODE)


class Mark(StrEnum):
    """What the card must say of a line of a draft: what nobody said, and what was said in another way."""

    VAT = "vat"
    PRICE_KIND = "price_kind"
    PRICE = "price"
    CONVERTED = "converted"  # net was said where the invoice is gross, or the other way round
    MIXED = "mixed"  # the same, and it does not come out in grosze: somebody must say which it is


GUESSES = frozenset({Mark.VAT, Mark.PRICE_KIND, Mark.PRICE})
"""What nobody said."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what, how much, at what unit price (net or gross as the invoice says), at which rate.

    Holds only what FA(3) can hold: P_7 of 512 characters, P_8B with 6 decimals, P_9A with 8.

    Attributes:
        discount: P_10, taken off the whole line; never more than it is worth.
        supply_date: P_6A, where lines differ in it.
        gtu, procedure: marks for JPK_VAT.
        annex_15: goods or services of annex 15 to the act (split payment).
        oss_rate: the percentage of the buyer's country; stands with the rate OSS and only there.
        excise: KwotaAkcyzy, contained in the price.
        marks: of a draft's line; an issued invoice has none.
    """

    name: str
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    vat_rate: VatRate
    discount: Decimal | None = None
    supply_date: date | None = None
    gtu: str | None = None
    procedure: Procedure | None = None
    annex_15: bool = False
    oss_rate: Decimal | None = None
    excise: Decimal | None = None
    codes: ItemCodes | None = None
    marks: frozenset[Mark] = frozenset()

    def __post_init__(self) -> None:
        check_text(self.name, "line-name", LONG)
        if self.unit is not None:
            check_text(self.unit, "unit")
        check_number(self.quantity, "quantity", digits=16, decimals=6)
        check_number(self.unit_price, "unit-price", digits=14, decimals=8)
        check_number(product(self.quantity, self.unit_price), "value", digits=16)
        if self.gtu is not None and not _GTU.fullmatch(self.gtu):
            raise InvalidValue("gtu", value=self.gtu)
        self._check_amounts()

    def _check_amounts(self) -> None:
        if self.discount is not None:
            check_number(self.discount, "discount", digits=14, decimals=8)
            if not 0 <= self.discount <= abs(product(self.quantity, self.unit_price)):
                raise InvalidAmount("amount-discount", amount=str(self.discount))
        if self.excise is not None:
            check_number(self.excise, "excise", digits=16, decimals=2)
        if (self.oss_rate is None) is (self.vat_rate is VatRate.OSS):
            raise InvalidValue("oss-rate", rate=self.vat_rate.value)
        if self.oss_rate is not None:
            check_number(self.oss_rate, "oss-rate", digits=3, decimals=6)
            if not 0 <= self.oss_rate <= 100:  # TProcentowy
                raise InvalidValue("oss-rate", rate=str(self.oss_rate))

    @property
    def value(self) -> Decimal:
        """Quantity times unit price less discount in full grosze, in the invoice's price kind."""
        worth = product(self.quantity, self.unit_price)
        if self.discount is None:
            return to_grosze(worth)
        return to_grosze(worth - self.discount.copy_sign(worth))

    @property
    def percent(self) -> Decimal:
        """The tax in percent, of whichever country."""
        return self.vat_rate.percent if self.oss_rate is None else self.oss_rate

    def marked(self, *marks: Mark) -> Line:
        """The line with these marks besides its own."""
        return replace(self, marks=self.marks.union(marks))

    def unmarked(self, *marks: Mark) -> Line:
        """The line without these marks."""
        return replace(self, marks=self.marks.difference(marks))

    @property
    def as_issued(self) -> Line:
        """The line as an invoice has it: what was guessed on the card is now said."""
        return replace(self, marks=frozenset()) if self.marks else self

    @property
    def cancelled(self) -> Line:
        """The same line, of which nothing is left: for a correction to zero."""
        return replace(self, quantity=Decimal(0), discount=None, excise=None)
