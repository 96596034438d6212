"""What was handed in is tried at the simulator: it says which permissions it has, or that it does not let in."""

import asyncio

import httpx
import pytest

from invoicing.model.errors import Refused
from invoicing.services.access.rights import lacking
from ksef.auth import Login
from ksef.client import KsefClient
from ksef.contexts import Context
from ksef.credentials import TokenCredentials
from ksef.entry import EntryOverHttp
from ksef.environments import KsefSettings
from ksef.keys import PublicKeys
from sandbox.ksef.access import OWNER
from sandbox.ksef.xades import Context as TheirContext

OURS = Context.parse("Nip:5265877635")


@pytest.fixture
async def entry(ksef):
    forgotten = []

    async def handed(company, by_token):
        return ksef.credentials["token" if by_token else company]

    async with httpx.AsyncClient() as http:
        settings = KsefSettings(api=f"{ksef.api.base_url}/v2", timeout=10, login_poll=0.05)
        client = KsefClient(http, settings.api, 2)
        login = Login(client, PublicKeys(client, ksef.clock), settings, ksef.clock, asyncio.sleep)
        made = EntryOverHttp(login, handed, forgotten.append)
        made.forgotten = forgotten
        yield made


def token(ksef, permissions):
    office, context = ksef.api._office, TheirContext("Nip", OURS.value)
    made = office.permissions.add_token(context, frozenset(permissions), office.now())
    return TokenCredentials(OURS, made.text)


async def test_a_certificate_of_the_company_lacks_nothing(ksef, company, entry):
    permissions = await entry.what_it_may(company, by_token=False)

    assert permissions
    assert lacking(permissions) == ()
    assert entry.forgotten == [company]  # everyday work logs in anew, with what was handed in


@pytest.mark.parametrize(
    ("permissions", "missing"),
    [
        (OWNER, ()),
        ({"InvoiceWrite", "InvoiceRead"}, ()),
        ({"InvoiceRead"}, ("InvoiceWrite",)),
        ({"InvoiceWrite"}, ("InvoiceRead",)),
        ({"Introspection"}, ("InvoiceWrite", "InvoiceRead")),
    ],
)
async def test_what_a_token_lacks_is_told(ksef, company, entry, permissions, missing):
    ksef.credentials["token"] = token(ksef, permissions)

    assert lacking(await entry.what_it_may(company, by_token=True)) == missing


async def test_a_token_that_ksef_does_not_know_is_refused(ksef, company, entry):
    ksef.credentials["token"] = TokenCredentials(
        OURS, "20261120-EC-0000000000-0000000000-00|nip-5265877635|00"
    )

    with pytest.raises(Refused, match="ksef-login-refused"):
        await entry.what_it_may(company, by_token=True)
