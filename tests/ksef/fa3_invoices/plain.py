"""Invoices without an older one, and simplified ones."""

from datetime import date
from decimal import Decimal

from invoicing.model.annotations import Annotations, MarginScheme, NewVehicle, VehicleKind, VehicleNumber
from invoicing.model.company import VatExemption
from invoicing.model.invoice import PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import ItemCodes, Procedure
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.model.terms import Period, Reference, Terms
from invoicing.model.vat import PriceKind, VatRate
from tests.ksef.fa3_invoices.told import CONSUMER, EXEMPTION, GERMAN, OF_THE_UNION, line, rate

RATES = [rate for rate in VatRate if rate not in {VatRate.TAXI, VatRate.OSS, VatRate.MARGIN}]
PLAIN = {
    "basic": {},
    "gross-method": {
        "price_kind": PriceKind.GROSS,
        "lines": (line(quantity="3", price="3.33"), line(price="49.99", rate=VatRate.REDUCED)),
    },
    "all-rates": {
        "lines": tuple(
            line(price=f"{10 + n}.55", quantity=f"1.{n}", rate=each)
            for n, each in enumerate(RATES, start=1)
            if each not in OF_THE_UNION
        ),
        "exemption": EXEMPTION,
    },
    "exempt": {
        "lines": (line(rate=VatRate.EXEMPT, unit=None),),
        "exemption": VatExemption("art. 135 ust. 1 lit. i dyrektywy 2006/112/WE", "P_19B"),
    },
    "sale-into-the-union": {
        "buyer": GERMAN,
        "currency": "EUR",
        "lines": (line(rate=VatRate.ZERO_INTRA_EU), line(rate=VatRate.OUT_OF_SCOPE_EU_SERVICES)),
    },
    "consumer-paid-in-cash": {
        "buyer": CONSUMER,
        "payment_method": PaymentMethod.CASH,
        "paid": True,
        "price_kind": PriceKind.GROSS,
        "lines": (line(price="123"),),
    },
    "split-payment-and-cash-method": {
        "lines": (line(price="20000"),),
        "split_payment": True,
        "cash_accounting": True,
        "supply_date": date(2026, 11, 3),
        "note": "Dziękujemy! " * 40,
        "extra": (("Zamówienie", "PO 4711/2026"),),
    },
    "annex-15": {
        "lines": (line("złom", "10", "2000", unit="t", annex_15=True, gtu="GTU_08"), line()),
        "split_payment": True,
    },
    "discounts-codes-and-terms": {
        "place": "Gdańsk",
        "warehouse_notes": ("WZ/1/2026", "WZ/2/2026"),
        "lines": (
            line(
                "lodówka",
                "20",
                "1000",
                discount=Decimal("2000.50"),
                codes=ItemCodes("aaaa-1", "LOD-20", "5901234123457", "27.51.11.0", "8418 21 91"),
                supply_date=date(2026, 11, 4),
            ),
            line("napój", "7", "3.125", VatRate.SUPER_REDUCED, excise=Decimal("0.35"), gtu="GTU_01"),
            line("bon", "1", "50", procedure=Procedure.VOUCHER, codes=ItemCodes(pkob="1230")),
        ),
        "terms": Terms(
            contracts=(Reference("U/5/2026", date(2026, 1, 2)),),
            orders=(Reference("PO 4711"), Reference(on=date(2026, 10, 1))),
            batch_numbers=("P-1", "P-2"),
            delivery_terms="CIP",
            contractual_rate=Decimal("4.3"),
            contractual_currency="EUR",
        ),
        "annotations": Annotations(related_parties=True, excise_refund=True),
    },
    "period": {"period": Period(date(2026, 10, 1), date(2026, 10, 31)), "lines": (line(unit="mies."),)},
    "foreign-currency": {
        "currency": "EUR",
        "exchange_rate": rate(),
        "lines": (line(price="33.33"), line(price="10.10", rate=VatRate.REDUCED), line(price="5.55")),
    },
    "foreign-currency-gross": {
        "currency": "USD",
        "exchange_rate": rate("3.9101"),
        "price_kind": PriceKind.GROSS,
        "lines": (line(price="99.99"), line(price="10", rate=VatRate.EXEMPT)),
        "exemption": EXEMPTION,
    },
    "margin-of-used-goods": {
        "price_kind": PriceKind.GROSS,
        "lines": (line("samochód używany", price="15000", rate=VatRate.MARGIN, gtu="GTU_07"),),
        "annotations": Annotations(margin=MarginScheme.USED_GOODS, cash_register=True),
    },
    "oss": {
        "buyer": CONSUMER,
        "currency": "EUR",
        "lines": (
            line(price="10", rate=VatRate.OSS, oss_rate=Decimal(19), procedure=Procedure.OSS_FROM_HERE),
            line(price="20", rate=VatRate.OSS, oss_rate=Decimal("5.5")),
        ),
    },
    "taxi": {"lines": (line("przejazd", price="47.30", rate=VatRate.TAXI, unit=None),), "buyer": CONSUMER},
    "triangular": {
        "buyer": GERMAN,
        "lines": (line(rate=VatRate.OUT_OF_SCOPE, procedure=Procedure.TRIANGULAR),),
        "annotations": Annotations(triangular=True, reverse_charge=True),
        "terms": Terms(intermediary=True),
    },
    "self-billing-and-domestic-reverse-charge": {
        "lines": (line(rate=VatRate.REVERSE_CHARGE),),
        "annotations": Annotations(self_billing=True),
    },
    "new-vehicle": {
        "buyer": Buyer(BuyerKind.CONSUMER, "Anna Nová", Address("Dlouhá 1", "11000 Praha", "CZ")),
        "lines": (line("samochód", price="90000", rate=VatRate.ZERO_INTRA_EU),),
        "annotations": Annotations(
            vehicles=(
                NewVehicle(
                    VehicleKind.LAND,
                    date(2026, 10, 1),
                    1,
                    "120 km",
                    "WVWZZZ1JZXW000001",
                    VehicleNumber.VIN,
                    make="Autex",
                    model="mk5",
                    colour="biały",
                    registration_number="GD 12345",
                    production_year="2026",
                    vehicle_type="osobowy",
                ),
            )
        ),
    },
}


SIMPLIFIED = {
    "simplified": {
        "kind": InvoiceKind.SIMPLIFIED,
        "buyer": Buyer(BuyerKind.DOMESTIC, "", None, Nip("5260250274")),
        "price_kind": PriceKind.GROSS,
        "lines": (line("wiertarka", price="450", unit=None),),
        "paid": True,
        "payment_method": PaymentMethod.CARD,
    },
    "simplified-in-euro": {
        "kind": InvoiceKind.SIMPLIFIED,
        "currency": "EUR",
        "exchange_rate": rate(),
        "price_kind": PriceKind.GROSS,
        "lines": (line("wiertarka", price="100"),),
    },
}
