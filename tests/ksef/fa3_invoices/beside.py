"""Everybody whom an invoice may name, and every way to pay it."""

from datetime import date
from decimal import Decimal

from invoicing.model.invoice import PaymentMethod
from invoicing.model.party import Address, Buyer, BuyerKind, Contact, Nip, Seller, TaxpayerStatus
from invoicing.model.payment import Account, BankOwn, CashDiscount, Due, PartPayment, Payment
from invoicing.model.terms import Adjustment, Footer, Register
from invoicing.model.third_party import AuthorizedEntity, AuthorizedRole, ThirdParty, ThirdPartyRole
from invoicing.model.vat import VatRate
from tests.ksef.fa3_invoices.told import ADDRESS, GROUP, MUNICIPALITY, NRB, SWISS, line

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
            ThirdParty(
                "Jan Nowak",
                role_description="kierowca",
                phone="500 600 702",
                eori="PL1",
                correspondence_address=Address("skr. poczt. 8"),
                correction_key="N2",
            ),
        ),
        "authorized_entity": AuthorizedEntity(
            Nip("9990001137"),
            "Komornik Sądowy",
            ADDRESS,
            AuthorizedRole.BAILIFF,
            email="k@komornik.example",
            eori="PL9",
            correspondence_address=Address("skr. poczt. 9"),
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
