"""What a correcting invoice says of the invoices it corrects (art. 106j VATA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicing.model.advance import check_ksef_number
from invoicing.model.content import Content
from invoicing.model.errors import InvalidDocument
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Buyer, Seller
from invoicing.model.text import check_text
from invoicing.model.vat import Totals

_CORRECTABLE = frozenset(
    {InvoiceKind.VAT, InvoiceKind.ADVANCE, InvoiceKind.SETTLEMENT, InvoiceKind.SIMPLIFIED}
)


class CorrectionEffect(StrEnum):
    """In which period a correction counts (TypKorekty)."""

    ORIGINAL_DATE = "1"
    CORRECTION_DATE = "2"
    OTHER = "3"


@dataclass(frozen=True, slots=True)
class Original:
    """A corrected invoice; without a KSeF number it was issued outside KSeF."""

    number: str
    issue_date: date
    ksef_number: str | None = None

    def __post_init__(self) -> None:
        check_text(self.number, "number")
        if self.ksef_number is not None:
            check_ksef_number(self.ksef_number)


@dataclass(frozen=True, slots=True)
class Correction:
    """Why, what and how an invoice corrects others.

    The invoice itself says how things should have been, `before` how they were: its totals are the difference.
    Without `before` its lines are differences themselves. A discount for all supplies of a time has no lines at
    all, only `difference` (art. 106j ust. 3).

    Attributes:
        of: kind of the originals; corrections of advances and settlements have kinds of their own in FA(3).
        reason: PrzyczynaKorekty.
        period: OkresFaKorygowanej, in words, of a discount for one buyer.
        right_number: NrFaKorygowany, where the number itself was wrong.
        seller_before, buyers_before: as the originals named them; numbers of identification cannot be corrected.
    """

    originals: tuple[Original, ...]
    of: InvoiceKind = InvoiceKind.VAT
    before: Content | None = None
    difference: Totals | None = None
    reason: str | None = None
    effect: CorrectionEffect | None = None
    period: str | None = None
    right_number: str | None = None
    seller_before: Seller | None = None
    buyers_before: tuple[Buyer, ...] = ()

    def __post_init__(self) -> None:
        if not self.originals:
            raise InvalidDocument("corrected-invoice-missing")
        if self.of not in _CORRECTABLE:
            raise InvalidDocument("correction-of-kind", kind=self.of.value)
        if self.before is not None and self.difference is not None:
            raise InvalidDocument("correction-twice")
        for said in (self.reason, self.period, self.right_number):
            if said is not None:
                check_text(said, "correction")
        self._check_originals()

    def _check_originals(self) -> None:
        seen: set[tuple[str, str | None]] = set()
        for original in self.originals:
            key = original.number, original.ksef_number
            if key in seen:
                raise InvalidDocument("duplicate-original", number=original.number)
            seen.add(key)
