"""Who sells, who buys, and short words for lines, rates of exchange and KSeF numbers."""

from datetime import date
from decimal import Decimal

from invoicing.model.company import VatExemption
from invoicing.model.invoice import Line
from invoicing.model.ksef_number import crc8
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.model.terms import ExchangeRate
from invoicing.model.vat import VatRate

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
MUNICIPALITY = Buyer(BuyerKind.JST, "Gmina Nadmorska", ADDRESS, Nip("5260250274"), local_government_unit=True)
GROUP = Buyer(BuyerKind.VAT_GROUP, "Grupa VAT Port", ADDRESS, Nip("5260250274"), vat_group=True)
