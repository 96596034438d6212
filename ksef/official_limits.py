"""KSeF's official request limits, and the group that counts a call (API, section "Limity", state of 2.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

NO_LIMIT = -1
Rates = tuple[int, int, int]
OFFICIAL: Mapping[str, Rates] = {
    "onlineSession": (10, 30, 120),
    "onlineSessionClose": (20, 60, 240),
    "batchSession": (10, 20, 60),
    "batchSessionClose": (20, 40, 120),
    "invoiceSend": (10, 30, 180),
    "invoiceStatus": (30, 120, 1200),
    "sessionList": (5, 10, 60),
    "sessionInvoiceList": (10, 20, 200),
    "sessionMisc": (10, 120, 1200),
    "invoiceMetadata": (8, 16, 20),
    "invoiceExport": (8, 16, 20),
    "invoiceExportStatus": (10, 60, 600),
    "invoiceDownload": (8, 16, 64),
    "collectiveIdentifier": (20, 120, 240),
    "other": (10, 30, 120),
    "anonymous": (60, NO_LIMIT, NO_LIMIT),
    "global": (75, NO_LIMIT, NO_LIMIT),
}
"""Calls allowed in a second, a minute and an hour."""

_WIRE = ("perSecond", "perMinute", "perHour")
_ONE = r"/[^/]+"
_GROUPS: Sequence[tuple[str, re.Pattern[str], str]] = [
    (method, re.compile(path), group)
    for method, path, group in (
        ("POST", "/sessions/online", "onlineSession"),
        ("POST", f"/sessions/online{_ONE}/close", "onlineSessionClose"),
        ("POST", f"/sessions/online{_ONE}/invoices", "invoiceSend"),
        ("POST", "/sessions/batch", "batchSession"),
        ("POST", f"/sessions/batch{_ONE}/close", "batchSessionClose"),
        ("GET", "/sessions", "sessionList"),
        ("GET", f"/sessions{_ONE}/invoices(/failed)?", "sessionInvoiceList"),
        ("GET", f"/sessions{_ONE}/invoices{_ONE}", "invoiceStatus"),
        ("GET", "/sessions/.+", "sessionMisc"),
        ("POST", "/invoices/query/metadata", "invoiceMetadata"),
        ("POST", "/invoices/exports", "invoiceExport"),
        ("GET", f"/invoices/exports{_ONE}", "invoiceExportStatus"),
        ("GET", f"/invoices/ksef{_ONE}", "invoiceDownload"),
        ("(POST|GET)", "/collective-identifiers.*", "collectiveIdentifier"),
    )
]
_IDENTIFIER = re.compile(r"/(?=[^/]*\d)[^/]{10,}")  # a reference or a serial number inside a path


def group_of(method: str, path: str) -> str:
    """The group that counts a call; operations without one of their own are counted each for itself.

    >>> group_of("GET", "/sessions/20261120-SO-2F14610000-242991F8C9-B4/invoices/failed")
    'sessionInvoiceList'
    >>> group_of("GET", "/certificates/enrollments/20261120-EH-2F14610000-242991F8C9-B4")
    'other GET /certificates/enrollments/*'
    """
    for verb, shape, group in _GROUPS:
        if re.fullmatch(verb, method) and shape.fullmatch(path):
            return group
    return f"other {method} {_IDENTIFIER.sub('/*', path)}"


def rates_of(body: Mapping[str, Any]) -> dict[str, Rates]:
    """The effective limits that `GET /rate-limits` tells; groups nobody has told us of are left out.

    >>> rates_of({"invoiceSend": {"perSecond": 5, "perMinute": -1, "perHour": 90}, "invoiceFax": "new"})
    {'invoiceSend': (5, -1, 90)}
    """
    told = {group: _told(said) for group, said in body.items() if group in OFFICIAL}
    return {group: rates for group, rates in told.items() if rates is not None}


def _told(said: Any) -> Rates | None:
    values = [said.get(name) for name in _WIRE] if isinstance(said, dict) else []
    counts = [max(NO_LIMIT, value) for value in values if isinstance(value, int)]
    return (counts[0], counts[1], counts[2]) if len(counts) == len(_WIRE) else None
