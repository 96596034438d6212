"""OAuth2 for mailboxes of Microsoft: a code that a person types in once, and tokens that are renewed before they end.

The device authorization grant (RFC 8628) needs no browser on this machine and no address where we can be reached.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.services.ports import Clock

SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
EARLIER = timedelta(minutes=5)
"""How long before its end a token is renewed, so that none ends on the way."""
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER = 5.0  # seconds, RFC 8628 section 3.5

Post = Callable[[str, Mapping[str, str]], Awaitable[tuple[int, Mapping[str, object]]]]
"""Sends a form; the status and the JSON of the answer. Raises `Unavailable` when there is none."""
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a person types in, where, and how often (seconds) may be asked whether it was done."""

    secret: str = field(repr=False)
    user_code: str
    address: str
    every: float


@dataclass(frozen=True, slots=True)
class MailTokens:
    """An access token with its end, and the token that brings the next one."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lasts: timedelta


class MicrosoftLogin:
    """The counter where tokens are handed out.

    Args:
        post: sends forms.
        address: of the counter, up to and with /v2.0.
        client: the application that the operator has registered there.
    """

    def __init__(self, post: Post, address: str, client: str) -> None:
        self._post, self._address, self._client = post, address.rstrip("/"), client

    async def begin(self) -> DeviceCode:
        """Ask for a code.

        Raises:
            Refused: mailbox-oauth, with the counter's words.
        """
        said = await self._ask("devicecode", {"scope": SCOPE})
        return DeviceCode(
            _text(said, "device_code"),
            _text(said, "user_code"),
            _text(said, "verification_uri"),
            _number(said, "interval", 5),
        )

    async def finish(self, code: DeviceCode, sleep: Sleep = asyncio.sleep) -> MailTokens:
        """Wait until the person has typed the code in.

        Raises:
            Refused: mailbox-oauth: they declined, or the code has run out.
        """
        every = code.every
        while True:
            await sleep(every)
            status, said = await self._form("token", {"grant_type": _DEVICE, "device_code": code.secret})
            if status == 200:
                return _tokens(said, "")
            if said.get("error") == "slow_down":
                every += _SLOWER
            elif said.get("error") != "authorization_pending":
                raise _declined(said)

    async def renew(self, refresh: str) -> MailTokens:
        """The next token.

        Raises:
            Refused: mailbox-oauth: the person took the permission back, or it has run out.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh, "scope": SCOPE}
        return _tokens(await self._ask("token", form), refresh)

    async def _ask(self, what: str, form: Mapping[str, str]) -> Mapping[str, object]:
        status, said = await self._form(what, form)
        if status != 200:
            raise _declined(said)
        return said

    async def _form(self, what: str, form: Mapping[str, str]) -> tuple[int, Mapping[str, object]]:
        status, said = await self._post(f"{self._address}/{what}", {"client_id": self._client, **form})
        if status >= 500:
            raise Unavailable(service="oauth", status=str(status))
        return status, said


class KeptToken:
    """The access token of one mailbox, renewed before it ends.

    Args:
        login: the counter.
        refresh: reads the newest refresh token.
        keep: stores a newer one: some are good for one use.
        clock: the time.
    """

    def __init__(
        self,
        login: MicrosoftLogin,
        refresh: Callable[[], Awaitable[str]],
        keep: Callable[[str], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._login, self._refresh, self._keep, self._clock = login, refresh, keep, clock
        self._turn = asyncio.Lock()
        self._now: tuple[str, datetime] | None = None

    async def __call__(self) -> str:
        """A token that is good for the next minutes.

        Raises:
            Unavailable: reason mail-login when the permission is gone; else the counter does not answer.
        """
        async with self._turn:
            if self._now is None or self._now[1] - EARLIER <= self._clock.now():
                old = await self._refresh()
                try:
                    tokens = await self._login.renew(old)
                except Refused as error:
                    raise Unavailable(
                        "mail-login", service="oauth", text=error.details.get("text", "")
                    ) from error
                if tokens.refresh != old:
                    await self._keep(tokens.refresh)
                self._now = tokens.access, self._clock.now() + tokens.lasts
            return self._now[0]


def _tokens(said: Mapping[str, object], refresh: str) -> MailTokens:
    newer = said.get("refresh_token")
    lasts = timedelta(seconds=_number(said, "expires_in", 3600))
    return MailTokens(_text(said, "access_token"), str(newer) if newer else refresh, lasts)


def _text(said: Mapping[str, object], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not found:
        raise Misunderstood(service="oauth", field=name)
    return found


def _number(said: Mapping[str, object], name: str, otherwise: float) -> float:
    found = said.get(name)
    return float(found) if isinstance(found, int | float) else otherwise


def _declined(said: Mapping[str, object]) -> Refused:
    return Refused("mailbox-oauth", text=str(said.get("error", ""))[:100])
