"""A plain script against the KSeF stand-in over HTTP; it shares no code with the product."""

import base64
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import anyio
import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod
from signxml.algorithms import SignatureConstructionMethod
from signxml.xades import XAdESSigner

NIP = "9990001137"
WARSAW = ZoneInfo("Europe/Warsaw")
AUTH = "http://ksef.mf.gov.pl/auth/token/2.1"
SEAL = x509.ObjectIdentifier("2.5.4.97")
OAEP_SHA256 = OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def digest(data: bytes) -> str:
    return b64(hashlib.sha256(data).digest())


def build_invoice(
    number="FV/2026/11/1",
    *,
    nip=NIP,
    day=date(2026, 11, 20),
    kind="VAT",
    buyer="5260250274",
    extra="",
    annotations="2",
) -> bytes:
    """The smallest sensible FA(3)."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/"><Naglowek>
<KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza><WariantFormularza>3</WariantFormularza>
<DataWytworzeniaFa>2026-11-20T10:00:00Z</DataWytworzeniaFa></Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>{nip}</NIP><Nazwa>Latarnia Morska sp. z o.o.</Nazwa></DaneIdentyfikacyjne>
<Adres><KodKraju>PL</KodKraju><AdresL1>Portowa 1/2</AdresL1></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne><NIP>{buyer}</NIP><Nazwa>Kupujący &lt;b&gt; S.A.</Nazwa></DaneIdentyfikacyjne>
<Adres><KodKraju>PL</KodKraju><AdresL1>Polna 2</AdresL1></Adres><JST>2</JST><GV>2</GV></Podmiot2>
<Fa><KodWaluty>PLN</KodWaluty><P_1>{day}</P_1><P_2>{number}</P_2><P_13_1>400.00</P_13_1><P_14_1>92.00</P_14_1>
<P_15>492.00</P_15><Adnotacje><P_16>2</P_16><P_17>{annotations}</P_17><P_18>2</P_18><P_18A>2</P_18A>
<Zwolnienie><P_19N>1</P_19N></Zwolnienie><NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu><P_23>2</P_23>
<PMarzy><P_PMarzyN>1</P_PMarzyN></PMarzy></Adnotacje><RodzajFaktury>{kind}</RodzajFaktury>
<FaWiersz><NrWierszaFa>1</NrWierszaFa><P_7>Konsultacje</P_7><P_8A>godz.</P_8A><P_8B>2</P_8B><P_9A>200.00</P_9A>
<P_11>400.00</P_11><P_12>23</P_12></FaWiersz></Fa>{extra}</Faktura>""".encode()


ATTACHMENT = """<Zalacznik><BlokDanych><MetaDane><ZKlucz>a</ZKlucz><ZWartosc>b</ZWartosc></MetaDane>
<Tekst><Akapit>c</Akapit></Tekst></BlokDanych></Zalacznik>"""


def seal_subject(nip: str) -> list[tuple[x509.ObjectIdentifier, str]]:
    return [
        (NameOID.COMMON_NAME, "Firma"),
        (NameOID.ORGANIZATION_NAME, "Firma"),
        (SEAL, f"VATPL-{nip}"),
        (NameOID.COUNTRY_NAME, "PL"),
    ]


def person_subject(serial: str) -> list[tuple[x509.ObjectIdentifier, str]]:
    return [
        (NameOID.COMMON_NAME, "Ola Latarnik"),
        (NameOID.GIVEN_NAME, "Ola"),
        (NameOID.SURNAME, "Latarnik"),
        (NameOID.SERIAL_NUMBER, serial),
        (NameOID.COUNTRY_NAME, "PL"),
    ]


def new_key(kind="ec"):
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def self_signed(key, subject, start=NOON - timedelta(days=400), days=1500) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start)
    return builder.not_valid_after(start + timedelta(days=days)).sign(key, hashes.SHA256())


def auth_document(challenge, nip=NIP, subject="certificateSubject", policy="", context="Nip") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><AuthTokenRequest xmlns="{AUTH}"><Challenge>{challenge}</Challenge>'
        f"<ContextIdentifier><{context}>{nip}</{context}></ContextIdentifier>"
        f"<SubjectIdentifierType>{subject}</SubjectIdentifierType>{policy}</AuthTokenRequest>"
    ).encode()


def sign(document: bytes, key, certificate, method=SignatureConstructionMethod.enveloped) -> bytes:
    algorithm = SignatureMethod.ECDSA_SHA256
    if isinstance(key, rsa.RSAPrivateKey):
        algorithm = SignatureMethod.RSA_SHA256
    signer = XAdESSigner(
        method=method, signature_algorithm=algorithm, digest_algorithm=DigestAlgorithm.SHA256
    )
    return etree.tostring(signer.sign(etree.fromstring(document), key=key, cert=[certificate]))


def encrypt(data: bytes, key: bytes, iv: bytes) -> bytes:
    padder = padding.PKCS7(128).padder()
    padded = padder.update(data) + padder.finalize()
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return cipher.update(padded) + cipher.finalize()


@dataclass
class Session:
    reference: str
    key: bytes
    iv: bytes
    valid_until: str


@dataclass
class Script:
    """A caller of the API, step by step; every step gives the raw answer or checks for success."""

    http: httpx.AsyncClient
    access: str = ""
    refresh: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, verb, path, token=None, **more) -> httpx.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        token = self.access if token is None else token
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return await self.http.request(verb, f"/v2{path}", headers=headers, **more)

    async def challenge(self) -> dict:
        return (await self.call("POST", "/auth/challenge", "")).json()

    async def public_key(self, usage: str):
        rows = (await self.call("GET", "/security/public-key-certificates", "")).json()
        row = [each for each in rows if usage in each["usage"]][-1]
        certificate = x509.load_der_x509_certificate(base64.b64decode(row["certificate"]))
        return certificate.public_key(), row["publicKeyId"]

    async def send_signed(self, body: bytes, query="") -> httpx.Response:
        headers = {"Content-Type": "application/xml"}
        return await self.call("POST", f"/auth/xades-signature{query}", "", content=body, headers=headers)

    async def by_certificate(self, key, certificate, nip=NIP, **document) -> httpx.Response:
        challenge = (await self.challenge())["challenge"]
        return await self.send_signed(sign(auth_document(challenge, nip, **document), key, certificate))

    async def by_token(self, token, nip=NIP, **changes) -> httpx.Response:
        challenge = await self.challenge()
        key, key_id = await self.public_key("KsefTokenEncryption")
        plain = changes.pop("plain", f"{token}|{challenge['timestampMs']}".encode())
        body = {
            "challenge": challenge["challenge"],
            "contextIdentifier": {"type": "Nip", "value": nip},
            "encryptedToken": b64(key.encrypt(plain, OAEP_SHA256)),
            "publicKeyId": key_id,
        }
        return await self.call("POST", "/auth/ksef-token", "", json=body | changes)

    async def auth_status(self, started: httpx.Response) -> dict:
        assert started.status_code == 202, started.text
        path = f"/auth/{started.json()['referenceNumber']}"
        token = started.json()["authenticationToken"]["token"]
        return await until(lambda: self.json("GET", path, token), lambda body: body["status"]["code"] != 100)

    async def log_in(self, started: httpx.Response) -> "Script":
        status = await self.auth_status(started)
        assert status["status"]["code"] == 200, status
        token = started.json()["authenticationToken"]["token"]
        redeemed = (await self.call("POST", "/auth/token/redeem", token)).json()
        self.access, self.refresh = redeemed["accessToken"]["token"], redeemed["refreshToken"]["token"]
        return self

    async def json(self, verb, path, token=None, **more) -> dict:
        answer = await self.call(verb, path, token, **more)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def open_body(self, key=None, iv=None) -> dict:
        public, key_id = await self.public_key("SymmetricKeyEncryption")
        wrapped = public.encrypt(key or secrets.token_bytes(32), OAEP_SHA256)
        return {
            "formCode": {"systemCode": "FA (3)", "schemaVersion": "1-0E", "value": "FA"},
            "encryption": {
                "encryptedSymmetricKey": b64(wrapped),
                "initializationVector": b64(iv or secrets.token_bytes(16)),
                "publicKeyId": key_id,
            },
        }

    async def open(self, **more) -> Session:
        key, iv = secrets.token_bytes(32), secrets.token_bytes(16)
        body = await self.json("POST", "/sessions/online", json=await self.open_body(key, iv), **more)
        return Session(body["referenceNumber"], key, iv, body["validUntil"])

    def send_body(self, session: Session, plain: bytes, **changes) -> dict:
        encrypted = encrypt(plain, session.key, session.iv)
        body = {
            "invoiceHash": digest(plain),
            "invoiceSize": len(plain),
            "encryptedInvoiceHash": digest(encrypted),
            "encryptedInvoiceSize": len(encrypted),
            "encryptedInvoiceContent": b64(encrypted),
        }
        return body | changes

    async def send(self, session: Session, plain: bytes, **changes) -> httpx.Response:
        path = f"/sessions/online/{session.reference}/invoices"
        return await self.call("POST", path, json=self.send_body(session, plain, **changes))

    async def final(self, session: Session, sent: httpx.Response) -> dict:
        assert sent.status_code == 202, sent.text
        path = f"/sessions/{session.reference}/invoices/{sent.json()['referenceNumber']}"
        return await until(lambda: self.json("GET", path), lambda body: body["status"]["code"] >= 200)

    async def submit(self, session: Session, plain: bytes, **changes) -> dict:
        return await self.final(session, await self.send(session, plain, **changes))

    async def close(self, session: Session) -> httpx.Response:
        return await self.call("POST", f"/sessions/online/{session.reference}/close")


async def until(ask: Callable[[], Awaitable], holds: Callable, seconds: float = 20.0):
    """Ask again until the answer holds; the deadline is only for a broken stand-in."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await ask()
        if holds(answer):
            return answer
        assert time.monotonic() < deadline, f"still {answer}"
        await anyio.sleep(0.01)
