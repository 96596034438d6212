"""Logging in: challenge, proof, polling, and the one redemption (documentation, "Uwierzytelnianie")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.services.ports import Clock
from ksef.client import KsefClient, as_object
from ksef.credentials import CertificateCredentials, KsefCredentials, TokenCredentials
from ksef.crypto import seal
from ksef.environments import KsefSettings
from ksef.errors import KsefRefused, KsefUnauthorized
from ksef.keys import PublicKeys, Usage
from ksef.status import LOGIN, LOGIN_REASONS, Meaning, meaning
from ksef.xades import Signer

_WRONG_CHALLENGE = 21111
_WRONG_TOKEN = 450

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Jwt:
    """A token of KSeF, opaque to us, and until when it is good."""

    token: str = field(repr=False)
    valid_until: datetime

    @classmethod
    def read(cls, body: Any) -> Jwt:
        """From JSON.

        Raises:
            Misunderstood: it is no token.
        """
        try:
            return cls(str(body["token"]), datetime.fromisoformat(body["validUntil"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Misunderstood("ksef-unreadable", path="/auth") from error


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a log-in yields: the access token for minutes, the refresh token for days."""

    access: Jwt
    refresh: Jwt


class Login:
    """Logs in, by certificate or by token, and refreshes."""

    def __init__(
        self, client: KsefClient, keys: PublicKeys, settings: KsefSettings, clock: Clock, sleep: Sleep
    ) -> None:
        self._client, self._keys, self._settings = client, keys, settings
        self._clock, self._sleep = clock, sleep

    async def __call__(self, credentials: KsefCredentials) -> Tokens:
        """Log in anew.

        Raises:
            Unavailable: KSeF is silent, slow, or lost the answer of the redemption: start again later.
            Refused: it refuses this certificate, token or context; reasons ksef-login-refused and, where KSeF says
                why, those of `LOGIN_REASONS`.
        """
        try:
            return await self._prove(credentials)
        except KsefRefused as refusal:
            if _WRONG_CHALLENGE in refusal.codes:
                raise Unavailable("ksef-login-expired") from refusal
            raise Refused("ksef-login-refused", codes=refusal.details["codes"]) from refusal
        except KsefUnauthorized as refusal:
            raise Unavailable("ksef-login-lost") from refusal

    async def refresh(self, refresh_token: Jwt) -> Jwt:
        """A new access token; the refresh token stays as it is. Raises as `KsefClient.call`."""
        body = await self._client.call_json("POST", "/auth/token/refresh", token=refresh_token.token)
        return Jwt.read(body.get("accessToken"))

    async def _prove(self, credentials: KsefCredentials) -> Tokens:
        if isinstance(credentials, CertificateCredentials):
            return await self._complete(await self._by_certificate(credentials))
        try:
            return await self._complete(await self._keys.rotating(lambda: self._by_token(credentials)))
        except Refused as refusal:
            if refusal.details.get("status") != str(_WRONG_TOKEN) or not await self._key_has_changed():
                raise
        return await self._complete(await self._by_token(credentials))

    async def _key_has_changed(self) -> bool:
        """Whether the key we sealed with is no longer the current one: then a "wrong token" was our doing."""
        used = await self._keys.current(Usage.TOKEN)
        self._keys.forget()
        return (await self._keys.current(Usage.TOKEN)).id != used.id

    async def _by_certificate(self, credentials: CertificateCredentials) -> dict[str, Any]:
        signer = Signer(credentials)
        challenge = await self._challenge()
        document = signer.login_request(challenge["challenge"], str(credentials.nip), self._clock.now())
        return as_object(await self._client.call("POST", "/auth/xades-signature", xml=document))

    async def _by_token(self, credentials: TokenCredentials) -> dict[str, Any]:
        key = await self._keys.current(Usage.TOKEN)
        challenge = await self._challenge()
        secret = f"{credentials.token}|{challenge['timestampMs']}".encode()
        body = {
            "challenge": challenge["challenge"],
            "contextIdentifier": {"type": "Nip", "value": str(credentials.nip)},
            "encryptedToken": seal(key.key, secret),
            "publicKeyId": key.id,
        }
        return await self._client.call_json("POST", "/auth/ksef-token", body=body)

    async def _challenge(self) -> dict[str, Any]:
        body = await self._client.call_json("POST", "/auth/challenge")
        if not isinstance(body.get("challenge"), str) or not isinstance(body.get("timestampMs"), int):
            raise Misunderstood("ksef-unreadable", path="/auth/challenge")
        return body

    async def _complete(self, begun: dict[str, Any]) -> Tokens:
        operation = Jwt.read(begun.get("authenticationToken"))
        await self._wait(str(begun.get("referenceNumber")), operation)
        return await self._redeem(operation)

    async def _wait(self, reference: str, operation: Jwt) -> None:
        """Poll until KSeF has made up its mind, soon at first, then at the pace of the settings."""
        waited, pause = 0.0, self._settings.login_poll / 10
        while not _settled(await self._client.call_json("GET", f"/auth/{reference}", token=operation.token)):
            if waited >= self._settings.login_patience:
                raise Unavailable("ksef-login-slow")
            await self._sleep(pause)
            waited, pause = waited + pause, min(pause * 2, self._settings.login_poll)

    async def _redeem(self, operation: Jwt) -> Tokens:
        """One shot: a second redemption is refused, so a lost answer means a new log-in."""
        body = await self._client.call_json("POST", "/auth/token/redeem", token=operation.token)
        return Tokens(Jwt.read(body.get("accessToken")), Jwt.read(body.get("refreshToken")))


def _settled(body: dict[str, Any]) -> bool:
    """False while in progress; raises when KSeF has refused."""
    status = body.get("status")
    if not isinstance(status, dict) or not isinstance(status.get("code"), int):
        raise Misunderstood("ksef-unreadable", path="/auth")
    code: int = status["code"]
    means = meaning(LOGIN, code)
    if means is Meaning.REFUSED:
        details = "; ".join(str(each) for each in status.get("details") or ())[:300]
        raise Refused(LOGIN_REASONS.get(code, "ksef-login-refused"), status=str(code), text=details)
    if means is Meaning.SEND_AGAIN:
        raise Unavailable("ksef-login-cancelled", status=str(code))
    return means is Meaning.DONE
