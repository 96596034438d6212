"""A client written by others logs in by certificate, asks for certificates and tokens, and signs links of its own."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from ksef_client import AsyncKsefClient, KsefClientOptions
from ksef_client.models import (
    EnrollCertificateRequest,
    GenerateTokenRequest,
    RetrieveCertificatesRequest,
    TokenPermissionType,
)
from ksef_client.services.csr import generate_csr_ec, generate_csr_rsa
from ksef_client.services.verification_link import VerificationLinkService
from ksef_client.services.workflows import AsyncAuthCoordinator
from ksef_client.services.xades import XadesKeyPair

from tests.sandbox.ksef.caller import (
    NIP,
    build_invoice,
    digest,
    new_key,
    seal_subject,
    self_signed,
    until,
)
from tests.sandbox.ksef.test_pages import ALL_GOOD

MAKERS = {"ec": generate_csr_ec, "rsa": generate_csr_rsa}


def pem(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def options(ksef) -> KsefClientOptions:
    return KsefClientOptions(
        base_url=ksef.base_url,
        base_qr_url=ksef.base_url,
        strict_presigned_url_validation=False,
        allow_private_network_presigned_urls=True,
    )


@pytest.fixture
async def client(world, options):
    world.clock.set(datetime.now(UTC))  # the foreign client reads its own clock
    async with AsyncKsefClient(options) as client:
        yield client


async def log_in(client, key, certificate, *, kind="nip", value=NIP, version=None) -> str:
    pair = XadesKeyPair(certificate.public_bytes(Encoding.PEM).decode(), pem(key))
    more = {"auth_request_schema_version": version} if version else {}
    result = await AsyncAuthCoordinator(client.auth).authenticate_with_xades_key_pair(
        key_pair=pair,
        context_identifier_type=kind,
        context_identifier_value=value,
        subject_identifier_type="certificateSubject",
        poll_interval_seconds=0.02,
        max_attempts=500,
        **more,
    )
    return result.access_token


@pytest.fixture
async def access(client) -> str:
    key = new_key()
    return await log_in(client, key, self_signed(key, seal_subject(NIP)))


@pytest.fixture
def enrolled(client, access):
    """Ask for a certificate, wait, fetch it: the key in PEM and the serial number."""

    async def enrol(make) -> tuple[str, str]:
        data = await client.certificates.get_enrollment_data(access)
        made = make(data.to_dict())
        request = EnrollCertificateRequest(
            certificate_name="Klient obcy", certificate_type="Offline", csr=made.csr_base64
        )
        sent = await client.certificates.send_enrollment(request, access_token=access)
        done = await until(
            lambda: client.certificates.get_enrollment_status(sent.reference_number, access_token=access),
            lambda answer: answer.status.code != 100,
        )
        wanted = RetrieveCertificatesRequest(certificate_serial_numbers=[done.certificate_serial_number])
        [found] = (await client.certificates.retrieve_certificate(wanted, access_token=access)).certificates
        key = load_der_private_key(base64.b64decode(made.private_key_base64), None)
        return pem(key), found.certificate_serial_number

    return enrol


@pytest.mark.parametrize("kind", ["ec", "rsa"])
@pytest.mark.parametrize("version", ["2.0", "2.1"])
async def test_it_logs_in_by_its_own_signature(client, kind, version):
    key = new_key(kind)

    access = await log_in(client, key, self_signed(key, seal_subject(NIP)), version=version)

    limits = await client.limits.get_subject_limits(access_token=access)
    assert limits.certificate.max_certificates == 100


async def test_it_logs_in_for_a_unit_of_the_company(client):
    key = new_key()

    assert await log_in(
        client, key, self_signed(key, seal_subject(NIP)), kind="internalId", value=f"{NIP}-12345"
    )


@pytest.mark.parametrize(("make", "form"), [("ec", "p1363"), ("ec", "der"), ("rsa", "p1363")])
async def test_the_links_it_signs_verify_at_our_pages(enrolled, options, script, make, form):
    key, serial = await enrolled(MAKERS[make])

    link = VerificationLinkService(options).build_certificate_verification_url(
        seller_nip=NIP,
        context_identifier_type="nip",
        context_identifier_value=NIP,
        certificate_serial=serial,
        invoice_hash=digest(build_invoice()),
        private_key_pem=key,
        signature_format=form,
    )

    text = (await script.http.get(link)).text
    assert [line for line in ALL_GOOD if line not in text] == []
    changed = (await script.http.get(link.replace(f"/{NIP}/{NIP}/", f"/{NIP}/1111111111/"))).text
    assert "Podpis wystawcy jest nieprawidłowy" in changed


async def test_it_makes_and_revokes_a_token(client, access):
    permissions = [TokenPermissionType("InvoiceRead")]
    wish = GenerateTokenRequest(permissions=permissions, description="Klient obcy")
    made = await client.tokens.generate_token(wish, access_token=access)

    async def state():
        return (await client.tokens.get_token_status(made.reference_number, access_token=access)).status.value

    assert await until(state, lambda each: each != "Pending") == "Active"
    await client.tokens.revoke_token(made.reference_number, access_token=access)
    assert await until(state, lambda each: each != "Revoking") == "Revoked"
    listed = await client.tokens.list_tokens(access_token=access)
    assert [each.reference_number for each in listed.tokens] == [made.reference_number]
