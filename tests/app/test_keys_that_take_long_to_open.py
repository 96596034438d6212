"""Keys handed in over the page: every ordinary kind opens, and none keeps Latarnik busy for minutes."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from app.handed_in import SECONDS, ReadHanded
from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from invoicing.services.access.handing_in import HandedCertificate

OURS = Nip("5265877635")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = b"sezamie"
LOCKED = BestAvailableEncryption(PASSWORD)
KEY = ec.generate_private_key(ec.SECP256R1())
MOST = 2**31 - 1
"""Rounds: a quarter of an hour on a fast machine."""


def certificate() -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"VATPL-{OURS}")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    builder = builder.serial_number(7).not_valid_before(NOW - timedelta(days=1))
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = builder.not_valid_after(NOW + timedelta(days=1)).add_extension(usage, critical=True)
    return builder.sign(KEY, hashes.SHA256())


CERTIFICATE = certificate()


def key_as(encoding: Encoding, form: PrivateFormat, lock=LOCKED) -> HandedCertificate:
    key = KEY.private_bytes(encoding, form, lock)
    return HandedCertificate(CERTIFICATE.public_bytes(Encoding.PEM), key, PASSWORD)


def bundle(lock) -> HandedCertificate:
    content = pkcs12.serialize_key_and_certificates(b"x", KEY, CERTIFICATE, None, lock)
    return HandedCertificate(content, None, None if isinstance(lock, NoEncryption) else PASSWORD)


def parts(content: bytes) -> list[tuple[bytes, bytes]]:
    """Tag and value of each thing in DER."""
    found = []
    while content:
        length, begin = content[1], 2
        if length & 0x80:
            begin = 2 + (length & 0x7F)
            length = int.from_bytes(content[2:begin])
        found.append((content[:1], content[begin : begin + length]))
        content = content[begin + length :]
    return found


def with_rounds(rounds: int, content: bytes) -> bytes:
    """The same DER with other counts of rounds; a count is a number of two to four bytes."""
    anew = b""
    for tag, value in parts(content):
        if tag in {b"\x30", b"\xa0"}:
            anew += thing(tag, with_rounds(rounds, value))
        elif tag == b"\x02" and 1 < len(value) < 5:
            anew += thing(tag, rounds.to_bytes(4).lstrip(b"\0"))
        else:
            anew += thing(tag, value)
    return anew


def thing(tag: bytes, value: bytes) -> bytes:
    size = len(value).to_bytes(2).lstrip(b"\0") or b"\0"
    return tag + (bytes([0x80 | len(size)]) if len(value) > 127 else b"") + size + value


ORDINARY = {
    "PKCS#8 PEM": key_as(Encoding.PEM, PrivateFormat.PKCS8),
    "PKCS#8 DER": key_as(Encoding.DER, PrivateFormat.PKCS8),
    "traditional PEM": key_as(Encoding.PEM, PrivateFormat.TraditionalOpenSSL),
    "no password": key_as(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    "PKCS#12": bundle(LOCKED),
    "PKCS#12 without a password": bundle(NoEncryption()),
}


@pytest.fixture
def read():
    return ReadHanded()


@pytest.mark.parametrize("kind", ORDINARY)
async def test_every_ordinary_kind_of_key_opens(read, kind):
    kept = await read(ORDINARY[kind], OURS, NOW)

    assert load_pem_private_key(kept.certificate.key, None).private_numbers() == KEY.private_numbers()


async def test_a_wrong_password_is_told_as_before(read):
    handed = HandedCertificate(CERTIFICATE.public_bytes(Encoding.PEM), ORDINARY["PKCS#8 DER"].key, b"otworz")

    with pytest.raises(Refused) as refusal:
        await read(handed, OURS, NOW)

    assert (refusal.value.reason, refusal.value.details) == ("access-file-password", {"given": "yes"})


def rewritten(rounds: int) -> list[HandedCertificate]:
    """A key and a bundle that say that their password is stretched so often."""
    pem, key = CERTIFICATE.public_bytes(Encoding.PEM), ORDINARY["PKCS#8 DER"].key
    in_bundle = ORDINARY["PKCS#12"].certificate
    return [
        HandedCertificate(pem, with_rounds(rounds, key), PASSWORD),
        HandedCertificate(with_rounds(rounds, in_bundle), None, PASSWORD),
    ]


@pytest.mark.parametrize("handed", rewritten(5000), ids=["key", "bundle"])
async def test_a_key_with_other_rounds_than_it_was_made_with_is_a_key_with_a_wrong_password(read, handed):
    with pytest.raises(Refused) as refusal:
        await read(handed, OURS, NOW)

    assert refusal.value.reason == "access-file-password"


@pytest.mark.parametrize("handed", rewritten(MOST), ids=["key", "bundle"])
async def test_a_key_that_would_take_minutes_is_refused_and_the_next_one_opens(read, handed):
    read.seconds = 3.0
    with pytest.raises(Refused) as refusal:
        await read(handed, OURS, NOW)
    read.seconds = SECONDS

    assert refusal.value.reason == "access-file-slow"
    assert (await read(ORDINARY["PKCS#8 PEM"], OURS, NOW)).certificate
