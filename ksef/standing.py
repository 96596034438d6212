"""How a company stands at KSeF: what it may do there, and how much of it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from invoicing.model.errors import LatarnikError
from ksef.client import KsefClient
from ksef.tokens import Jwt

ISSUING = "InvoiceWrite"
_OWNER = "Owner"
_CLAIMS = ("per", "rol")  # as the official client reads them; nowhere promised, so nothing is decided by them


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits as KSeF tells them; None where it tells nothing.

    Attributes:
        online, batch: invoices in one session.
        certificates: how many more the subject may have.
    """

    online: int | None
    batch: int | None
    certificates: int | None


def permissions_in(access: Jwt) -> frozenset[str]:
    """The permissions written in an access token, to be shown to a person; empty when none can be read.

    >>> from datetime import UTC, datetime
    >>> permissions_in(Jwt("e30.eyJwZXIiOlsiSW52b2ljZVdyaXRlIl19.x", datetime(2026, 11, 20, tzinfo=UTC)))
    frozenset({'InvoiceWrite'})
    """
    try:
        part = access.token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        listed = [one for name in _CLAIMS for one in _several(claims.get(name))]
    except (AttributeError, IndexError, ValueError):
        return frozenset()
    return frozenset(str(one) for one in listed)


def may_issue(permissions: frozenset[str]) -> bool | None:
    """Whether they let invoices be issued; None when none are known."""
    return bool(permissions & {ISSUING, _OWNER}) if permissions else None


async def limits_of(client: KsefClient, access: Jwt) -> Limits:
    """What KSeF allows this company; what it does not tell is None, for this is only shown."""
    context = await _asked(client, "/limits/context", access)
    certificates = await _asked(client, "/certificates/limits", access)
    return Limits(
        _number(context, "onlineSession", "maxInvoices"),
        _number(context, "batchSession", "maxInvoices"),
        _number(certificates, "certificate", "remaining"),
    )


async def _asked(client: KsefClient, path: str, access: Jwt) -> dict[str, Any]:
    try:
        return await client.call_json("GET", path, token=access.token)
    except LatarnikError:
        return {}


def _number(body: dict[str, Any], group: str, name: str) -> int | None:
    inner = body.get(group)
    value = inner.get(name) if isinstance(inner, dict) else None
    return value if isinstance(value, int) else None


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
