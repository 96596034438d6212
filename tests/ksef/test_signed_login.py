"""A log-in in two halves: whatever dies between them, KSeF is asked once and what is lost is named."""

import asyncio

import httpx
import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.party import Nip
from ksef.auth import Login
from ksef.client import KsefClient
from ksef.environments import KsefSettings
from ksef.keys import PublicKeys
from ksef.signed_elsewhere import Prepared
from ksef.signed_login import SignedLogins, unsigned
from ksef.xades import Signer, as_document, auth_token_request

OURS = Nip("5265877635")


@pytest.fixture
async def desk(ksef):
    """Where signed documents are handed in."""
    async with httpx.AsyncClient() as http:
        settings = KsefSettings(api=f"{ksef.api.base_url}/v2", timeout=10, login_poll=0.05)
        client = KsefClient(http, settings.api, 2)
        yield SignedLogins(Login(client, PublicKeys(client, ksef.clock), settings, ksef.clock, asyncio.sleep))


@pytest.fixture
def sign(ksef, make_credentials):
    """What somebody with a seal makes of the file, as a whole document."""

    def signed(prepared: bytes, nip: str = OURS.digits) -> bytes:
        known = Prepared.read(prepared)
        root = auth_token_request(known.challenge, known.context)
        Signer(make_credentials(nip)).sign(root, ksef.clock.now())
        return as_document(root)

    return signed


async def test_the_second_half_works_in_another_process(desk, sign, ksef):
    prepared = await desk.prepare(OURS, None)
    signed = sign(prepared)
    desk.check(prepared, signed, ksef.clock.now())

    begun = await desk.begin(signed)
    login = await desk.finish(bytes(begun))

    assert {"InvoiceWrite", "InvoiceRead"} <= login.permissions
    assert login.until > ksef.clock.now()
    assert b"5265877635" in unsigned(prepared)


async def test_ksef_takes_a_document_once(desk, sign):
    signed = sign(await desk.prepare(OURS, None))
    await desk.begin(signed)

    with pytest.raises(Unavailable, match="ksef-login-expired"):
        await desk.begin(signed)


async def test_tokens_that_were_handed_out_and_never_came_are_lost(desk, sign):
    begun = await desk.begin(sign(await desk.prepare(OURS, None)))
    await desk.finish(begun)

    with pytest.raises(Refused, match="ksef-login-lost"):
        await desk.finish(begun)


async def test_whoever_has_no_rights_in_the_company_is_told_so(desk, sign):
    begun = await desk.begin(sign(await desk.prepare(OURS, None), nip="5260250274"))

    with pytest.raises(Refused, match="ksef-login-refused-permissions"):
        await desk.finish(begun)


async def test_a_log_in_that_ksef_gave_up_is_no_reason_to_ask_for_ever(desk, sign, ksef):
    ksef.api.set_state(faults={"cancel_login_550": 1})
    begun = await desk.begin(sign(await desk.prepare(OURS, None)))

    with pytest.raises(Unavailable, match="ksef-login-cancelled"):
        await desk.finish(begun)
