"""KOD II: against the vectors of the documentation, and at the page behind it."""

import base64
import hashlib
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from invoicing.model.party import Nip
from invoicing.services.access.certificates import OfflineCertificate
from ksef.contexts import Context
from ksef.csr import as_pem
from ksef.qr import issuer_link

DIGEST = base64.b64decode("UtQp9Gpc51y+u3xApZjIjgkpZ01js+J8KflSPW8WzIE=")
SIGNED = (
    "qr-test.ksef.mf.gov.pl/certificate/Nip/1111111111/1111111111/01F20A5D352AE590/"
    "UtQp9Gpc51y-u3xApZjIjgkpZ01js-J8KflSPW8WzIE"
)
KEYS = {
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
}
GOOD = (
    "Certyfikat istnieje",
    "Certyfikat jest aktywny",
    "Podpis wystawcy jest prawid",
    "Wystawca posiada uprawnienia",
)


@pytest.fixture(params=KEYS)
def key(request):
    return KEYS[request.param]()


def offline(key, clock, serial: str = "01F20A5D352AE590", certificate: bytes = b"") -> OfflineCertificate:
    now = clock.now()
    return OfflineCertificate(serial, "x", now, now + timedelta(days=700), certificate, as_pem(key))


def unpacked(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def verify(key, signature: bytes, text: str) -> None:
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        key.public_key().verify(signature, text.encode(), pss, hashes.SHA256())
    else:
        der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        key.public_key().verify(der, text.encode(), ec.ECDSA(hashes.SHA256()))


def test_what_is_signed_is_the_text_of_the_documentation(key, clock, company_1111):
    link = issuer_link("https://qr-test.ksef.mf.gov.pl/", *company_1111, offline(key, clock), DIGEST)

    said, _, signature = link.removeprefix("https://").rpartition("/")
    assert said == SIGNED
    verify(key, unpacked(signature), SIGNED)
    with pytest.raises(InvalidSignature):
        verify(key, unpacked(signature), SIGNED.replace("1111111111/01F", "1111111112/01F"))


def test_the_lengths_are_those_of_the_documentation(key, clock, company_1111):
    link = issuer_link("https://qr-test.ksef.mf.gov.pl", *company_1111, offline(key, clock), DIGEST)

    segment = link.rpartition("/")[2]
    assert len(segment) == (342 if isinstance(key, rsa.RSAPrivateKey) else 86)
    assert "=" not in link


def test_a_paper_that_is_drawn_again_bears_the_same_code(clock, company_1111):
    certificate = offline(ec.generate_private_key(ec.SECP256R1()), clock)

    links = {
        issuer_link("https://qr-test.ksef.mf.gov.pl", *company_1111, certificate, DIGEST) for _ in range(8)
    }
    assert len(links) == 1


@pytest.fixture
def company_1111():
    """The context and the NIP of the documentation's example."""
    return Context.of(Nip("1111111111")), Nip("1111111111")


@pytest.fixture
def issued(ksef, key, clock):
    """An offline certificate that KSeF has issued to the company of the tests."""
    made = ksef.api.issue_certificate("5265877635", "Offline", key.public_key())
    return offline(key, clock, f"{made.serial_number:016X}", made.public_bytes(Encoding.PEM))


def link_of(ksef, certificate, context: str = "Nip:5265877635", nip: str = "5265877635") -> str:
    digest = hashlib.sha256(b"<x/>").digest()
    return issuer_link(ksef.api.base_url, Context.parse(context), Nip(nip), certificate, digest)


@pytest.mark.parametrize(
    "context", ["Nip:5265877635", "InternalId:5265877635-00017", "NipVatUe:5265877635-ATU12345678"]
)
async def test_the_page_behind_the_link_knows_who_issued(ksef, issued, context):
    page = await ksef.page(link_of(ksef, issued, context))

    assert all(words in page for words in GOOD)


def another(segment: str) -> str:
    """The segment of a link with one character changed, or another kind of context."""
    if segment == "Nip":
        return "NipVatUe"
    return segment[:-5] + ("3" if segment[-5] != "3" else "4") + segment[-4:]


@pytest.mark.parametrize("part", range(4, 10))
async def test_a_link_changed_anywhere_is_refused(ksef, issued, part):
    parts = link_of(ksef, issued).split("/")

    page = await ksef.page("/".join((*parts[:part], another(parts[part]), *parts[part + 1 :])))

    assert parts[3] == "certificate"
    assert not all(words in page for words in GOOD)


async def test_a_revoked_certificate_is_refused_behind_the_link(ksef, issued):
    ksef.api.revoke_certificate(issued.serial)

    assert "Certyfikat jest aktywny" not in await ksef.page(link_of(ksef, issued))


async def test_an_expired_certificate_is_refused_behind_the_link(ksef, issued):
    link = link_of(ksef, issued)
    ksef.world.clock.advance(timedelta(days=731).total_seconds())

    assert "Certyfikat jest aktywny" not in await ksef.page(link)


async def test_an_auth_certificate_dressed_up_as_an_offline_one_is_refused(ksef, key, clock):
    made = ksef.api.issue_certificate("5265877635", "Authentication", key.public_key())
    dressed = offline(key, clock, f"{made.serial_number:016X}")

    page = await ksef.page(link_of(ksef, dressed))

    assert not all(words in page for words in GOOD)


def test_mypy_keeps_an_auth_certificate_from_signing_codes(tmp_path):
    from mypy import api

    file = tmp_path / "wrong.py"
    file.write_text(
        "from invoicing.model.party import Nip\n"
        "from invoicing.services.access.certificates import AuthCertificate, OfflineCertificate, Wallet\n"
        "from ksef.contexts import Context\n"
        "from ksef.qr import issuer_link\n"
        "def right(one: OfflineCertificate, place: Context, nip: Nip) -> str:\n"
        '    return issuer_link("https://qr", place, nip, one, b"")\n'
        "def wrong(one: AuthCertificate, place: Context, nip: Nip) -> str:\n"
        '    return issuer_link("https://qr", place, nip, one, b"")\n'
    )
    said, _, status = api.run(
        ["--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "c"), str(file)]
    )

    assert status == 1
    [line] = [line for line in said.splitlines() if "error" in line and "wrong.py" in line]
    assert ":8:" in line
    assert "AuthCertificate" in line
