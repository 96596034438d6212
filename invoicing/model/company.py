"""The profile of a company that issues: what the assistant may fill in by itself, and what it must never."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from invoicing.model.party import Seller
from invoicing.model.vat import PriceKind, VatRate


class VatStatus(StrEnum):
    """Whether the company charges VAT."""

    ACTIVE = "active"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class VatExemption:
    """Why no VAT is charged: the law's own words go into P_19A (act), P_19B (directive) or P_19C (other)."""

    text: str
    field: str = "P_19A"


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """What is known of the seller and its habits.

    An exempt company has an exemption and no other default rate; `rate_for` is the only door through which a
    rate gets on a line, so such a company cannot show a rate by accident.
    """

    seller: Seller
    vat_status: VatStatus = VatStatus.ACTIVE
    exemption: VatExemption | None = None
    cash_accounting: bool = False
    default_rate: VatRate = VatRate.STANDARD
    default_price_kind: PriceKind = PriceKind.NET
    payment_days: int = 14
    bank_account: str | None = None
    series: str = "FV/{year}/{month}/{number}"
