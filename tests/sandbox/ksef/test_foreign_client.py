"""A client written by others, from the same specification, gets through: the stand-in is not only ours."""

from datetime import UTC, datetime

import pytest
from ksef_client import AsyncKsefClient, KsefClientOptions
from ksef_client.models import FormCode
from ksef_client.services.workflows import AsyncAuthCoordinator, AsyncOnlineSessionWorkflow

from tests.sandbox.ksef.caller import NIP, WARSAW, build_invoice, digest, until
from tests.sandbox.ksef.conftest import served

FA3 = FormCode(schema_version="1-0E", system_code="FA (3)", value="FA")


@pytest.fixture
def real_time(world):
    """The foreign client reads its own clock."""
    world.clock.set(datetime.now(UTC))


@pytest.fixture
async def client(real_time, ksef, lighthouse):
    async with served(lighthouse.app()) as lighthouse_url:
        options = KsefClientOptions(
            base_url=ksef.base_url,
            base_lighthouse_url=lighthouse_url,
            strict_presigned_url_validation=False,
            allow_private_network_presigned_urls=True,
        )
        async with AsyncKsefClient(options) as client:
            yield client


async def log_in(client, ksef) -> str:
    key = await client.security.get_public_key_certificate("KsefTokenEncryption")
    result = await AsyncAuthCoordinator(client.auth).authenticate_with_ksef_token(
        token=ksef.add_token(NIP),
        public_certificate=key.certificate,
        public_key_id=key.public_key_id,
        context_identifier_type="nip",
        context_identifier_value=NIP,
        poll_interval_seconds=0.02,
        max_attempts=500,
    )
    return result.access_token


async def test_it_logs_in_by_token_sends_an_invoice_and_fetches_both_confirmations(client, ksef):
    access = await log_in(client, ksef)
    key = await client.security.get_public_key_certificate("SymmetricKeyEncryption")
    session = await AsyncOnlineSessionWorkflow(client.sessions).open_session(
        form_code=FA3,
        public_certificate=key.certificate,
        public_key_id=key.public_key_id,
        access_token=access,
    )
    plain = build_invoice(day=datetime.now(WARSAW).date())

    sent = await session.send_invoice(plain)
    invoice = await until(
        lambda: session.get_invoice_status(sent.reference_number), lambda each: each.status.code >= 200
    )
    confirmation = await session.get_invoice_upo_by_ksef(invoice.ksef_number)
    await session.close()
    status = await until(session.get_status, lambda each: each.status.code != 170)
    page = await session.get_upo(status.upo.pages[0].reference_number)

    assert invoice.status.code == status.status.code == 200
    assert invoice.invoice_hash == digest(plain)
    assert invoice.ksef_number.encode() in confirmation
    assert invoice.ksef_number.encode() in page


async def test_it_understands_the_limits_and_the_lists(client, ksef):
    access = await log_in(client, ksef)

    limits = await client.rate_limits.get_rate_limits(access_token=access)
    context = await client.limits.get_context_limits(access_token=access)
    found = await client.invoices.query_invoice_metadata_by_date_range(
        subject_type="Subject1",
        date_type="Issue",
        date_from=datetime.now(UTC).isoformat(),
        access_token=access,
    )

    assert limits.invoice_send.per_hour == 180
    assert context.online_session.max_invoices == 10_000
    assert found.invoices == []


async def test_it_understands_the_lighthouse(client, lighthouse):
    lighthouse.follow("failure")

    status = await client.lighthouse.get_status()
    messages = await client.lighthouse.get_messages()

    assert status.status.value == "FAILURE"
    assert [each.type.value for each in messages] == ["FAILURE_START"]
