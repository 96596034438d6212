"""Online sessions: opened when the first invoice comes, shared while good, replaced when KSeF drops one."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from invoicing.model.errors import LatarnikError, Misunderstood
from invoicing.services.ports import Clock
from ksef.access import Access
from ksef.client import KsefClient, as_object
from ksef.crypto import SymmetricKey
from ksef.errors import KsefRefused
from ksef.flight import SingleFlight
from ksef.keys import PublicKeys
from ksef.openings import FORM, encryption
from ksef.status import SESSION_IS_GONE

log = logging.getLogger(__name__)

_MARGIN = timedelta(minutes=10)  # of the twelve hours a session lives


@dataclass(frozen=True, slots=True)
class OnlineSession:
    """An open session and the key its documents are encrypted with."""

    reference: str
    valid_until: datetime
    key: SymmetricKey = field(repr=False, default_factory=SymmetricKey)


class Sessions:
    """The online sessions of one company."""

    def __init__(
        self, client: KsefClient, keys: PublicKeys, access: Access, clock: Clock, headers: Mapping[str, str]
    ) -> None:
        self._client, self._keys, self._access, self._clock = client, keys, access, clock
        self._headers = headers
        self._session: OnlineSession | None = None
        self._opening = SingleFlight[OnlineSession]()
        self._to_close: list[str] = []

    async def in_session(self, send: Callable[[OnlineSession], Awaitable[str]]) -> tuple[str, str]:
        """Send in the current session, once more in a new one when KSeF no longer takes into the old.

        Returns:
            References of the session and of the invoice in it.
        """
        session = await self._current()
        try:
            return session.reference, await send(session)
        except KsefRefused as refusal:
            if not SESSION_IS_GONE.intersection(refusal.codes):
                raise
            log.info("session is gone, opening another", extra={"codes": refusal.codes})
            self.drop(session.reference)
        session = await self._current()
        return session.reference, await send(session)

    def drop(self, reference: str) -> None:
        """Send nothing more into that session; it is closed at the end, its statuses stay readable."""
        if self._session is not None and self._session.reference == reference:
            self._session = None

    async def close(self) -> None:
        """Close every session we opened, so that KSeF makes its collective UPO; failures are only logged."""
        self._session = None
        while self._to_close:
            reference = self._to_close.pop()
            try:
                await self._access.authorized(partial(self._close, reference))
            except LatarnikError as error:
                log.info("session was not closed", extra={"session": reference, "reason": error.reason})

    async def _close(self, reference: str, token: str) -> None:
        await self._client.call("POST", f"/sessions/online/{reference}/close", token=token)

    async def _current(self) -> OnlineSession:
        session = self._session
        if session is not None and self._clock.now() + _MARGIN < session.valid_until:
            return session
        return await self._opening(self._open)

    async def _open(self) -> OnlineSession:
        session = await self._keys.rotating(lambda: self._access.authorized(self._open_with))
        self._to_close.append(session.reference)
        self._session = session
        return session

    async def _open_with(self, token: str) -> OnlineSession:
        key = SymmetricKey()
        body = {"formCode": FORM, "encryption": await encryption(self._keys, key)}
        answer = as_object(
            await self._client.call("POST", "/sessions/online", token=token, body=body, headers=self._headers)
        )
        return _session(answer, key)


def _session(answer: dict[str, Any], key: SymmetricKey) -> OnlineSession:
    try:
        return OnlineSession(
            str(answer["referenceNumber"]), datetime.fromisoformat(answer["validUntil"]), key
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Misunderstood("ksef-unreadable", path="/sessions/online") from error
