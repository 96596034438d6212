"""What became of the invoices of a batch session: by its receipts, then by the list of the failed.

Asking for each invoice would cost a call each; a receipt page proves up to ten thousand at once and is fetched by an
address that counts against no limit.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.services.ksef_ports import (
    Accepted,
    BatchPage,
    BatchPhase,
    BatchState,
    SendAgain,
    SubmissionOutcome,
)
from ksef.duplicates import Duplicates
from ksef.errors import KsefRefused
from ksef.outcomes import refusal_of
from ksef.reading import Reading
from ksef.status import INVOICE, Meaning, meaning
from ksef.upo import read_upo

log = logging.getLogger(__name__)

_READY = frozenset({200, 445})
_OPEN = 100
_FAILED = 400
_PAGE = 1000

Verdict = tuple[bytes, SubmissionOutcome]


def state_of(body: Mapping[str, Any]) -> BatchState:
    """Where a batch session stands (`SessionStatusResponse`); a code nobody has told us of counts by its hundred.

    Raises:
        Misunderstood: there is no status in it.
    """
    status = body.get("status")
    if not isinstance(status, dict) or not isinstance(status.get("code"), int):
        raise Misunderstood("ksef-unreadable", path="/sessions")
    code: int = status["code"]
    return BatchState(
        phase=_phase(code),
        status=code,
        description=str(status.get("description") or ""),
        details=tuple(str(each) for each in status.get("details") or ()),
        invoices=_count(body, "invoiceCount"),
        accepted=_count(body, "successfulInvoiceCount"),
        rejected=_count(body, "failedInvoiceCount"),
    )


def _phase(code: int) -> BatchPhase:
    if code in _READY:
        return BatchPhase.READY
    if code == _OPEN:
        return BatchPhase.OPEN
    return BatchPhase.WORKING if code < _FAILED else BatchPhase.DEAD


def _count(body: Mapping[str, Any], name: str) -> int | None:
    count = body.get(name)
    return count if isinstance(count, int) else None


class BatchVerdicts:
    """Goes through the verdicts of one session, page by page; raises as the port, and `KsefRefused`."""

    def __init__(self, reading: Reading, reference: str) -> None:
        self._reading, self._reference = reading, reference
        self._duplicates = Duplicates(reading)

    async def __aiter__(self) -> AsyncIterator[BatchPage]:
        """Receipts first, then failures."""
        body = await self._reading.json("GET", f"/sessions/{self._reference}")
        upo = body.get("upo")
        for page in (upo.get("pages") or ()) if isinstance(upo, dict) else ():
            yield await self._receipt(page)
        if body.get("failedInvoiceCount") != 0:
            async for failed in self._failed():
                yield failed

    async def _receipt(self, page: Mapping[str, Any]) -> BatchPage:
        upo = await self._content(page)
        entries = read_upo(upo)
        return BatchPage(
            tuple(
                (each.sha256, Accepted(each.number, each.received_at, each.numbered_at, each.offline, upo))
                for each in entries
            )
        )

    async def _content(self, page: Mapping[str, Any]) -> bytes:
        """By the presigned address; by the API when that fails."""
        url, reference = page.get("downloadUrl"), page.get("referenceNumber")
        if isinstance(url, str) and self._reading.client.is_ours(url):
            try:
                return await self._reading.client.download(url)
            except (KsefRefused, Misunderstood, Unavailable) as error:
                log.info("the presigned address of a receipt does not serve", extra={"reason": error.reason})
        return await self._reading.content(f"/sessions/{self._reference}/upo/{reference}")

    async def _failed(self) -> AsyncIterator[BatchPage]:
        path = f"/sessions/{self._reference}/invoices/failed?pageSize={_PAGE}"
        token: str | None = None
        while True:
            headers = {"x-continuation-token": token} if token else {}
            body = await self._reading.json("GET", path, headers=headers)
            rows = body.get("invoices")
            if not isinstance(rows, list):
                raise Misunderstood("ksef-unreadable", path="/sessions/invoices/failed")
            yield BatchPage(tuple([await self._verdict(row) for row in rows]))
            token = body.get("continuationToken")
            if not token:
                return

    async def _verdict(self, row: Mapping[str, Any]) -> Verdict:
        try:
            sha256 = base64.b64decode(row["invoiceHash"], validate=True)
            status = row["status"]
            code = int(status["code"])
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise Misunderstood("ksef-unreadable", path="/sessions/invoices/failed") from error
        match meaning(INVOICE, code):
            case Meaning.DUPLICATE:
                return sha256, await self._duplicates.judge(status, sha256) or refusal_of(status)
            case Meaning.REFUSED:
                return sha256, refusal_of(status)
            case _:
                return sha256, SendAgain(code)
