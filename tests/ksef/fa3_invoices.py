"""Invoices of every kind a small company issues, told as what differs from two hours of advice."""

from datetime import date
from decimal import Decimal

from invoicing.model.advance import AdvanceInvoice, AdvancePayment, Order
from invoicing.model.annotations import Annotations, MarginScheme, NewVehicle, VehicleKind, VehicleNumber
from invoicing.model.company import VatExemption
from invoicing.model.content import Content
from invoicing.model.correction import Correction, CorrectionEffect, Original
from invoicing.model.invoice import Line, PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.ksef_number import crc8
from invoicing.model.line import ItemCodes, Procedure
from invoicing.model.party import Address, Buyer, BuyerKind, Contact, Nip, Seller, TaxpayerStatus
from invoicing.model.payment import Account, BankOwn, CashDiscount, Due, PartPayment, Payment
from invoicing.model.terms import Adjustment, ExchangeRate, Footer, Period, Reference, Register, Terms
from invoicing.model.third_party import AuthorizedEntity, AuthorizedRole, ThirdParty, ThirdPartyRole
from invoicing.model.vat import PriceKind, RateTotal, Totals, VatRate, advance_totals

NRB = "96 9990 0012 0000 0000 0000 0001"
ADDRESS = Address("ul. Polna 2", "30-001 Kraków")
OF_THE_UNION = frozenset({VatRate.ZERO_INTRA_EU, VatRate.OUT_OF_SCOPE_EU_SERVICES})


def ksef_number(ordinal: int, nip: str = "5265877635") -> str:
    head = f"{nip}-20261103-{ordinal:012X}"
    return f"{head}-{crc8(head.encode()):02X}"


def line(name="usługa", quantity="1", price="100", rate=VatRate.STANDARD, unit="szt.", **more):
    return Line(name, Decimal(quantity), unit, Decimal(price), rate, **more)


def rate(value="4.2743", day=19, source="223/A/NBP/2026"):
    return ExchangeRate(Decimal(value), date(2026, 11, day), source)


EXEMPTION = VatExemption("art. 113 ust. 1 ustawy")
GERMAN = Buyer(
    BuyerKind.EU, "EFG GmbH", Address("Blümchenstraße 1", "10999 Berlin", "DE"), eu_vat_number="DE999999999"
)
CONSUMER = Buyer(BuyerKind.CONSUMER, "Jan Kowalski", Address("ul. Polna 1", "00-001 Warszawa"))
SWISS = Buyer(
    BuyerKind.NON_EU,
    "Uhren AG",
    Address("Bahnhofstrasse 1", "8001 Zürich", "CH"),
    foreign_id="CHE-123.456.788",
    foreign_country="CH",
    customer_number="K-7",
    email="biuro@uhren.example",
    phone="+41 44 000 00 00",
)
CLIENT = Buyer(BuyerKind.DOMESTIC, "Klient & Synowie <S.A.>", ADDRESS, Nip("5260250274"))
MUNICIPALITY = Buyer(BuyerKind.JST, "Gmina Nadmorska", ADDRESS, Nip("5260250274"), local_government_unit=True)
GROUP = Buyer(BuyerKind.VAT_GROUP, "Grupa VAT Port", ADDRESS, Nip("5260250274"), vat_group=True)

# --- plain invoices ---

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
                    production_year="2026",
                    vehicle_type="osobowy",
                ),
            )
        ),
    },
}

# --- parties ---

FULL_SELLER = Seller(
    Nip("5265877635"),
    "Latarnia Morska sp. z o.o.",
    Address("ul. Portowa 1/2", "80-001 Gdańsk", gln="5901234123457"),
    email="biuro@latarnia.example",
    phone="+48 500 600 700",
    eori="PL526587763500000",
    correspondence_address=Address("skr. poczt. 7", "80-001 Gdańsk"),
    contacts=(Contact(phone="+48 58 000 00 00"), Contact("serwis@latarnia.example")),
    status=TaxpayerStatus.RESTRUCTURING,
)
PARTIES = {
    "everybody": {
        "seller": FULL_SELLER,
        "buyer": Buyer(
            BuyerKind.DOMESTIC,
            "Klient S.A.",
            ADDRESS,
            Nip("5260250274"),
            email="biuro@klient.example",
            phone="500 600 701",
            eori="PL526025027400000",
            customer_number="K/1",
            correspondence_address=Address("ul. Leśna 3", "30-002 Kraków"),
            contacts=(Contact("ksiegowosc@klient.example"),),
        ),
        "third_parties": (
            ThirdParty(
                "Bank Faktoring",
                ThirdPartyRole.FACTOR,
                address=ADDRESS,
                nip=Nip("1111111111"),
                email="f@bank.example",
            ),
            ThirdParty("Oddział", ThirdPartyRole.RECIPIENT, internal_id="5260250274-00001"),
            ThirdParty(
                "Wspólnik", ThirdPartyRole.ADDITIONAL_BUYER, nip=Nip("7010416384"), share=Decimal("33.5")
            ),
            ThirdParty("Payer GmbH", ThirdPartyRole.PAYER, eu_vat_number="DE 999999999", customer_number="7"),
            ThirdParty("Payer Ltd", ThirdPartyRole.PAYER, foreign_id="GB-1", foreign_country="GB"),
            ThirdParty("Jan Nowak", role_description="kierowca", phone="500 600 702", eori="PL1"),
        ),
        "authorized_entity": AuthorizedEntity(
            Nip("9990001137"),
            "Komornik Sądowy",
            ADDRESS,
            AuthorizedRole.BAILIFF,
            email="k@komornik.example",
            eori="PL9",
        ),
        "payment": Payment(
            factor_accounts=(Account(NRB, "ABCDPLPW", "Bank", "PLN", BankOwn.COLLECTED_BY_BANK),)
        ),
    },
    "local-government": {
        "buyer": MUNICIPALITY,
        "third_parties": (
            ThirdParty("Szkoła nr 1", ThirdPartyRole.LOCAL_GOVERNMENT_RECIPIENT, nip=Nip("1111111111")),
        ),
    },
    "vat-group": {
        "buyer": GROUP,
        "third_parties": (
            ThirdParty("Port sp. z o.o.", ThirdPartyRole.VAT_GROUP_RECIPIENT, nip=Nip("1111111111")),
        ),
    },
    "buyer-of-another-register": {"buyer": SWISS, "lines": (line(rate=VatRate.ZERO_EXPORT),)},
}

# --- payment ---

PAYMENTS = {
    "paid-in-part": {
        "payment": Payment(
            parts=(
                PartPayment(Decimal("92.00"), date(2026, 11, 3), PaymentMethod.CARD),
                PartPayment(Decimal("100.00"), date(2026, 11, 10)),
            ),
            due=(Due(date(2026, 12, 18)), Due(count=60, unit="dni", event="odbiór towaru")),
            cash_discount=CashDiscount("zapłata w 3 dni", "2%"),
            accounts=(Account("DE89 3704 0044 0532 0130 00", "COBADEFF", "Commerz", "EUR"),),
        ),
    },
    "paid-in-parts-to-the-end": {
        "paid": True,
        "payment": Payment(parts=(PartPayment(Decimal("492.00"), date(2026, 11, 3), PaymentMethod.MOBILE),)),
    },
    "paid-before-with-a-link": {
        "paid": True,
        "payment": Payment(
            paid_on=date(2026, 11, 3),
            other_method="kompensata",
            link="https://pay.example.pl/p?IPKSeF=123abcDEF4567&x=1",
            ksef_payment_id="123abcDEF4567",
        ),
    },
    "deposit-and-overpayment": {
        "charges": (
            Adjustment(Decimal("5.00"), "Kaucja 10 x 0,50 zł"),
            Adjustment(Decimal("0.50"), "Kaucja"),
        ),
        "deductions": (Adjustment(Decimal("92.50"), "Nadpłata"),),
        "footer": Footer(
            ("Kapitał zakładowy 5 000 zł\nopłacony w całości", "Dziękujemy"),
            (Register("Latarnia Morska sp. z o.o.", "0000123456", "123456785", "000012345"),),
        ),
    },
}

PAYMENTS |= {
    "more-to-give-back-than-to-pay": {
        "payment_method": PaymentMethod.CARD,
        "deductions": (Adjustment(Decimal("1000.00"), "Nadpłata"),),
    }
}

# --- payments before the supply ---

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

# --- corrections ---

ORIGINAL = Original("FV/2026/11/1", date(2026, 11, 3), ksef_number(7))
SOLD = (line("lodówka", price="1626.01"), line("dostawa", "2", "50", VatRate.REDUCED))


def correcting(before=None, lines=(), price_kind=PriceKind.NET, **more):
    state = None if before is None else Content(tuple(before), price_kind)
    named = {"originals": (ORIGINAL,), "reason": "rabat", "effect": CorrectionEffect.CORRECTION_DATE} | more
    return {
        "kind": InvoiceKind.CORRECTING,
        "number": "KOR/2026/11/1",
        "lines": tuple(lines),
        "price_kind": price_kind,
        "correction": Correction(before=state, **named),
        "due_date": None,
    }


CORRECTIONS = {
    "correction-of-a-price": correcting(SOLD, (line("lodówka", price="1463.41"), SOLD[1])),
    "correction-of-a-rate-and-a-new-row": correcting(
        SOLD,
        (*SOLD[:1], line("dostawa", "2", "50"), line("montaż", price="30")),
        PriceKind.GROSS,
        effect=CorrectionEffect.ORIGINAL_DATE,
    ),
    "correction-to-zero": correcting(SOLD, [each.cancelled for each in SOLD], reason="błędny NIP nabywcy"),
    "correction-by-differences": correcting(None, (line("lodówka", "-1", "1626.01"),)),
    "correction-of-an-exempt-sale": correcting(
        [line(rate=VatRate.EXEMPT)], [line(price="80", rate=VatRate.EXEMPT)]
    )
    | {"exemption": EXEMPTION},
    "correction-of-the-buyer-s-name": correcting(
        SOLD,
        SOLD,
        reason="nazwa nabywcy",
        originals=(Original("FV/2025/9", date(2025, 9, 3)),),
        buyers_before=(
            Buyer(
                BuyerKind.DOMESTIC,
                "Klijent S.A.",
                Address("ul. Polna 22"),
                Nip("5260250274"),
                correction_key="N1",
            ),
        ),
    )
    | {"buyer": Buyer(BuyerKind.DOMESTIC, "Klient S.A.", ADDRESS, Nip("5260250274"), correction_key="N1")},
    "correction-of-the-seller-and-the-number": correcting(
        seller_before=Seller(Nip("5265877635"), "Latarnia sp. z o.o.", Address("ul. Portowa 3")),
        right_number="FV/2026/11/01",
        effect=None,
    ),
    "discount-for-half-a-year": correcting(
        originals=tuple(
            Original(f"FV/2026/{month}/1", date(2026, month, 15), ksef_number(month)) for month in range(1, 7)
        ),
        period="pierwsze półrocze 2026",
        difference=Totals((RateTotal.of(VatRate.STANDARD, Decimal(-50000), PriceKind.GROSS),)),
        reason="rabat za poziom zakupów",
    ),
    "correction-in-another-currency": correcting(SOLD, (line("lodówka", price="1463.41"), SOLD[1]))
    | {
        "currency": "EUR",
        "exchange_rate": rate(),
        "correction": Correction((ORIGINAL,), before=Content(SOLD, exchange_rate=rate()), reason="rabat"),
    },
    "correction-of-a-rate-of-exchange": correcting(SOLD, SOLD)
    | {
        "currency": "EUR",
        "exchange_rate": rate(),
        "correction": Correction(
            (ORIGINAL,), before=Content(SOLD, exchange_rate=rate("4.4")), reason="kurs waluty"
        ),
    },
    "correction-of-a-margin": correcting(
        [line("zegar", price="900", rate=VatRate.MARGIN)],
        [line("zegar", price="850", rate=VatRate.MARGIN)],
        PriceKind.GROSS,
    )
    | {"annotations": Annotations(margin=MarginScheme.ANTIQUES)},
    "correction-of-an-advance": correcting(
        of=InvoiceKind.ADVANCE, originals=(Original("ZAL/1", date(2026, 11, 3), ksef_number(7)),)
    )
    | {
        "order": FLAT,
        "advance_payments": (advance("30000.00"),),
        "correction": Correction(
            (Original("ZAL/1", date(2026, 11, 3), ksef_number(7)),),
            InvoiceKind.ADVANCE,
            Content(order=FLAT, advance_payments=(advance("20000.00"),)),
            reason="kwota zadatku",
            effect=CorrectionEffect.ORIGINAL_DATE,
        ),
    },
    "correction-of-several-advances-in-euro": correcting()
    | {
        "currency": "EUR",
        "order": SHOP,
        "advance_payments": (
            advance("500.00", exchange_rate=rate()),
            advance("50.00", 5, exchange_rate=rate("4.3")),
        ),
        "correction": Correction(
            (Original("ZAL/1", date(2026, 11, 9), ksef_number(7)),),
            InvoiceKind.ADVANCE,
            Content(
                order=SHOP,
                advance_payments=(
                    advance("500.00", exchange_rate=rate()),
                    advance("100.00", 5, exchange_rate=rate("4.3")),
                ),
            ),
        ),
    },
    "correction-of-a-settlement": correcting()
    | {
        "lines": FLAT.lines,
        "advance_invoices": (advance_invoice("20000.00", ksef_number=ksef_number(1)),),
        "correction": Correction(
            (Original("ROZ/1", date(2026, 11, 3), ksef_number(7)),),
            InvoiceKind.SETTLEMENT,
            Content(FLAT.lines, advance_invoices=(advance_invoice("27635.00", ksef_number=ksef_number(1)),)),
            reason="kwota pozostała do zapłaty",
        ),
    },
}

VARIANTS = PLAIN | PARTIES | PAYMENTS | ADVANCES | SIMPLIFIED | CORRECTIONS
CLIENTS = (CLIENT, GERMAN, CONSUMER, SWISS)
