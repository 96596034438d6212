"""The Ministry's public keys: fetched, kept for a day, dropped when KSeF withdraws one."""

from __future__ import annotations

import base64
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeGuard, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.services.ports import Clock
from ksef import crypto
from ksef.client import KsefClient
from ksef.errors import KsefRefused
from ksef.flight import SingleFlight
from ksef.status import KEY_IS_GONE

log = logging.getLogger(__name__)

T = TypeVar("T")
_FRESH = timedelta(hours=24)
_STALE = timedelta(hours=30)  # how long a list serves when a new one cannot be had


class Usage(StrEnum):
    """What a public key is for (wire values)."""

    TOKEN = "KsefTokenEncryption"  # noqa: S105  # a word of the API, no secret
    SYMMETRIC_KEY = "SymmetricKeyEncryption"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key of the Ministry; `id` is sent back so that KSeF knows which one we used."""

    id: str
    usages: frozenset[str]
    valid_from: datetime
    valid_to: datetime
    key: crypto.PublicKey = field(repr=False)

    def serves(self, usage: Usage, now: datetime) -> bool:
        """Whether it may be used for that now; keys of documents are sealed with RSA only (documentation, "Szyfrowanie")."""
        if usage is Usage.SYMMETRIC_KEY and not isinstance(self.key, RSAPublicKey):
            return False
        return usage in self.usages and self.valid_from <= now < self.valid_to


class PublicKeys:
    """The list of keys, one for all companies."""

    def __init__(self, client: KsefClient, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._keys: tuple[PublicKey, ...] = ()
        self._fetched_at: datetime | None = None
        self._fetching = SingleFlight[None]()

    async def current(self, usage: Usage) -> PublicKey:
        """The newest key of that usage that is valid now.

        Raises:
            Unavailable: the list cannot be had.
            Misunderstood: it holds no such key.
        """
        if self._age() > _FRESH:
            await self._refresh()
        now = self._clock.now()
        fit = [each for each in self._keys if each.serves(usage, now)]
        if not fit:
            self.forget()
            raise Misunderstood("ksef-no-public-key", usage=usage.value)
        return max(fit, key=lambda each: (each.valid_from, isinstance(each.key, RSAPublicKey)))

    def forget(self) -> None:
        """Fetch the list anew next time."""
        self._keys, self._fetched_at = (), None

    async def rotating(self, call: Callable[[], Awaitable[T]]) -> T:
        """Run a call that encrypts; once more with a new list when KSeF has withdrawn the key (21470)."""
        try:
            return await call()
        except KsefRefused as refusal:
            if KEY_IS_GONE not in refusal.codes:
                raise
        self.forget()
        return await call()

    def _age(self) -> timedelta:
        return self._clock.now() - self._fetched_at if self._fetched_at else timedelta.max

    async def _refresh(self) -> None:
        try:
            await self._fetching(self._fetch)
        except Unavailable:
            if self._age() > _STALE:
                raise
            log.warning("KSeF does not give its public keys, yesterday's serve on")

    async def _fetch(self) -> None:
        answer = await self._client.call("GET", "/security/public-key-certificates")
        try:
            keys = tuple(key for each in answer.json() if (key := _read(each)) is not None)
        except (ValueError, KeyError, TypeError) as error:
            raise Misunderstood("ksef-unreadable", path="/security/public-key-certificates") from error
        self._keys, self._fetched_at = keys, self._clock.now()


def _read(entry: dict[str, Any]) -> PublicKey | None:
    certificate = x509.load_der_x509_certificate(base64.b64decode(entry["certificate"]))
    key = certificate.public_key()
    if not _is_usable(key):
        log.warning("KSeF publishes a key of a kind we cannot use", extra={"id": entry.get("publicKeyId")})
        return None
    return PublicKey(
        id=str(entry["publicKeyId"]),
        usages=frozenset(entry["usage"]),
        valid_from=datetime.fromisoformat(entry["validFrom"]),
        valid_to=datetime.fromisoformat(entry["validTo"]),
        key=key,
    )


def _is_usable(key: object) -> TypeGuard[crypto.PublicKey]:
    if isinstance(key, EllipticCurvePublicKey):
        return isinstance(key.curve, SECP256R1)
    return isinstance(key, RSAPublicKey)
