"""What the tests of the room share: a stopped clock, a company, an invoice, a transport that answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import httpx
import pytest

from invoicing.model.invoice import Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate

WARSAW = ZoneInfo("Europe/Warsaw")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=WARSAW)


@dataclass
class StoppedClock:
    """A clock that only moves when told."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Answering:
    """The far end of an httpx client: answers by a function, remembers what was asked."""

    answer: Callable[[httpx.Request], httpx.Response]
    asked: list[httpx.Request] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0)
            return self.answer(request)
        finally:
            self.at_once -= 1

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self))


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def answering() -> type[Answering]:
    return Answering


SELLER = Seller(
    nip=Nip("5265877635"),
    name="Latarnia Morska sp. z o.o.",
    address=Address("ul. Portowa 1/2", "80-001 Gdańsk"),
    email="biuro@latarnia.example",
    phone="+48 500 600 700",
)
BUYER = Buyer(
    kind=BuyerKind.DOMESTIC,
    name="Klient & Synowie <S.A.>",
    address=Address("ul. Polna 2", "30-001 Kraków"),
    nip=Nip("5260250274"),
)


@pytest.fixture
def invoice() -> Invoice:
    """Two hours of advice at 200 zł net: 400.00 + 92.00 = 492.00."""
    return Invoice(
        number="FV/2026/11/7",
        kind=InvoiceKind.VAT,
        issue_date=date(2026, 11, 20),
        seller=SELLER,
        buyer=BUYER,
        lines=(Line("konsultacje", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD),),
        price_kind=PriceKind.NET,
        due_date=date(2026, 12, 4),
        bank_account="96 9990 0012 0000 0000 0000 0001",
    )
