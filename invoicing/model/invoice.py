"""Lines, drafts and issued invoices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from invoicing.model.company import CompanyProfile, VatExemption
from invoicing.model.errors import IncompleteDraft, InvalidAmount, InvalidDocument, Refused, StaleChoice
from invoicing.model.kinds import DEMANDS, InvoiceKind
from invoicing.model.money import check_number, product, to_grosze
from invoicing.model.party import Buyer, Seller
from invoicing.model.text import LONG, check_text
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
    """One row: what, how much, at what unit price (net or gross as the invoice says), at which rate.

    Holds only what FA(3) can hold: P_7 of 512 characters, P_8B with 6 decimals, P_9A with 8.
    """

    name: str
    quantity: Decimal
    unit: str | None
    unit_price: Decimal
    vat_rate: VatRate

    def __post_init__(self) -> None:
        check_text(self.name, "line-name", LONG)
        if self.unit is not None:
            check_text(self.unit, "unit")
        check_number(self.quantity, "quantity", digits=16, decimals=6)
        check_number(self.unit_price, "unit-price", digits=14, decimals=8)
        check_number(product(self.quantity, self.unit_price), "value", digits=16)

    @property
    def value(self) -> Decimal:
        """Quantity times unit price in full grosze, in the invoice's price kind."""
        return to_grosze(product(self.quantity, self.unit_price))


class DraftStatus(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    ISSUED = "issued"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice somebody is still talking about; every change makes a new version.

    `guessed` names fields nobody said: they are marked on the card. `missing` names what must be said
    before it can be issued: buyer, buyer-name, buyer-address, lines, price. `shown_on` is the Warsaw date its card
    bears: whoever taps on another day has not seen the date of issue yet.
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
    split_payment: bool = False
    shown_on: date | None = None

    def dated(self, today: date, payment_days: int) -> Draft:
        """The next version for a card of that day; a term nobody said, or one that has passed, counts from it."""
        late = self.due_date is not None and self.due_date < today
        if "due_date" not in self.guessed and not late:
            return self.changed(shown_on=today)
        due = today + timedelta(days=payment_days)
        return self.changed(shown_on=today, due_date=due, guessed=self.guessed | {"due_date"})

    @property
    def totals(self) -> Totals:
        """Totals per rate, as they will stand on the invoice."""
        return totals(self.lines, self.price_kind)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What an invoice needs and this draft has not: of buyer, buyer-name, buyer-address, lines, price."""
        buyer = self.buyer
        lacking = {
            "buyer": buyer is None,
            "buyer-name": buyer is not None and not buyer.name,
            "buyer-address": buyer is not None and buyer.address is None,
            "lines": not self.lines,
        }
        found = [code for code, lacks in lacking.items() if lacks]
        return (*found, *(code for code in self.missing if code not in lacking))

    def changed(self, **changes: Any) -> Draft:
        """The next version, with other values in the named fields.

        Raises:
            StaleChoice: the draft is issued or cancelled.
        """
        if self.status is not DraftStatus.OPEN:
            raise StaleChoice(draft=str(self.id))
        return replace(self, version=self.version + 1, **changes)

    def issue(self, number: str, on: date, profile: CompanyProfile) -> Invoice:
        """The invoice this draft becomes under a number, dated `on` in Warsaw (P_1).

        Raises:
            IncompleteDraft: details name what is missing.
            InvalidAmount: amount-negative, amount-too-large.
            Refused: kind-not-in-use; rate-of-exempt-company or exemption-unknown from the profile.
        """
        buyer = self.buyer
        if self.gaps or buyer is None:
            raise IncompleteDraft(missing=", ".join(self.gaps))
        self._check_kind()
        for line in self.lines:
            profile.rate_for(line.vat_rate)
        check_number(self.totals.gross, "gross", digits=16)
        return self._under(number, on, profile, buyer)

    def _check_kind(self) -> None:
        demands = DEMANDS[self.kind]
        if not demands.in_use:
            raise Refused("kind-not-in-use", kind=self.kind.value)
        lowest = min(line.value for line in self.lines)
        if lowest < 0 and not demands.may_be_negative:
            raise InvalidAmount("amount-negative", amount=str(lowest))

    def _under(self, number: str, on: date, profile: CompanyProfile, buyer: Buyer) -> Invoice:
        exempt = any(line.vat_rate is VatRate.EXEMPT for line in self.lines)
        by_transfer = self.payment_method is PaymentMethod.TRANSFER
        return Invoice(
            number=number,
            kind=self.kind,
            issue_date=on,
            seller=profile.seller,
            buyer=buyer,
            lines=self.lines,
            price_kind=self.price_kind,
            currency=self.currency,
            supply_date=self.supply_date,
            due_date=self.due_date,
            payment_method=self.payment_method,
            paid=self.paid,
            bank_account=profile.bank_account if by_transfer else None,
            exemption=profile.exemption if exempt else None,
            cash_accounting=profile.cash_accounting,
            split_payment=self.split_payment,
            note=self.note,
        )


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

    def __post_init__(self) -> None:
        check_text(self.number, "number")
        if not self.lines:
            raise InvalidDocument("document-lines", number=self.number)

    @property
    def totals(self) -> Totals:
        """Totals per rate (P_13_x, P_14_x, P_15)."""
        return totals(self.lines, self.price_kind)
