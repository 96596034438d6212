"""The access of one company: logged in once, refreshed before it ends, logged in anew when KSeF says so."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from invoicing.model.errors import Unavailable
from invoicing.services.ports import Clock
from ksef.auth import Login
from ksef.credentials import KsefCredentials
from ksef.errors import KsefRefused, KsefUnauthorized
from ksef.flight import SingleFlight
from ksef.probes import LoginLog
from ksef.tokens import Jwt, Tokens

log = logging.getLogger(__name__)

T = TypeVar("T")
_MARGIN = timedelta(seconds=90)  # a call must still arrive with a good token, and clocks differ


class Access:
    """Hands out the access token of one company; many callers make one log-in."""

    def __init__(
        self,
        login: Login,
        clock: Clock,
        credentials: Callable[[], Awaitable[KsefCredentials]],
        greeted: Callable[[str], Awaitable[None]] | None = None,
        logins: LoginLog | None = None,
    ) -> None:
        self._login, self._clock, self._credentials, self._greeted = login, clock, credentials, greeted
        self._logins = logins or LoginLog(clock)
        self._tokens: Tokens | None = None
        self._renewing = SingleFlight[Jwt]()

    async def authorized(self, call: Callable[[str], Awaitable[T]]) -> T:
        """Run a call with a token; once more with a new one when KSeF does not know it.

        Raises:
            Refused: what `Login` raises, which is where an access that does not serve shows; what the call raises.
            Unavailable: KSeF does not know the token either that it has just given; what the call raises.
        """
        token = await self._token()
        try:
            return await call(token)
        except KsefUnauthorized:
            self._forget(token)
        fresh = await self._token()
        try:
            return await call(fresh)
        except KsefUnauthorized as refusal:
            self._forget(fresh)
            raise Unavailable("ksef-unavailable", status="401") from refusal

    async def _token(self) -> str:
        if self._tokens is not None and self._is_good(self._tokens.access):
            return self._tokens.access.token
        return (await self._renewing(self._renew)).token

    def _forget(self, token: str) -> None:
        """Drop everything, unless somebody else has already got a newer one."""
        if self._tokens is not None and self._tokens.access.token == token:
            self._tokens = None

    def _is_good(self, jwt: Jwt) -> bool:
        return self._clock.now() + _MARGIN < jwt.valid_until

    async def _renew(self) -> Jwt:
        try:
            access = await self._renewed()
        except Unavailable as silence:
            self._logins.failed(silence)
            raise
        self._logins.came_through()
        if self._greeted is not None:
            await self._greeted(access.token)
        return access

    async def _renewed(self) -> Jwt:
        tokens = self._tokens  # a call that is refused meanwhile drops them
        if tokens is not None and self._is_good(tokens.refresh):
            try:
                access = await self._login.refresh(tokens.refresh)
            except (KsefRefused, KsefUnauthorized) as refusal:
                log.info("KSeF does not refresh, logging in anew", extra={"reason": refusal.reason})
            else:
                self._tokens = Tokens(access, tokens.refresh)
                return access
        self._tokens = None
        self._tokens = await self._login(await self._credentials())
        return self._tokens.access
