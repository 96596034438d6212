"""A house whose one-time page is served on a port of the loopback, and files such as KSeF gives."""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from app.handed_in import ReadHanded
from invoicing.services.access.handing_in import HandIn
from tests.services.conftest import bare_house, house, url  # noqa: F401 - used by their names
from tests.services.house import PUBLIC
from web.hand_in_page import add_hand_in_page
from web.server import Server, health_app

OURS = "5265877635"


@dataclass
class Files:
    """A certificate with its key, made now."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, password: bytes | None = None) -> bytes:
        lock = BestAvailableEncryption(password) if password else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)

    def bundle(self, password: bytes) -> bytes:
        lock = BestAvailableEncryption(password)
        return pkcs12.serialize_key_and_certificates(b"x", self.key, self.certificate, None, lock)


@pytest.fixture
def files(house):  # noqa: F811
    """Makes a KSeF certificate of a type, valid for so many days from now."""

    def make(*, offline: bool = False, days: int = 700, nip: str = OURS) -> Files:
        key, now = ec.generate_private_key(ec.SECP256R1()), house.clock.now()
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, "Latarnia Morska"),
                x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"VATPL-{nip}"),
            ]
        )
        usage = dict.fromkeys(
            (
                "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                "encipher_only", "decipher_only",
            ),
            False,
        )  # fmt: skip
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(int(secrets.token_hex(8), 16))
        builder = builder.not_valid_before(now - timedelta(days=365)).not_valid_after(
            now + timedelta(days=days)
        )
        builder = builder.add_extension(
            x509.KeyUsage(digital_signature=not offline, content_commitment=offline, **usage), critical=True
        )
        return Files(builder.sign(key, hashes.SHA256()), key)

    return make


class Page:
    """What a browser does, without one."""

    def __init__(self, house, port: int) -> None:  # noqa: F811
        self.house = house
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)

    async def link(self) -> str:
        """Ask for a link in the chat; its path."""
        await self.house.say("/dostep")
        return self.house.last().data["link"].removeprefix(PUBLIC)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def hand_in(self, path: str, certificate: bytes, key: bytes = b"", password: str = ""):
        files = {"certificate": ("c.crt", certificate), "key": ("k.key", key)}
        return await self.http.post(path, data={"what": "certificate", "password": password}, files=files)

    async def hand_in_token(self, path: str, token: str, until: str) -> httpx.Response:
        fields = {"what": "token", "token": token, "until": until}
        return await self.http.post(path, files={name: (None, value) for name, value in fields.items()})


@pytest.fixture
async def page(house) -> AsyncIterator[Page]:  # noqa: F811
    async def well():
        return {}

    pages = health_app(well)
    add_hand_in_page(pages, HandIn(house.units, house.clock, ReadHanded()))
    server = Server(pages, 0)
    page = Page(house, await server.start())
    yield page
    await page.http.aclose()
    await server.stop()


@pytest.fixture
def new_token():
    """Makes a token of a company."""

    def make(nip: str = OURS) -> str:
        number = f"20261120-EC-{secrets.token_hex(5)}-{secrets.token_hex(5)}-{secrets.token_hex(1)}".upper()
        return f"{number}|nip-{nip}|{secrets.token_hex(32)}"

    return make


@pytest.fixture
def words():
    """The text of a page, without its marks."""

    def read(answer: httpx.Response) -> str:
        shown = re.sub(r"(?s)<style>.*?</style>", "", answer.text)
        return " ".join(re.sub(r"<[^>]+>", " ", shown).split())

    return read
