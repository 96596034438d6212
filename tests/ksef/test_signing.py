"""Our signature, verified by signxml, which knows nothing of us; and one real login as production wants it."""

import importlib.util
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from lxml import etree
from signxml import SignatureConfiguration
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.xades import XAdESVerifier

from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from invoicing.services.ksef_ports import Accepted
from ksef.contexts import Context
from ksef.credentials import CertificateCredentials
from ksef.xades import AUTH, DS, Signer

CHALLENGE = "20261120-CR-226FB7B000-3ACF9BE4C0-10"
OURS = Context.of(Nip("5265877635"))
KEYS = {
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
}


@pytest.fixture(params=KEYS)
def key(request):
    return KEYS[request.param]()


def verified(document: bytes, certificate: bytes):
    return XAdESVerifier().verify(
        document, x509_cert=certificate.decode(), expect_references=2, expect_config=SignatureConfiguration()
    )


def test_a_second_implementation_accepts_our_signature(key, make_credentials, clock):
    credentials = make_credentials(key=key)

    document = Signer(credentials).login_request(CHALLENGE, OURS, clock.now())

    results = verified(document, credentials.certificate)
    signed = results[0].signed_xml
    assert signed.findtext(f"{{{AUTH}}}Challenge") == CHALLENGE
    assert signed.findtext(f"{{{AUTH}}}ContextIdentifier/{{{AUTH}}}Nip") == "5265877635"


@pytest.mark.parametrize("text", ["InternalId:5265877635-00017", "NipVatUe:5265877635-ATU12345678"])
def test_it_accepts_our_signature_in_every_kind_of_context(key, make_credentials, clock, text):
    credentials, context = make_credentials(key=key), Context.parse(text)

    document = Signer(credentials).login_request(CHALLENGE, context, clock.now())

    signed = verified(document, credentials.certificate)[0].signed_xml
    assert signed.findtext(f"{{{AUTH}}}ContextIdentifier/{{{AUTH}}}{context.kind}") == context.value


def test_a_changed_document_is_found_out(key, make_credentials, clock):
    credentials = make_credentials(key=key)
    document = Signer(credentials).login_request(CHALLENGE, OURS, clock.now())

    with pytest.raises((InvalidDigest, InvalidSignature)):
        verified(document.replace(b"5265877635", b"9990001137"), credentials.certificate)


def test_the_signature_is_dated_a_minute_back_in_utc(make_credentials, clock):
    document = Signer(make_credentials()).login_request(CHALLENGE, OURS, clock.now())

    assert b"<xades:SigningTime>2026-11-20T10:59:00Z<" in document


def test_there_is_one_signature_and_it_comes_last(make_credentials, clock):
    root = etree.fromstring(Signer(make_credentials()).login_request(CHALLENGE, OURS, clock.now()))

    assert [etree.QName(child).localname for child in root] == [
        "Challenge",
        "ContextIdentifier",
        "SubjectIdentifierType",
        "Signature",
    ]
    assert len(root.findall(f".//{{{DS}}}Signature")) == 1


def test_a_key_under_a_password_is_opened(make_credentials, clock):
    key = KEYS["ec"]()
    plain = make_credentials(key=key)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sezamie"))

    assert Signer(CertificateCredentials(plain.context, plain.certificate, locked, b"sezamie"))
    with pytest.raises(Refused, match="ksef-certificate-unreadable"):
        Signer(CertificateCredentials(plain.context, plain.certificate, locked))


def test_a_key_of_another_certificate_is_refused_before_anything_is_sent(make_credentials):
    ours, theirs = make_credentials(), make_credentials()

    with pytest.raises(Refused, match="ksef-key-mismatch"):
        Signer(CertificateCredentials(OURS, ours.certificate, theirs.key))


def test_a_key_of_a_kind_ksef_does_not_know_is_refused(make_credentials):
    strange = ed25519.Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )

    with pytest.raises(Refused, match="ksef-certificate-unreadable"):
        Signer(CertificateCredentials(OURS, make_credentials().certificate, strange))


def test_credentials_never_show_their_secrets(make_credentials):
    credentials = make_credentials()

    assert "PRIVATE KEY" not in repr(credentials)


@pytest.mark.parametrize("ksef", ["prod"], indirect=True)
async def test_production_takes_a_certificate_that_ksef_issued(ksef, company, xml):
    key = KEYS["ec"]()
    issued = ksef.api.issue_certificate("5265877635", "Authentication", key.public_key())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    ksef.credentials[company] = CertificateCredentials(OURS, issued.public_bytes(Encoding.PEM), pem)

    reference = await ksef.gateway.submit(company, xml, offline=False)

    assert isinstance(await ksef.settled(reference, xml), Accepted)


@pytest.mark.parametrize("ksef", ["prod"], indirect=True)
async def test_production_refuses_a_certificate_made_for_offline_codes(ksef, company, xml):
    key = KEYS["ec"]()
    issued = ksef.api.issue_certificate("5265877635", "Offline", key.public_key())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    ksef.credentials[company] = CertificateCredentials(OURS, issued.public_bytes(Encoding.PEM), pem)

    with pytest.raises(Refused):
        await ksef.gateway.submit(company, xml, offline=False)


def test_nothing_of_us_imports_the_package_that_brings_the_schema():
    room = Path(importlib.util.find_spec("ksef").submodule_search_locations[0])
    importing = [path.name for path in room.rglob("*.py") if "import ksef_client" in path.read_text()]

    assert importing == []
