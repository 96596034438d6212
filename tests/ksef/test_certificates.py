"""Certificates from KSeF: asked for once, kept encrypted, found again after a crash, and never used for the other purpose."""

import asyncio
import json
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.ways_in import WaysIn
from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.services.access.certificates import (
    WALLET,
    AuthCertificate,
    CertificateType,
    OfflineCertificate,
    Wallet,
    held,
    keep_wallet,
    wallet_of,
)
from invoicing.services.access.enrolling import LOST_AFTER, Enrol
from invoicing.services.access.token_names import TOKEN
from invoicing.services.companies import AddCompany
from ksef.certificates import CertificateOfficeOverHttp
from ksef.counters import Counters
from ksef.environments import KsefSettings
from storage.database import migrate, open_database
from storage.secrets import new_key

SEAL = "A" * 40
AUTH, OFFLINE = CertificateType.AUTHENTICATION, CertificateType.OFFLINE


@dataclass
class Lossy:
    """Loses the answer to the next call of a path, after KSeF has acted."""

    lost: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, answer: httpx.Response) -> None:
        await answer.aread()
        path = answer.request.url.path.removeprefix("/v2")
        self.asked.append(path)
        if path in self.lost:
            self.lost.remove(path)
            raise httpx.ReadTimeout("lost")

    async def nap(self, seconds: float) -> None:
        """Let KSeF work, in real time, whatever we asked for."""
        await asyncio.sleep(0.005)


@pytest.fixture(scope="session")
def empty_books(tmp_path_factory) -> Path:
    """A new database, to be copied."""
    file = tmp_path_factory.mktemp("new") / "books.sqlite3"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture
async def books(empty_books, tmp_path):
    file = shutil.copy(empty_books, tmp_path / "books.sqlite3")
    database = open_database(f"sqlite+aiosqlite:///{file}", new_key())
    yield database
    await database.close()


@dataclass
class House:
    """A company with a seal before the simulator; `again` is what a new process would build from the same books."""

    ksef: object
    books: object
    company: object
    lossy: Lossy
    http: httpx.AsyncClient

    def again(self) -> Enrol:
        clock = self.ksef.clock
        settings = KsefSettings(api=f"{self.ksef.api.base_url}/v2", timeout=10, login_poll=0.05)
        self.counters = Counters(self.http, settings, clock, WaysIn(self.books, clock).signed)
        self.office = CertificateOfficeOverHttp(self.counters)
        return Enrol(self.books.units, clock, self.office, self.lossy.nap)

    async def wallet(self) -> Wallet:
        async with self.books.units.reading() as work:
            return await wallet_of(work, self.company.id)

    async def put(self, name: str, value: bytes) -> None:
        async with self.books.units() as work:
            await work.companies.put_secret(self.company.id, name, value)

    def issued(self, kind: CertificateType) -> list:
        """What KSeF has issued of a type, whoever knows of it."""
        return [one for one in self.ksef.api._office.authority._issued.values() if one.kind == kind]


def seal_wallet(credentials, now) -> bytes:
    seal = held(
        AUTH,
        serial=SEAL,
        name="seal",
        valid_from=now - timedelta(days=1),
        valid_to=now + timedelta(days=700),
        certificate=credentials.certificate,
        key=credentials.key,
    )
    return Wallet((seal,)).written()


@pytest.fixture
async def house(ksef, books, invoice, make_credentials):
    lossy = Lossy()
    access = {WALLET: seal_wallet(make_credentials(), ksef.clock.now())}
    company = await AddCompany(books.units, ksef.clock)(CompanyProfile(invoice.seller), access)
    async with httpx.AsyncClient(event_hooks={"response": [lossy]}) as http:
        yield House(ksef, books, company, lossy, http)


@pytest.fixture
def enrol(house):
    return house.again()


@pytest.mark.parametrize(("kind", "cls"), [(AUTH, AuthCertificate), (OFFLINE, OfflineCertificate)])
async def test_a_certificate_comes_into_the_wallet_with_a_key_made_here(house, enrol, kind, cls):
    got = await enrol(house.company.id, kind)

    wallet = await house.wallet()
    [issued] = house.issued(kind)
    assert type(got) is cls
    assert wallet.get(issued.serial) == got
    assert wallet.enrolments == ()
    key = load_pem_private_key(got.key, None)
    assert isinstance(key.curve, ec.SECP256R1)
    assert x509.load_pem_x509_certificate(got.certificate).public_key() == key.public_key()


async def test_a_company_logs_in_with_the_certificate_it_got(house, enrol):
    got = await enrol(house.company.id, AUTH)

    await house.put(WALLET, (await house.wallet()).without(SEAL).written())
    credentials = await WaysIn(house.books, house.ksef.clock).usual(house.company.id)
    house.again()

    assert credentials.certificate == got.certificate
    assert (await house.counters.of(house.company.id).reading.json("GET", "/certificates/limits"))[
        "canRequest"
    ]


async def test_the_newest_certificate_logs_in_though_an_older_one_lasts_longer(house, enrol):
    house.ksef.world.clock.advance(60)
    got = await enrol(house.company.id, AUTH)
    house.ksef.world.clock.advance(60)
    long = held(
        AUTH, serial="B" * 40, name="old seal", valid_from=got.valid_from - timedelta(days=9),
        valid_to=got.valid_to + timedelta(days=9000), certificate=b"x", key=b"x",
    )  # fmt: skip

    assert (await house.wallet()).adding(long).auth_certificate(house.ksef.clock.now()) == got


async def test_an_offline_certificate_is_no_way_in(house, enrol):
    await enrol(house.company.id, OFFLINE)
    await house.put(WALLET, (await house.wallet()).without(SEAL).written())

    with pytest.raises(Refused, match="access-missing"):
        await WaysIn(house.books, house.ksef.clock).usual(house.company.id)


async def test_an_auth_certificate_never_signs_codes(house, enrol):
    await enrol(house.company.id, AUTH)

    assert (await house.wallet()).offline_certificate(house.ksef.clock.now()) is None


@pytest.mark.broken_ksef("the answer is lost")
@pytest.mark.parametrize("kind", [AUTH, OFFLINE])
async def test_an_enrolment_whose_answer_was_lost_is_found_again_by_its_name(house, enrol, kind):
    house.lossy.lost.append("/certificates/enrollments")
    with pytest.raises(Unavailable):
        await enrol(house.company.id, kind)
    noted = (await house.wallet()).enrolments

    got = await house.again()(house.company.id, kind)

    [issued] = house.issued(kind)
    assert issued.serial == got.serial
    assert got.key == noted[0].key
    assert (await house.wallet()).enrolments == ()


class DiedError(Exception):
    """The process is gone."""


NOTED, ASKED, STORED = 1, 2, 3
"""What the three transactions of an enrolment write."""


@pytest.mark.parametrize("fatal", [NOTED, ASKED, STORED])
async def test_a_process_may_die_at_any_writing_and_one_certificate_comes_of_it(house, fatal):
    """Dies right before the nth transaction commits; the next process has nothing but the books."""
    commits = 0
    units = house.books.units

    class Dying:
        def reading(self):
            return units.reading()

        def __call__(self):
            return _Dying()

    class _Dying:
        async def __aenter__(self):
            self.inner = units()
            return await self.inner.__aenter__()

        async def __aexit__(self, *error):
            nonlocal commits
            commits += 1
            if commits == fatal:
                died = DiedError()
                await self.inner.__aexit__(DiedError, died, None)
                raise died
            return await self.inner.__aexit__(*error)

    house.again()
    mortal = Enrol(Dying(), house.ksef.clock, house.office, house.lossy.nap)
    with pytest.raises(DiedError):
        await mortal(house.company.id, OFFLINE)
    house.lossy.asked.clear()
    got = await house.again()(house.company.id, OFFLINE)

    assert got in (await house.wallet()).certificates
    assert ("/certificates/query" in house.lossy.asked) == (fatal == ASKED)  # else its reference is known
    assert len(house.issued(OFFLINE)) == 1
    assert (await house.wallet()).enrolments == ()


async def test_a_request_that_never_arrived_is_sent_again_only_after_a_quarter_of_an_hour(house, enrol):
    fresh, _ = await enrol._noted(house.company.id, OFFLINE)  # the process died right after writing it down

    with pytest.raises(Unavailable, match="ksef-enrolment-lost"):
        await house.again()(house.company.id, OFFLINE)
    assert house.issued(OFFLINE) == []
    house.ksef.world.clock.advance(LOST_AFTER.total_seconds())
    got = await house.again()(house.company.id, OFFLINE)

    assert (got.name, got.key) == (fresh.name, fresh.key)
    assert len(house.issued(OFFLINE)) == 1


async def test_two_processes_at_once_get_one_certificate(house, enrol):
    first, second = await asyncio.gather(
        enrol(house.company.id, OFFLINE), Enrol(
            house.books.units, house.ksef.clock, house.office, house.lossy.nap
        )(house.company.id, OFFLINE),
    )  # fmt: skip

    assert first.serial == second.serial
    assert len(house.issued(OFFLINE)) == 1
    assert len((await house.wallet()).certificates) == 2  # the seal and this one


async def test_a_company_with_a_token_only_is_told_to_sign(house):
    await house.put(WALLET, Wallet().written())
    await house.put(TOKEN, house.ksef.api.add_token("5265877635").encode())

    with pytest.raises(Refused, match="ksef-needs-signature"):
        await house.again()(house.company.id, OFFLINE)


async def test_ksef_itself_refuses_a_token_and_the_key_is_destroyed(house):
    await house.put(WALLET, Wallet().written())
    await house.put(TOKEN, house.ksef.api.add_token("5265877635").encode())
    house.again()
    counters = Counters(
        house.http,
        KsefSettings(api=f"{house.ksef.api.base_url}/v2", login_poll=0.05),
        house.ksef.clock,
        WaysIn(house.books, house.ksef.clock).usual,
    )
    enrol = Enrol(house.books.units, house.ksef.clock, CertificateOfficeOverHttp(counters), house.lossy.nap)

    with pytest.raises(Refused, match="ksef-needs-signature"):
        await enrol(house.company.id, OFFLINE)

    assert (await house.wallet()).enrolments == ()


async def test_beyond_the_limit_nothing_is_asked_for(house, enrol):
    counters = house.counters
    await counters.of(house.company.id).access.authorized(
        lambda token: counters.of(house.company.id).client.call(
            "POST",
            "/testdata/limits/subject/certificate",
            token=token,
            body={"subjectIdentifierType": "Nip", "certificate": {"maxCertificates": 0}},
        )
    )

    with pytest.raises(Refused, match="ksef-enrolment-limit"):
        await enrol(house.company.id, OFFLINE)

    assert (await house.wallet()).enrolments == ()
    assert house.issued(OFFLINE) == []
    assert "/certificates/enrollments" not in house.lossy.asked


async def test_certificates_are_listed_over_pages_and_found_by_name(house, enrol):
    got = await enrol(house.company.id, OFFLINE)
    await enrol(house.company.id, AUTH)

    every = await house.office.listed(house.company.id)
    [named] = await house.office.listed(house.company.id, got.name)

    assert {one.type for one in every} == {AUTH, OFFLINE}
    assert (named.serial, named.status) == (got.serial, "Active")
    assert named.valid_to == got.valid_to


async def test_more_than_a_page_of_certificates_is_read_to_its_end(house, enrol):
    key = ec.generate_private_key(ec.SECP256R1())
    for _ in range(52):
        house.ksef.api.issue_certificate("5265877635", "Offline", key.public_key())

    assert len(await house.office.listed(house.company.id)) == 52


async def test_revoking_ends_it_at_ksef_and_destroys_the_key(house, enrol):
    got = await enrol(house.company.id, OFFLINE)

    await enrol.revoke(house.company.id, got.serial, "Superseded")
    await enrol.revoke(house.company.id, got.serial, "Superseded")  # the answer was lost, say

    [issued] = house.issued(OFFLINE)
    assert issued.state in {"Blocked", "Revoked"}
    assert (await house.wallet()).get(got.serial) is None


async def test_a_certificate_of_nobody_cannot_be_revoked(house, enrol):
    with pytest.raises(Refused, match="ksef-certificate-unknown"):
        await enrol.revoke(house.company.id, "0" * 16)


async def test_an_expired_certificate_is_left_as_it_is(house, enrol, make_credentials):
    got = await enrol(house.company.id, OFFLINE)
    house.ksef.world.clock.set(got.valid_to + timedelta(days=1))
    now = house.ksef.clock.now()
    await house.put(WALLET, seal_wallet(make_credentials(start=now), now))

    with pytest.raises(Refused, match="ksef-certificate-fixed"):
        await house.again().revoke(house.company.id, got.serial)


async def test_a_revoked_certificate_lets_nobody_in(house, enrol):
    got = await enrol(house.company.id, AUTH)
    await house.put(WALLET, (await house.wallet()).without(SEAL).written())
    house.ksef.api.revoke_certificate(got.serial)
    house.again()

    with pytest.raises(Refused) as refusal:
        await house.counters.of(house.company.id).reading.json("GET", "/certificates/limits")

    assert refusal.value.reason == "ksef-login-refused-certificate"


async def test_another_certificate_than_the_one_asked_for_is_not_kept(house, enrol):
    got = await enrol(house.company.id, OFFLINE)
    async with house.books.units() as work:
        wallet = (await wallet_of(work, house.company.id)).without(got.serial)
        await keep_wallet(work, house.company.id, wallet)
    strange = ec.generate_private_key(ec.SECP256R1())
    theirs = house.ksef.api.issue_certificate("5265877635", "Offline", strange.public_key())
    noted, _ = await enrol._noted(house.company.id, OFFLINE)

    with pytest.raises(Misunderstood, match="ksef-enrolment-other"):
        await house.office.fetch(house.company.id, f"{theirs.serial_number:016X}", noted)


async def test_nothing_of_the_wallet_shows_a_key(house, enrol, tmp_path):
    got = await enrol(house.company.id, OFFLINE)

    secret = got.key.split(b"\n")[1]
    wallet = await house.wallet()
    assert secret.decode() not in repr(wallet) + repr(got) + str(got)
    assert "PRIVATE" not in repr(wallet)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert secret not in on_disk
    assert got.serial.encode() in on_disk  # the history names the certificate


async def test_a_wallet_survives_being_written_and_read(house, enrol):
    await enrol(house.company.id, OFFLINE)
    await enrol._noted(house.company.id, AUTH)
    wallet = await house.wallet()

    assert Wallet.read(wallet.written()) == wallet
    assert json.loads(wallet.written())["certificates"][0]["type"] == "Authentication"
    assert Wallet.read(None) == Wallet.read(b"") == Wallet()
