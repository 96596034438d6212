"""Log-ins that KSeF remembers: listed, and ended (API, section "Sesje uwierzytelniania")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from invoicing.model.errors import Misunderstood
from ksef.client import KsefClient, as_object
from ksef.counters import Counter
from ksef.errors import KsefRefused, KsefUnauthorized
from ksef.tokens import Jwt

_ALREADY_OVER = frozenset({21301, 21304})
_PAGE = 100


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A log-in in the company's context; `method` and `status` are KSeF's own words."""

    reference: str
    begun_at: datetime
    method: str
    status: str
    is_current: bool


async def sessions_of(counter: Counter) -> list[LoginSession]:
    """Every log-in that KSeF still lists, newest first. Raises as `KsefClient.call`."""
    found: list[LoginSession] = []
    following: str | None = None
    while True:
        body = await counter.access.authorized(partial(_page, counter.client, following))
        found += [_read(item) for item in body.get("items") or []]
        following = body.get("continuationToken")
        if not following:
            return found


async def end_session(client: KsefClient, token: Jwt) -> None:
    """End the log-in of a token, access or refresh; one that is over already is no fault.

    An access token that was handed out serves until its end all the same, only nothing is refreshed any more.
    """
    try:
        await client.call("DELETE", "/auth/sessions/current", token=token.token)
    except KsefUnauthorized:
        return
    except KsefRefused as refusal:
        if not _ALREADY_OVER & set(refusal.codes):
            raise


async def _page(client: KsefClient, following: str | None, token: str) -> dict[str, Any]:
    headers = {"x-continuation-token": following} if following else None
    return as_object(
        await client.call("GET", f"/auth/sessions?pageSize={_PAGE}", token=token, headers=headers)
    )


def _read(item: Any) -> LoginSession:
    try:
        method = item.get("authenticationMethodInfo") or {}
        return LoginSession(
            reference=str(item["referenceNumber"]),
            begun_at=datetime.fromisoformat(item["startDate"]),
            method=str(method.get("displayName") or method.get("code") or ""),
            status=str(item["status"]["description"]),
            is_current=item.get("isCurrent") is True,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Misunderstood("ksef-unreadable", path="/auth/sessions") from error
