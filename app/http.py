"""The one HTTP client of the app: it reaches the configured addresses and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import urlsplit

import httpx

from invoicing.model.errors import Refused, Unavailable

_DEFAULT_PORTS = {"http": 80, "https": 443}


class OnlyKnownOrigins(httpx.AsyncBaseTransport):
    """Refuses every request to an origin (scheme, host, port) that the settings do not name."""

    def __init__(self, addresses: Iterable[str], inner: httpx.AsyncBaseTransport | None = None) -> None:
        self._origins = {_origin(address) for address in addresses}
        self._inner = inner or httpx.AsyncHTTPTransport(retries=0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on, or refuse it before a connection is opened.

        Raises:
            Refused: reason `address-not-configured`.
        """
        if _origin(str(request.url)) not in self._origins:
            raise Refused("address-not-configured", host=request.url.host)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def guarded_client(addresses: Iterable[str]) -> httpx.AsyncClient:
    """A client for the given base addresses: no redirects, no proxies from the environment."""
    return httpx.AsyncClient(
        transport=OnlyKnownOrigins(addresses),
        timeout=httpx.Timeout(20.0, connect=10.0),
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "Latarnik/0.1"},
    )


def forms_over(
    http: httpx.AsyncClient,
) -> Callable[[str, Mapping[str, str]], Awaitable[tuple[int, Mapping[str, object]]]]:
    """Sends forms; the status and the JSON of the answer.

    Raises:
        Unavailable: there is none that can be used.
    """

    async def post(address: str, form: Mapping[str, str]) -> tuple[int, Mapping[str, object]]:
        try:
            answer = await http.post(address, data=dict(form))
            said = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable(service="oauth", text=str(error)[:200]) from error
        return answer.status_code, said if isinstance(said, dict) else {}

    return post


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
