"""Nothing but the configured addresses is ever contacted."""

import httpx
import pytest

from app.http import OnlyKnownOrigins, guarded_client
from invoicing.model.errors import Refused


def answering(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text=request.url.host)


def client(*addresses: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=OnlyKnownOrigins(addresses, httpx.MockTransport(answering)))


async def test_a_configured_address_is_reached_on_any_path():
    async with client("https://api.ksef.example/v2") as http:
        assert (await http.get("https://api.ksef.example/v2/auth/challenge")).text == "api.ksef.example"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/v2",
        "http://api.ksef.example/v2",
        "https://api.ksef.example:8443/v2",
        "https://api.ksef.example@evil.example/v2",
        "https://api.ksef.example.evil.example/v2",
    ],
)
async def test_any_other_address_is_refused_before_a_connection_is_opened(address):
    async with client("https://api.ksef.example/v2") as http:
        with pytest.raises(Refused) as refusal:
            await http.get(address)

    assert refusal.value.reason == "address-not-configured"


async def test_a_redirect_elsewhere_is_not_followed():
    async with guarded_client(["https://api.ksef.example"]) as http:
        assert not http.follow_redirects
