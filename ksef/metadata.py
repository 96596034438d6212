"""What KSeF tells of an invoice it keeps (`InvoiceMetadata`), as a value of ours."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from invoicing.model.errors import InvalidKsefNumber, Misunderstood
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.money import to_grosze
from invoicing.services.ksef_records import KsefEntry

_WHERE = "/invoices/query/metadata"


def parsed(content: bytes) -> dict[str, Any]:
    """A JSON object whose amounts stay as KSeF wrote them (Decimal, never float).

    Raises:
        Misunderstood: it is none.
    """
    try:
        body = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):  # the second for lists in lists in lists
        body = None
    if not isinstance(body, dict):
        raise Misunderstood("ksef-unreadable", path=_WHERE)
    return body


def entries_of(body: Mapping[str, Any]) -> tuple[KsefEntry, ...]:
    """The entries under `invoices`, in their order.

    Raises:
        Misunderstood: one of them lacks what the API promises; none may be skipped silently.
    """
    rows = body.get("invoices")
    if not isinstance(rows, list):
        raise Misunderstood("ksef-unreadable", path=_WHERE)
    try:
        return tuple(_entry(row) for row in rows)
    except InvalidKsefNumber as error:
        raise Misunderstood("ksef-number-unreadable", **error.details) from error
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, binascii.Error) as error:
        raise Misunderstood("ksef-unreadable", path=_WHERE) from error


def moment_of(body: Mapping[str, Any], name: str) -> datetime | None:
    """An instant of a body; None when it is null or absent.

    Raises:
        Misunderstood: it is no date with a time.
    """
    said = body.get(name)
    if said is None:
        return None
    try:
        return _moment(said)
    except (TypeError, ValueError) as error:
        raise Misunderstood("ksef-unreadable", path=_WHERE) from error


def _entry(row: Mapping[str, Any]) -> KsefEntry:
    seller, buyer = row["seller"], row["buyer"]
    return KsefEntry(
        ksef_number=KsefNumber.parse(row["ksefNumber"]),
        number=str(row["invoiceNumber"]),
        kind=str(row["invoiceType"]),
        issue_date=date.fromisoformat(row["issueDate"]),
        seller_nip=str(seller["nip"]),
        seller_name=str(seller.get("name") or ""),
        buyer=str(buyer["identifier"].get("value") or ""),
        buyer_name=str(buyer.get("name") or ""),
        gross=str(to_grosze(Decimal(row["grossAmount"]))),
        currency=str(row["currency"]),
        sha256=_digest(row["invoiceHash"]),
        received_by_ksef_at=_moment(row["invoicingDate"]),
        numbered_by_ksef_at=_moment(row["acquisitionDate"]),
        stored_by_ksef_at=_moment(row["permanentStorageDate"]),
        offline=row["invoicingMode"] == "Offline",
    )


def _digest(said: str) -> bytes:
    digest = base64.b64decode(said, validate=True)
    if len(digest) != 32:
        raise ValueError(said)
    return digest


def _moment(said: str) -> datetime:
    """An aware moment; more digits than a microsecond are cut off, so it never lies later than KSeF's."""
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError(said)
    return moment
