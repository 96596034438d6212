from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft, Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.messages import Channel, Reply
from invoicing.services.records import Company, Person, Received, StoredInvoice
from storage.database import Database, open_database
from storage.secrets import new_key
from tests.twins.books import NewBooks
from tests.twins.by_hand import by_hand  # noqa: F401 - a fixture

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
SELLER = Seller(Nip.parse("5260250274"), "Sprzedawca sp. z o.o.", Address("ul. Prosta 1", "00-001 Warszawa"))
BUYER = Buyer(
    BuyerKind.DOMESTIC, "Klient S.A.", Address("ul. Krzywa 2", "30-001 Kraków"), Nip.parse("1234563218")
)
LINE = Line("konsultacje", Decimal(2), "h", Decimal("200.00"), VatRate.STANDARD)


@pytest.fixture
def url(tmp_path: Path, new_books: NewBooks) -> str:
    """Migrated books of the test's own."""
    return new_books(tmp_path)


@pytest.fixture
def path(url: str) -> Path:
    """The file of books in SQLite."""
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture(scope="session")
def key() -> bytes:
    return new_key()


Opens = Callable[..., Database]


@pytest.fixture
async def opens(url: str, key: bytes) -> AsyncIterator[Opens]:
    """Opens the same file again: another process's view."""
    async with AsyncExitStack() as open_ones:

        def open_one(secret: bytes = key, **options: Any) -> Database:
            database = open_database(url, secret, now=lambda: NOON, **options)
            open_ones.push_async_callback(database.close)
            return database

        yield open_one


@pytest.fixture
def database(opens: Opens) -> Database:
    return opens()


@pytest.fixture
def other(opens: Opens) -> Database:
    return opens()


@pytest.fixture
def noon() -> datetime:
    return NOON


class House:
    """A company with an owner, and what they write."""

    company = Company(UUID(int=1), CompanyProfile(SELLER))
    owner = Person(UUID(int=2), "Anna Nowak")
    buyer = BUYER

    def draft(self, **changes: Any) -> Draft:
        draft = Draft(
            id=uuid4(),
            company_id=self.company.id,
            version=1,
            kind=InvoiceKind.VAT,
            buyer=BUYER,
            lines=(LINE,),
            price_kind=PriceKind.NET,
            due_date=date(2026, 11, 16),
            guessed=frozenset({"due_date", "vat_rate"}),
        )
        return replace(draft, **changes)

    def stored(self, draft: Draft, number: str = "FV/2026/11/1", **changes: Any) -> StoredInvoice:
        invoice = Invoice(
            number,
            InvoiceKind.VAT,
            date(2026, 11, 2),
            SELLER,
            BUYER,
            (LINE,),
            PriceKind.NET,
            extra=(("a", "b"),),
        )
        xml = f"<Faktura>{number}</Faktura>".encode()
        stored = StoredInvoice(
            id=uuid4(),
            company_id=self.company.id,
            draft_id=draft.id,
            invoice=invoice,
            xml=xml,
            sha256=hashlib.sha256(xml).digest(),
            issued_at=NOON,
            issued_by=self.owner.id,
        )
        return replace(stored, **changes)

    async def move_in(self, database: Database) -> None:
        async with database.units() as work:
            await work.companies.add(self.company)
            await work.people.add(self.owner)

    async def issue(self, database: Database, number: str = "FV/2026/11/1", **changes: Any) -> StoredInvoice:
        draft = self.draft()
        stored = self.stored(draft, number, **changes)
        async with database.units() as work:
            await work.drafts.add(draft, self.owner.id)
            await work.invoices.add(stored)
        return stored


@pytest.fixture
async def house(database: Database) -> House:
    house = House()
    await house.move_in(database)
    return house


@pytest.fixture
def spoil() -> Callable[..., Awaitable[None]]:
    """Runs an action in a transaction that then fails with ZeroDivisionError."""

    async def run(database: Database, action: Callable[[Any], Awaitable[object]]) -> None:
        async with database.units() as work:
            await action(work)
            raise ZeroDivisionError

    return run


@pytest.fixture
def update() -> Callable[..., Received]:
    def build(key: str, lane: str = "telegram:1", raw: bytes = b"{}") -> Received:
        return Received(key, Channel.TELEGRAM, lane, raw, NOON)

    return build


@pytest.fixture
def reply() -> Reply:
    return Reply(
        "accepted", {"number": "FV/2026/11/1", "lines": [{"net": "400.00"}], "paid": False, "due": None}
    )
