"""Lines, drafts and issued invoices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from invoicing.model.company import VatExemption
from invoicing.model.kinds import InvoiceKind
from invoicing.model.money import to_grosze
from invoicing.model.party import Buyer, Seller
from invoicing.model.vat import PriceKind, Totals, VatRate, totals


class PaymentMethod(StrEnum):
    """How the buyer pays; FormaPlatnosci is the number in the comment of the FA(3) writer."""

    TRANSFER = "transfer"
    CASH = "cash"
    CARD = "card"
    MOBILE = "mobile"
    VOUCHER = "voucher"
    CHEQUE = "cheque"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what, how much, at what unit price (net or gross as the invoice says), at which rate."""

    name: str
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    vat_rate: VatRate

    @property
    def value(self) -> Decimal:
        """Quantity times unit price in full grosze, in the invoice's price kind."""
        return to_grosze(self.quantity * self.unit_price)


class DraftStatus(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    ISSUED = "issued"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice somebody is still talking about; every change makes a new version.

    `guessed` names fields nobody said: they are marked on the card. `missing` names what must be said
    before it can be issued: buyer, buyer-name, buyer-address, lines, price.
    """

    id: UUID
    company_id: UUID
    version: int
    kind: InvoiceKind
    buyer: Buyer | None
    lines: tuple[Line, ...]
    price_kind: PriceKind
    due_date: date | None
    currency: str = "PLN"
    supply_date: date | None = None
    payment_method: PaymentMethod = PaymentMethod.TRANSFER
    paid: bool = False
    send_to: str | None = None
    note: str | None = None
    guessed: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    status: DraftStatus = DraftStatus.OPEN
    invoice_id: UUID | None = None

    @property
    def totals(self) -> Totals:
        """Totals per rate, as they will stand on the invoice."""
        return totals(self.lines, self.price_kind)


@dataclass(frozen=True, slots=True)
class Invoice:
    """The content of an issued invoice: frozen, complete, ready for the FA(3) writer."""

    number: str
    kind: InvoiceKind
    issue_date: date
    seller: Seller
    buyer: Buyer
    lines: tuple[Line, ...]
    price_kind: PriceKind
    currency: str = "PLN"
    supply_date: date | None = None
    due_date: date | None = None
    payment_method: PaymentMethod = PaymentMethod.TRANSFER
    paid: bool = False
    bank_account: str | None = None
    exemption: VatExemption | None = None
    cash_accounting: bool = False
    split_payment: bool = False
    note: str | None = None
    extra: tuple[tuple[str, str], ...] = field(default=())

    @property
    def totals(self) -> Totals:
        """Totals per rate (P_13_x, P_14_x, P_15)."""
        return totals(self.lines, self.price_kind)
