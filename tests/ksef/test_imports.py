"""Certificates and keys from files: what serves is kept, what does not is told apart."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier

from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from invoicing.services.access.certificates import AuthCertificate, OfflineCertificate
from ksef.imports import checked, read_bundle, read_pair

OURS = Nip("5265877635")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUALIFIED = x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.5.5.7.1.3"), b"\x30\x00")
PASSWORD = b"sezamie"


def usage(*, signs: bool = False, commits: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=commits, key_encipherment=not (signs or commits),
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def certificate_of(key, *extensions, names=None, days: int = 700) -> x509.Certificate:
    parts = {NameOID.COMMON_NAME: "Firma", NameOID.ORGANIZATION_IDENTIFIER: f"VATPL-{OURS}"} | (names or {})
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in parts.items() if value])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(0x01F20A5D352AE590).not_valid_before(NOW - timedelta(days=30))
    builder = builder.not_valid_after(NOW + timedelta(days=days))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, hashes.SHA256())


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def written(key, encoding=Encoding.PEM, form=PrivateFormat.PKCS8, password: bytes | None = None) -> bytes:
    return key.private_bytes(
        encoding, form, BestAvailableEncryption(password) if password else NoEncryption()
    )


KEY_FILES = {
    "PKCS#8 PEM": {},
    "PKCS#8 DER": {"encoding": Encoding.DER},
    "encrypted PKCS#8 PEM": {"password": PASSWORD},
    "encrypted PKCS#8 DER": {"encoding": Encoding.DER, "password": PASSWORD},
    "traditional PEM": {"form": PrivateFormat.TraditionalOpenSSL},
    "encrypted traditional PEM": {"form": PrivateFormat.TraditionalOpenSSL, "password": PASSWORD},
}


@pytest.mark.parametrize("form", KEY_FILES)
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_every_form_in_which_the_ministry_gives_a_pair_is_read(key, form, encoding):
    certificate = certificate_of(key, usage(signs=True)).public_bytes(encoding)

    pair = read_pair(certificate, written(key, **KEY_FILES[form]), KEY_FILES[form].get("password"))

    kept = checked(*pair, OURS, NOW).certificate
    assert load_pem_private_key(kept.key, None).private_numbers() == key.private_numbers()
    assert kept.serial == "01F20A5D352AE590"


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_a_pkcs12_bundle_is_read(key, password):
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    bundle = pkcs12.serialize_key_and_certificates(b"x", key, certificate_of(key), None, locked)

    assert checked(*read_bundle(bundle, password), OURS, NOW).certificate.key == written(key)


def test_a_password_nobody_needs_is_no_fault(key):
    pair = read_pair(certificate_of(key).public_bytes(Encoding.PEM), written(key), PASSWORD)

    assert checked(*pair, OURS, NOW)


@pytest.mark.parametrize(("given", "told"), [(None, ""), (b"otworz", "yes")])
@pytest.mark.parametrize("form", [form for form in KEY_FILES if "encrypted" in form])
def test_a_password_that_is_wrong_or_missing_is_told(key, form, given, told):
    with pytest.raises(Refused, match="ksef-file-password") as refusal:
        read_pair(certificate_of(key).public_bytes(Encoding.PEM), written(key, **KEY_FILES[form]), given)

    assert refusal.value.details["given"] == told


def test_even_a_wrong_password_that_seems_to_fit_is_called_wrong(key):
    """The padding of one wrong password in 256 looks right; a thousand of them hit it for certain."""
    certificate, locked = certificate_of(key).public_bytes(Encoding.PEM), written(key, password=PASSWORD)

    for attempt in range(1000):
        with pytest.raises(Refused) as problem:
            read_pair(certificate, locked, f"wrong {attempt}".encode())
        assert problem.value.reason == "ksef-file-password"


@pytest.mark.parametrize("given", [None, b"otworz"])
def test_the_password_of_a_bundle_too(key, given):
    locked = BestAvailableEncryption(PASSWORD)
    bundle = pkcs12.serialize_key_and_certificates(b"x", key, certificate_of(key), None, locked)

    with pytest.raises(Refused, match="ksef-file-password"):
        read_bundle(bundle, given)


JUNK = [
    b"",
    b"dzien dobry",
    b"\x30\x03abc",
    b"-----BEGIN X-----\nabc\n-----END X-----\n",
    b"\x00" * 2_000_000,
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_a_file_that_is_none_of_these_is_told_apart_from_a_wrong_password(key, junk):
    certificate = certificate_of(key).public_bytes(Encoding.PEM)

    for read, what in [
        (lambda: read_pair(junk, written(key)), "certificate"),
        (lambda: read_pair(certificate, junk), "key"),
    ]:
        with pytest.raises(Refused, match="ksef-file-unknown") as refusal:
            read()
        assert refusal.value.details["what"] == what
    with pytest.raises(Refused, match="ksef-file"):
        read_bundle(junk)


def test_a_certificate_in_the_place_of_a_bundle_is_told(key):
    with pytest.raises(Refused, match="ksef-file-unknown"):
        read_bundle(certificate_of(key).public_bytes(Encoding.PEM))


def test_a_bundle_without_a_key_is_told(key):
    bundle = pkcs12.serialize_key_and_certificates(b"x", None, None, [certificate_of(key)], NoEncryption())

    with pytest.raises(Refused, match="ksef-file-incomplete"):
        read_bundle(bundle)


@pytest.mark.parametrize(
    ("extensions", "cls"),
    [
        ((usage(signs=True),), AuthCertificate),
        ((usage(commits=True),), OfflineCertificate),
        ((), AuthCertificate),  # a self-signed seal of the test environment
        ((usage(commits=True), QUALIFIED), AuthCertificate),  # a qualified seal or signature
    ],
)
def test_the_key_usage_says_what_a_certificate_is_for(key, extensions, cls):
    assert type(checked(certificate_of(key, *extensions), key, OURS, NOW).certificate) is cls


def test_a_certificate_for_encryption_serves_nothing_here(key):
    with pytest.raises(Refused, match="ksef-certificate-usage"):
        checked(certificate_of(key, usage()), key, OURS, NOW)


def test_a_pair_that_does_not_fit_is_told(key, rsa_key):
    with pytest.raises(Refused, match="ksef-key-mismatch"):
        checked(certificate_of(key), rsa_key, OURS, NOW)


@pytest.mark.parametrize(
    "make",
    [
        lambda: rsa.generate_private_key(public_exponent=65537, key_size=1024),
        lambda: ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate,
    ],
    ids=["RSA-1024", "P-384", "Ed25519"],
)
def test_keys_that_ksef_does_not_work_with_are_told(key, make):
    with pytest.raises(Refused, match="ksef-key-kind"):
        checked(certificate_of(key), make(), OURS, NOW)


def test_rsa_of_2048_bits_serves(rsa_key):
    assert checked(certificate_of(rsa_key, usage(commits=True)), rsa_key, OURS, NOW)


def test_an_expired_certificate_is_told_with_its_day(key):
    with pytest.raises(Refused, match="ksef-certificate-expired") as refusal:
        checked(certificate_of(key, days=-1), key, OURS, NOW)

    assert refusal.value.details["day"] == "19.11.2026"


@pytest.mark.parametrize(
    ("names", "foreign"),
    [
        ({}, None),
        ({NameOID.ORGANIZATION_IDENTIFIER: "VATPL-9990001137"}, "9990001137"),
        ({NameOID.ORGANIZATION_IDENTIFIER: None, NameOID.SERIAL_NUMBER: "TINPL-9990001137"}, "9990001137"),
        ({NameOID.ORGANIZATION_IDENTIFIER: None, NameOID.SERIAL_NUMBER: "PNOPL-90010112345"}, None),
    ],
)
def test_a_certificate_of_somebody_else_is_kept_with_a_warning(key, names, foreign):
    assert checked(certificate_of(key, names=names), key, OURS, NOW).foreign_nip == foreign
