"""Logging in: challenge, proof, polling, and the one redemption (documentation, "Uwierzytelnianie")."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.services.ports import Clock
from ksef.client import KsefClient, as_object
from ksef.credentials import CertificateCredentials, KeptLogin, KsefCredentials, TokenCredentials
from ksef.crypto import seal
from ksef.environments import KsefSettings
from ksef.errors import KsefRefused, KsefUnauthorized
from ksef.keys import PublicKeys, Usage
from ksef.status import LOGIN, LOGIN_REASONS, Meaning, meaning
from ksef.tokens import Jwt, Tokens
from ksef.xades import Signer

_WRONG_CHALLENGE = 21111
_ALREADY_REDEEMED = 21301
_WRONG_TOKEN = 450
_SKEW = timedelta(minutes=5)  # a clock that is wrong by more may be why a signature is refused

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a proof must name.

    Attributes:
        given_at: by KSeF's clock, in milliseconds; a token is sealed together with this very number.
    """

    text: str
    given_at: int

    @property
    def moment(self) -> datetime:
        """The same moment, aware."""
        return datetime.fromtimestamp(self.given_at / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in that KSeF has taken in hand: its reference, and the token by which its fate is asked for."""

    reference: str
    operation: Jwt

    @classmethod
    def of(cls, body: dict[str, Any]) -> Begun:
        """From KSeF's answer."""
        return cls(str(body.get("referenceNumber")), Jwt.read(body.get("authenticationToken")))

    @classmethod
    def read(cls, written: bytes) -> Begun:
        """As it was written."""
        return cls.of(json.loads(written))

    def written(self) -> bytes:
        """As JSON, to be sealed until the tokens are there."""
        body = {"referenceNumber": self.reference, "authenticationToken": self.operation.written()}
        return json.dumps(body).encode()


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
                why, those of `LOGIN_REASONS`; ksef-certificate-expired, ksef-clock and ksef-login-ended are ours.
        """
        if isinstance(credentials, KeptLogin):
            return await self._go_on(credentials)
        return await _in_words(self._prove(credentials))

    async def with_signed(self, document: bytes) -> Tokens:
        """Log in with an AuthTokenRequest that was signed elsewhere; its bytes go as they are. Raises as calling."""
        return await _in_words(self._completed(self._send(document)))

    async def begin_signed(self, document: bytes) -> Begun:
        """The first half of `with_signed`: KSeF has the document, and takes it once. Raises as calling."""
        return await _in_words(self._begun(self._send(document)))

    async def finish(self, begun: Begun) -> Tokens:
        """The second half; may be called again until the tokens are there.

        Raises:
            Refused: ksef-login-lost, the tokens were handed out before, or KSeF knows the log-in no more.
            LatarnikError: as calling.
        """
        try:
            return await self._finished(begun)
        except KsefUnauthorized as refusal:
            raise Refused("ksef-login-lost") from refusal
        except KsefRefused as refusal:
            lost = _ALREADY_REDEEMED in refusal.codes
            raise Refused("ksef-login-lost" if lost else "ksef-login-refused") from refusal

    async def challenge(self) -> Challenge:
        """A new challenge, good for ten minutes and one log-in. Raises as `KsefClient.call`."""
        body = await self._client.call_json("POST", "/auth/challenge")
        if not isinstance(body.get("challenge"), str) or not isinstance(body.get("timestampMs"), int):
            raise Misunderstood("ksef-unreadable", path="/auth/challenge")
        return Challenge(body["challenge"], body["timestampMs"])

    async def refresh(self, refresh_token: Jwt) -> Jwt:
        """A new access token; the refresh token stays as it is. Raises as `KsefClient.call`."""
        body = await self._client.call_json("POST", "/auth/token/refresh", token=refresh_token.token)
        return Jwt.read(body.get("accessToken"))

    async def _go_on(self, kept: KeptLogin) -> Tokens:
        """Go on with a log-in that a person signed; when it has ended, only a person can begin another."""
        if self._clock.now() >= kept.tokens.refresh.valid_until:
            raise Refused("ksef-login-ended")
        try:
            return Tokens(await self.refresh(kept.tokens.refresh), kept.tokens.refresh)
        except (KsefRefused, KsefUnauthorized) as refusal:
            raise Refused("ksef-login-ended") from refusal

    async def _prove(self, credentials: CertificateCredentials | TokenCredentials) -> Tokens:
        if isinstance(credentials, CertificateCredentials):
            return await self._completed(self._by_certificate(credentials))
        try:
            return await self._completed(self._keys.rotating(lambda: self._by_token(credentials)))
        except Refused as refusal:
            if refusal.details.get("status") != str(_WRONG_TOKEN) or not await self._key_has_changed():
                raise
        return await self._completed(self._by_token(credentials))

    async def _key_has_changed(self) -> bool:
        """Whether the key we sealed with is no longer the current one: then a "wrong token" was our doing."""
        used = await self._keys.current(Usage.TOKEN)
        self._keys.forget()
        return (await self._keys.current(Usage.TOKEN)).id != used.id

    async def _by_certificate(self, credentials: CertificateCredentials) -> dict[str, Any]:
        """Sign and send; the signature is dated by KSeF's clock, which is the one that will judge it."""
        signer = Signer(credentials)
        signer.check(self._clock.now())
        challenge = await self.challenge()
        document = signer.login_request(challenge.text, credentials.context, challenge.moment)
        try:
            return await self._send(document)
        except KsefRefused as refusal:
            skew = abs(challenge.moment - self._clock.now())
            if skew > _SKEW and _WRONG_CHALLENGE not in refusal.codes:
                raise Refused("ksef-clock", minutes=str(round(skew.total_seconds() / 60))) from refusal
            raise

    async def _send(self, document: bytes) -> dict[str, Any]:
        return as_object(await self._client.call("POST", "/auth/xades-signature", xml=document))

    async def _by_token(self, credentials: TokenCredentials) -> dict[str, Any]:
        key = await self._keys.current(Usage.TOKEN)
        challenge = await self.challenge()
        context = credentials.context
        body = {
            "challenge": challenge.text,
            "contextIdentifier": {"type": context.kind.value, "value": context.value},
            "encryptedToken": seal(key.key, f"{credentials.token}|{challenge.given_at}".encode()),
            "publicKeyId": key.id,
        }
        return await self._client.call_json("POST", "/auth/ksef-token", body=body)

    async def _completed(self, beginning: Awaitable[dict[str, Any]]) -> Tokens:
        return await self._finished(await self._begun(beginning))

    async def _begun(self, beginning: Awaitable[dict[str, Any]]) -> Begun:
        return Begun.of(await beginning)

    async def _finished(self, begun: Begun) -> Tokens:
        await self._wait(begun.reference, begun.operation)
        return await self._redeem(begun.operation)

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
        return Tokens.read(body)


async def _in_words(login: Awaitable[T]) -> T:
    """What KSeF refuses during a log-in, as what it means for a company."""
    try:
        return await login
    except KsefRefused as refusal:
        if _WRONG_CHALLENGE in refusal.codes:
            raise Unavailable("ksef-login-expired") from refusal
        details = {name: refusal.details.get(name, "") for name in ("codes", "text")}
        raise Refused("ksef-login-refused", **details) from refusal
    except KsefUnauthorized as refusal:
        raise Unavailable("ksef-login-lost") from refusal


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
