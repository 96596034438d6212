"""What an invoice taxes, apart from who sells to whom: one state of it; a correction has two."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicing.model.advance import AdvanceInvoice, AdvancePayment, Order
from invoicing.model.line import Line
from invoicing.model.money import to_grosze
from invoicing.model.terms import ExchangeRate
from invoicing.model.vat import PriceKind, Totals, VatRate, advance_totals, totals

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Content:
    """Lines, or an order with the payments for it.

    Attributes:
        advance_invoices: what has been taxed before; taken off the lines (art. 106f ust. 3 VATA), only named
            beside an order (ust. 4).
        exchange_rate: of another currency; payments may have their own.
    """

    lines: tuple[Line, ...] = ()
    price_kind: PriceKind = PriceKind.NET
    order: Order | None = None
    advance_payments: tuple[AdvancePayment, ...] = ()
    advance_invoices: tuple[AdvanceInvoice, ...] = ()
    exchange_rate: ExchangeRate | None = None

    @property
    def paid(self) -> Decimal:
        """Sum of the payments before the supply."""
        return sum((payment.amount for payment in self.advance_payments), _NOTHING)

    @property
    def advances_exceed(self) -> bool:
        """Whether more was paid before the supply than all of it is worth; nothing is said where that is not known."""
        before = sum((each.totals.gross for each in self.advance_invoices), _NOTHING)
        if self.order is not None:
            return self.paid + before > self.order.totals.gross
        return bool(self.advance_invoices) and before > totals(self.lines, self.price_kind).gross

    @property
    def totals(self) -> Totals:
        """Per rate: of a payment what it taxes, of lines what is not yet taxed."""
        if self.order is not None:
            return advance_totals(self.paid, self.order.totals)
        left = totals(self.lines, self.price_kind)
        for invoice in self.advance_invoices:
            left = left - invoice.totals
        return left

    @property
    def pln_rate(self) -> Decimal | None:
        """PLN for one unit of the currency; of several payments their mean, each weighing what it amounts to."""
        known = [each for each in self.advance_payments if each.exchange_rate is not None]
        if self.order is not None and known and self.paid:
            worth = sum(
                (each.amount * each.exchange_rate.rate for each in known if each.exchange_rate), Decimal(0)
            )
            return worth / self.paid if len(known) == len(self.advance_payments) else None
        return self.exchange_rate.rate if self.exchange_rate else None

    @property
    def vat_in_pln(self) -> dict[VatRate, Decimal]:
        """Tax per rate in PLN (art. 106e ust. 11 VATA); empty when no rate is known."""
        rate = self.pln_rate
        if rate is None:
            return {}
        return {each.rate: to_grosze(each.vat * rate) for each in self.totals.per_rate if each.rate.shows_tax}
