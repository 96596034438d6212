"""How much one address may ask of the pages that are open to the world: a bucket of tokens each (RFC 2697, in spirit).

Codes are not guessed, they are far too long; what this holds off is the work that a flood of guesses makes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from math import ceil
from time import monotonic

from aiohttp import web

from templates.page_style import style_source
from templates.web_page import sorry_page, wished_language
from web.hardening import HEADERS, Handler, html

Network = IPv4Network | IPv6Network
SIZE = 60.0
"""Requests that an address may make at once."""
REFILL = 1.0
"""Requests that it may make in a second for ever."""
MISS = 10.0
"""How many requests one is worth that named a code or a secret which is not ours."""
REMEMBERED = 10_000
"""Addresses that are kept in mind; whoever was quiet longest makes room."""
_MISSES = frozenset({403, 404})
_HOME_BITS = 64  # of an IPv6 address: what one household or one rented machine has (RFC 6177)
_HEALTH = "/health"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Pace:
    """Counts what each address has asked.

    Args:
        now: seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until the address may ask again; 0 when it may now."""
        missing = 1.0 - self._filled(address).tokens
        return max(0.0, missing / REFILL)

    def charge(self, address: str, cost: float) -> None:
        """Note what it asked; a debt is never larger than a bucket, so nobody is shut out for long."""
        bucket = self._filled(address)
        bucket.tokens = max(bucket.tokens - cost, -SIZE)

    def _filled(self, address: str) -> _Bucket:
        now = self._now()
        bucket = self._buckets.setdefault(address, _Bucket(SIZE, now))
        bucket.tokens = min(SIZE, bucket.tokens + (now - bucket.at) * REFILL)
        bucket.at = now
        self._buckets.move_to_end(address)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return bucket


def keep_pace(
    pages: web.Application, proxies: Collection[Network], *, pushes: str, pace: Pace | None = None
) -> None:
    """Let nobody ask more than their share of an application's pages.

    Args:
        pages: not yet served.
        proxies: whose word about who asks (X-Forwarded-For) is taken; without one they are asked for nothing.
        pushes: the path to which Telegram pushes; one with the right secret is worth nothing.
        pace: counts; one of its own when there is none.
    """
    counted = pace or Pace()

    @web.middleware
    async def paced(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = asker(request.remote, request.headers.getall("X-Forwarded-For", []), proxies)
        if address is None or request.path == _HEALTH:
            return await handler(request)
        pushed = request.path == pushes
        if wait := counted.wait(address):
            return _too_many(request, wait, pushed=pushed)
        try:
            answer = await handler(request)
        except web.HTTPException as error:
            counted.charge(address, _cost(error.status, pushed=pushed))
            raise
        counted.charge(address, _cost(answer.status, pushed=pushed))
        return answer

    pages.middlewares.append(paced)


def asker(peer: str | None, forwarded: Collection[str], proxies: Collection[Network]) -> str | None:
    """Who asks, as far as it can be known; None for a proxy on this machine whose word nobody has told us to take.

    The last address that no trusted proxy has is the one that a trusted proxy saw; whatever stands before it, anybody
    may have written.

    >>> from ipaddress import ip_network
    >>> local = [ip_network("127.0.0.0/8")]
    >>> asker("127.0.0.1", ["10.9.9.9, 203.0.113.7"], local), asker("127.0.0.1", ["203.0.113.7"], [])
    ('203.0.113.7', None)
    >>> asker("198.51.100.1", ["203.0.113.7"], local), asker("2001:db8:1:2:3::4", [], [])
    ('198.51.100.1', '2001:db8:1:2::')
    """
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    for hop in [peer or "", *reversed(hops)]:
        try:
            address = ip_address(hop)
        except ValueError:
            return None  # of a socket file, or words of a proxy that we do not understand
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        address = mapped or address
        if any(address in network for network in proxies):
            continue
        if address.is_loopback:
            return None
        if isinstance(address, IPv6Address):
            return str(IPv6Network((address, _HOME_BITS), strict=False).network_address)
        return str(address)
    return None


def _cost(status: int, *, pushed: bool) -> float:
    if status in _MISSES:
        return MISS
    return 0.0 if pushed else 1.0


def _too_many(request: web.Request, wait: float, *, pushed: bool) -> web.Response:
    headers = {"Retry-After": str(ceil(wait))}
    if pushed:
        return web.Response(status=429, headers={**HEADERS, **headers})
    language = wished_language(request.headers.get("Accept-Language", ""))
    answer = html(sorry_page(language, "too-many-requests"), style_source(), 429)
    answer.headers.update(headers)
    return answer
