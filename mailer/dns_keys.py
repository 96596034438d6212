"""Keys by which domains sign their letters, asked of the DNS: remembered for a while, and never waited for long."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

import dns.asyncresolver
import dns.exception
import dns.rdatatype
import dns.resolver

log = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds for one name, retries included; who is slower has not signed."""
REMEMBERED = 1000
"""Names: a flood of invented domains cannot fill the memory."""
_LONGEST = 3600.0  # seconds; a key that a domain takes back shall not live on here
_NOTHING = 300.0  # seconds for which "no such name" is believed
_LARGEST = 4096  # bytes of a record


class DnsKeys:
    """Looks TXT records up (`KeyLookup`).

    Args:
        resolver: host:port of a resolver; None for the machine's own.
        ticking: seconds that only grow.
    """

    def __init__(self, resolver: str | None = None, ticking: Callable[[], float] = time.monotonic) -> None:
        self._place, self._ticking = resolver, ticking
        self._resolver: dns.asyncresolver.Resolver | None = None
        self._known: OrderedDict[str, tuple[float, bytes | None]] = OrderedDict()

    async def __call__(self, name: str) -> bytes | None:
        """The record, its strings joined; None when there is none, several, or no answer in time."""
        known = self._known.get(name)
        if known is not None and self._ticking() < known[0]:
            return known[1]
        try:
            record, lasts = await self._asked(name)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            record, lasts = None, _NOTHING
        except (dns.exception.DNSException, OSError) as error:
            log.warning("no answer about a key", extra={"key": name, "error": repr(error)[:200]})
            return None  # not remembered: it may come back
        self._keep(name, self._ticking() + lasts, record)
        return record

    async def _asked(self, name: str) -> tuple[bytes | None, float]:
        if self._resolver is None:
            self._resolver = _resolver(self._place)
        answer = await self._resolver.resolve(name, dns.rdatatype.TXT, lifetime=PATIENCE, search=False)
        records = [b"".join(each.strings) for each in answer]
        lasts = min(float(answer.rrset.ttl if answer.rrset else 0), _LONGEST)
        return (records[0] if len(records) == 1 and len(records[0]) <= _LARGEST else None), lasts

    def _keep(self, name: str, until: float, record: bytes | None) -> None:
        self._known[name] = (until, record)
        self._known.move_to_end(name)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _resolver(place: str | None) -> dns.asyncresolver.Resolver:
    if place is None:
        return dns.asyncresolver.Resolver()
    host, _, port = place.rpartition(":")
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [host]
    resolver.port = int(port)
    return resolver
