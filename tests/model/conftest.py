"""Values the model's tests share."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from invoicing.model.company import CompanyProfile, VatExemption, VatStatus
from invoicing.model.invoice import Draft, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.model.workdays import holidays


@pytest.fixture(autouse=True)
def calendar_forgotten():
    """Every test counts holidays anew."""
    holidays.cache_clear()


@pytest.fixture
def seller():
    return Seller(Nip.parse("9990001137"), "Latarnia sp. z o.o.", Address("Portowa 1", "81-350 Gdynia"))


@pytest.fixture
def buyer():
    return Buyer(BuyerKind.DOMESTIC, "Klient S.A.", Address("Prosta 2"), Nip.parse("5260250274"))


@pytest.fixture
def active(seller):
    return CompanyProfile(seller, bank_account="61109010140000071219812874")


@pytest.fixture
def exempt(seller):
    return CompanyProfile(seller, VatStatus.EXEMPT, VatExemption("art. 113 ust. 1 ustawy o VAT"))


@pytest.fixture
def line():
    return Line("konsultacje", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD)


@pytest.fixture
def draft(buyer, line):
    return Draft(
        id=UUID(int=1),
        company_id=UUID(int=2),
        version=1,
        kind=InvoiceKind.VAT,
        buyer=buyer,
        lines=(line,),
        price_kind=PriceKind.NET,
        due_date=date(2026, 12, 4),
    )
