"""What the tests of the room share: a stopped clock, a company, an invoice, a transport that answers."""

import asyncio
import hashlib
import itertools
import shutil
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from invoicing.model.invoice import Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.ksef_ports import Pending
from ksef.contexts import Context
from ksef.counters import Counters
from ksef.credentials import CertificateCredentials, KsefCredentials
from ksef.environments import KsefSettings
from ksef.fa3.writer import Fa3Writer
from ksef.gateway import KsefGatewayOverHttp
from ksef.lighthouse import LighthouseClient
from ksef.registers import TaxpayerRegisterClient
from sandbox.ksef import KsefApi
from sandbox.lighthouse import Lighthouse
from sandbox.taxpayer_register import TaxpayerRegister
from sandbox.world import World
from storage.database import migrate, open_database

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


# --- KSeF, played by the simulator over HTTP ---

QUICK = {"status_delay": 0.02, "auth_delay": 0.01, "storage_delay": 0.01}
COMPANY = UUID(int=1)


@asynccontextmanager
async def served(app: web.Application):
    """The address of an application on a free port of the loopback."""
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@dataclass
class WorldClock:
    """The clock of the world, as our code sees it."""

    world: World

    def now(self) -> datetime:
        return self.world.clock.now().astimezone(WARSAW)

    def today(self) -> date:
        return self.now().date()


def certificate_for(nip: str, key, *, days: int = 700, start: datetime = NOON) -> bytes:
    """A self-signed seal of a company, PEM."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "PL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Latarnia, Morska"),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"VATPL-{nip}"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Latarnia Morska"),
        ]
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start - timedelta(days=1))
    certificate = builder.not_valid_after(start + timedelta(days=days)).sign(key, hashes.SHA256())
    return certificate.public_bytes(Encoding.PEM)


def certificate_credentials(
    nip: str = "5265877635", key=None, start: datetime = NOON
) -> CertificateCredentials:
    key = key or ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return CertificateCredentials(Context.of(Nip(nip)), certificate_for(nip, key, start=start), pem)


@dataclass
class KsefWorld:
    """A simulator, a gateway that talks to it, and the requests that went over the wire."""

    world: World
    api: KsefApi
    clock: WorldClock
    gateway: KsefGatewayOverHttp
    counters: Counters
    credentials: dict[UUID, KsefCredentials]
    requests: list[str]

    async def settled(self, reference, xml: bytes, company: UUID = COMPANY):
        """Ask until KSeF has made up its mind."""
        digest = hashlib.sha256(xml).digest()
        async with asyncio.timeout(60):
            while True:
                outcome = await self.gateway.outcome(company, reference, digest)
                if not isinstance(outcome, Pending):
                    return outcome
                await asyncio.sleep(0.01)

    async def page(self, link: str) -> str:
        """What a browser would get behind a link."""
        async with httpx.AsyncClient() as browser:
            return (await browser.get(link)).text

    def count(self, ending: str) -> int:
        return sum(request.endswith(ending) for request in self.requests)


@pytest.fixture
def patience() -> float:
    """Seconds after which silence is silence: more than a busy machine keeps anybody waiting."""
    return 10.0


@pytest.fixture(params=["test"])
async def ksef(request, patience):
    world = World()
    world.clock.set(NOON)
    api = KsefApi(world, profile=request.param)
    api.set_state(faults=QUICK)
    requests: list[str] = []

    async def remember(request: httpx.Request) -> None:
        requests.append(f"{request.method} {request.url.path}")

    known: dict[UUID, KsefCredentials] = {COMPANY: certificate_credentials()}

    async def credentials(company: UUID) -> KsefCredentials:
        return known[company]

    async with served(api.app()) as url, httpx.AsyncClient(event_hooks={"request": [remember]}) as http:
        api.base_url = url
        clock = WorldClock(world)
        settings = KsefSettings(api=f"{url}/v2", timeout=patience, login_poll=0.05)
        counters = Counters(http, settings, clock, credentials)
        gateway = KsefGatewayOverHttp(counters)
        yield KsefWorld(world, api, clock, gateway, counters, known, requests)


@pytest.fixture
def xml(invoice) -> bytes:
    return Fa3Writer()(invoice, NOON)


@pytest.fixture
def company() -> UUID:
    return COMPANY


@pytest.fixture
def make_credentials():
    return certificate_credentials


@pytest.fixture
async def lighthouse():
    """The stand-in of the lighthouse, and our client that looks at it."""
    world = World()
    world.clock.set(NOON)
    stand_in = Lighthouse(world)
    async with served(stand_in.app()) as url, httpx.AsyncClient() as http:
        yield stand_in, LighthouseClient(http, url), world


@pytest.fixture
async def register():
    """Our client of the register, asking its stand-in."""
    world = World()
    world.clock.set(NOON)
    stand_in = TaxpayerRegister(world)
    async with served(stand_in.app()) as url, httpx.AsyncClient() as http:
        yield TaxpayerRegisterClient(http, url, WorldClock(world))


# --- the books in which calls are counted ---


@pytest.fixture(scope="session")
def fresh_books(tmp_path_factory) -> Callable[[], str]:
    """Each call gives the address of migrated books without rows."""
    folder, numbers = tmp_path_factory.mktemp("books"), itertools.count()
    asyncio.run(migrate(f"sqlite:///{folder}/empty.sqlite3"))
    return lambda: f"sqlite:///{shutil.copy(folder / 'empty.sqlite3', folder / f'{next(numbers)}.sqlite3')}"


@pytest.fixture
def books(fresh_books) -> str:
    return fresh_books()


async def _opened(books):
    database = open_database(books, bytes(32))
    yield database
    await database.close()


database = pytest.fixture(_opened)
reopened = pytest.fixture(_opened)  # the same books as another process sees them
