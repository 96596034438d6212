"""Issued invoices: frozen, complete, lawful."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from invoicing.model.advance import AdvanceInvoice, AdvancePayment, Order
from invoicing.model.annotations import Annotations
from invoicing.model.company import VatExemption
from invoicing.model.content import Content
from invoicing.model.correction import Correction
from invoicing.model.kinds import InvoiceKind
from invoicing.model.lawful import check_lawful
from invoicing.model.line import Line
from invoicing.model.party import Buyer, Seller
from invoicing.model.payment import Payment, PaymentMethod
from invoicing.model.terms import Adjustment, ExchangeRate, Footer, Period, Terms
from invoicing.model.text import check_text
from invoicing.model.third_party import AuthorizedEntity, ThirdParty
from invoicing.model.vat import PriceKind, Totals, totals

_NO_ANNOTATIONS, _NO_PAYMENT, _NO_FOOTER = Annotations(), Payment(), Footer()


@dataclass(frozen=True, slots=True)
class Invoice:
    """The content of an issued invoice: frozen, complete, ready for the FA(3) writer.

    What the law forbids of its kind it refuses (`lawful`): with the code of the rule that would find it.

    Attributes:
        lines: what is sold; on a correcting invoice as it should have been; none on an advance invoice.
        supply_date, period: P_6 or OkresFa; neither where the lines have days of their own.
        extra: further notes as (key, value).
        place: where it is issued (P_1M).
        warehouse_notes: numbers of the documents WZ.
        exchange_rate: of another currency than PLN.
        order, advance_payments: of an advance invoice.
        advance_invoices: what a settlement settles; on the last advance of an order the ones before it.
        charges, deductions: what is added to the sum due or taken from it, outside the sale (Rozliczenie).
    """

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
    place: str | None = None
    period: Period | None = None
    warehouse_notes: tuple[str, ...] = ()
    exchange_rate: ExchangeRate | None = None
    annotations: Annotations = _NO_ANNOTATIONS
    third_parties: tuple[ThirdParty, ...] = ()
    authorized_entity: AuthorizedEntity | None = None
    order: Order | None = None
    advance_payments: tuple[AdvancePayment, ...] = ()
    advance_invoices: tuple[AdvanceInvoice, ...] = ()
    correction: Correction | None = None
    payment: Payment = _NO_PAYMENT
    terms: Terms | None = None
    charges: tuple[Adjustment, ...] = ()
    deductions: tuple[Adjustment, ...] = ()
    footer: Footer = _NO_FOOTER

    def __post_init__(self) -> None:
        check_text(self.number, "number")
        check_lawful(self)

    @property
    def content(self) -> Content:
        """What it taxes; on a correcting invoice as it should have been."""
        return Content(
            self.lines,
            self.price_kind,
            self.order,
            self.advance_payments,
            self.advance_invoices,
            self.exchange_rate,
        )

    @property
    def totals(self) -> Totals:
        """Totals per rate (P_13_x, P_14_x, P_15); of a correcting invoice the difference."""
        if self.correction is None and self.order is None and not self.advance_invoices:
            return totals(self.lines, self.price_kind)
        if self.correction is None:
            return self.content.totals
        if self.correction.difference is not None:
            return self.correction.difference
        before = self.correction.before
        return self.content.totals - (before.totals if before else Totals())

    @property
    def to_pay(self) -> Decimal:
        """P_15 with charges and without deductions; below zero when the buyer is to get something back."""
        added = sum((each.amount for each in self.charges), Decimal(0))
        return self.totals.gross + added - sum((each.amount for each in self.deductions), Decimal(0))
