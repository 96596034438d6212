"""Payments before the supply, and what settles them."""

from datetime import date
from decimal import Decimal

from invoicing.model.advance import AdvanceInvoice, AdvancePayment, Order
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import ItemCodes, Procedure
from invoicing.model.vat import PriceKind, VatRate, advance_totals
from tests.ksef.fa3_invoices.told import CONSUMER, ksef_number, line, rate

FLAT = Order(
    (line("mieszkanie", price="341666.67", rate=VatRate.REDUCED), line("miejsce postojowe", price="5000"))
)
SHOP = Order((line("regał", "2", "615", discount=Decimal("10.00"), gtu="GTU_10"),), PriceKind.GROSS)


def advance(amount, day=3, **more):
    return AdvancePayment(date(2026, 11, day), Decimal(amount), **more)


def advance_invoice(amount, order=FLAT, **named):
    return AdvanceInvoice(advance_totals(Decimal(amount), order.totals), **named)


ADVANCES = {
    "advance": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "order": FLAT,
        "advance_payments": (advance("20000.00"),),
    },
    "advance-of-a-gross-order-on-the-day": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "order": SHOP,
        "advance_payments": (advance("100.01", 20),),
        "paid": True,
    },
    "advance-of-marked-goods": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "order": Order(
            (
                line(
                    "złom",
                    annex_15=True,
                    excise=Decimal("1.50"),
                    codes=ItemCodes("bbbb-1", "Z-1", "5901234123457", "38.11.58.0", "7204", "1230"),
                ),
                line("bon", procedure=Procedure.VOUCHER),
            )
        ),
        "advance_payments": (advance("10.00"),),
    },
    "advance-for-another-country": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "buyer": CONSUMER,
        "order": Order(
            (line(rate=VatRate.OSS, oss_rate=Decimal(19)), line(rate=VatRate.OSS, oss_rate=Decimal(25)))
        ),
        "advance_payments": (advance("122.00"),),
    },
    "advance-in-three-payments": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "order": FLAT,
        "advance_payments": (advance("33.33"), advance("33.34", 5), advance("333.33", 9)),
        "paid": True,
    },
    "advance-in-another-currency": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "currency": "EUR",
        "order": SHOP,
        "advance_payments": (advance("500.00", exchange_rate=rate()),),
    },
    "advances-by-two-rates": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "currency": "EUR",
        "order": SHOP,
        "advance_payments": (
            advance("500.00", exchange_rate=rate()),
            advance("100.00", 5, exchange_rate=rate("4.3001", 4, "214/A/NBP/2026")),
        ),
    },
    "last-advance-of-an-order": {
        "kind": InvoiceKind.ADVANCE,
        "lines": (),
        "order": SHOP,
        "advance_payments": (advance("720.00"),),
        "advance_invoices": (advance_invoice("500.00", SHOP, ksef_number=ksef_number(1)),),
    },
    "settlement": {
        "kind": InvoiceKind.SETTLEMENT,
        "lines": FLAT.lines,
        "advance_invoices": (
            advance_invoice("20000.00", ksef_number=ksef_number(1)),
            advance_invoice("10000.01", number="ZAL/2025/7"),
        ),
    },
    "settlement-of-everything": {
        "kind": InvoiceKind.SETTLEMENT,
        "lines": SHOP.lines,
        "price_kind": PriceKind.GROSS,
        "advance_invoices": (advance_invoice("1220.00", SHOP, ksef_number=ksef_number(1)),),
    },
    "settlement-in-another-currency": {
        "kind": InvoiceKind.SETTLEMENT,
        "currency": "EUR",
        "exchange_rate": rate(),
        "lines": SHOP.lines,
        "price_kind": PriceKind.GROSS,
        "advance_invoices": (advance_invoice("500.00", SHOP, ksef_number=ksef_number(1)),),
    },
}
