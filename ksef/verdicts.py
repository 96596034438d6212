"""What became of the invoices of a batch session: by its receipts, then by the list of the failed.

Asking for each invoice would cost a call each; a receipt page proves up to ten thousand at once and is fetched by an
address that counts against no limit. What neither tells of is looked up in the list of all.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from invoicing.model.errors import LatarnikError, Misunderstood, Unavailable
from invoicing.services.ksef_ports import (
    BatchPage,
    BatchPhase,
    BatchState,
    Pending,
    SendAgain,
    SubmissionOutcome,
)
from ksef.duplicates import Duplicates
from ksef.errors import KsefRefused
from ksef.outcomes import number_of, refusal_of
from ksef.reading import Reading
from ksef.receipts import fetch_acceptance, session_receipts
from ksef.status import INVOICE, NOT_YET_AVAILABLE, Meaning, meaning

_READY = frozenset({200, 445})
_OPEN = 100
_FAILED = 400
_PAGE = 1000
_DIGEST = 32  # bytes of a SHA-256
_ABOUT_ONE = {"ksef-original-unreadable"}  # keeps one invoice waiting, not those behind it

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


@dataclass(frozen=True, slots=True)
class _Row:
    """What a list of a session says of one invoice (`SessionInvoiceStatusResponse`)."""

    sha256: bytes
    meaning: Meaning
    said: Mapping[str, Any]

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> _Row:
        try:
            sha256 = base64.b64decode(said["invoiceHash"], validate=True)
            row = cls(sha256, meaning(INVOICE, int(said["status"]["code"])), said)
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise _unreadable() from error
        details, extensions = row.status.get("details"), row.status.get("extensions")
        if len(sha256) != _DIGEST or not isinstance(details, list | None):
            raise _unreadable()
        if not isinstance(extensions, dict | None):
            raise _unreadable()
        return row

    @property
    def status(self) -> Mapping[str, Any]:
        status: Mapping[str, Any] = self.said["status"]
        return status


def _unreadable() -> Misunderstood:
    return Misunderstood("ksef-unreadable", path="/sessions/invoices")


class BatchVerdicts:
    """Goes through the verdicts of one session, page by page; raises as the port, and `KsefRefused`.

    Each document gets one verdict. Whose a duplicate is costs a call, so that is remembered: who has to come back,
    because a limit is reached, goes on where he was.
    """

    def __init__(self, reading: Reading, reference: str) -> None:
        self.reading, self._reference = reading, reference
        self._duplicates = Duplicates(reading)
        self._judged: dict[bytes, SubmissionOutcome] = {}
        self._told: set[bytes] = set()
        self._rows = 0
        self._trouble: LatarnikError | None = None

    async def __aiter__(self) -> AsyncIterator[BatchPage]:
        """Receipts first, then failures, then what neither has told of."""
        self._told, self._rows, self._trouble = set(), 0, None
        body = await self.reading.json("GET", f"/sessions/{self._reference}")
        async for receipts in session_receipts(self.reading, self._reference, body):
            self._rows += len(receipts)
            yield self._page(receipts)
        if body.get("failedInvoiceCount") != 0:
            async for page in self._listed("/invoices/failed"):
                yield page
        if self._rows < (_count(body, "invoiceCount") or 0):
            async for page in self._listed("/invoices"):
                yield page
        if self._trouble is not None:
            raise self._trouble

    async def _listed(self, path: str) -> AsyncIterator[BatchPage]:
        path = f"/sessions/{self._reference}{path}?pageSize={_PAGE}"
        token: str | None = None
        while True:
            headers = {"x-continuation-token": token} if token else {}
            body = await self.reading.json("GET", path, headers=headers)
            rows = body.get("invoices")
            if not isinstance(rows, list):
                raise _unreadable()
            self._rows += len(rows)
            async for page in self._pages(self._legible(rows)):
                yield page
            token = body.get("continuationToken")
            if not token:
                return

    def _legible(self, said: Sequence[Any]) -> list[_Row]:
        """The rows that can be read; the first that cannot is told of when all others have their verdict."""
        rows = []
        for each in said:
            try:
                rows.append(_Row.read(each))
            except Misunderstood as trouble:
                self._trouble = self._trouble or trouble
        return rows

    async def _pages(self, rows: Sequence[_Row]) -> AsyncIterator[BatchPage]:
        """Verdicts on the rows that are new, as far as we get; an end that comes too early is told afterwards."""
        new = [row for row in rows if row.sha256 not in self._told]
        end: Unavailable | None = None
        verdicts: list[Verdict] = []
        await self._duplicates.prepare([row.status for row in new if row.meaning is Meaning.DUPLICATE])
        for row in new:
            try:
                verdicts.append((row.sha256, await self._verdict(row)))
            except (Misunderstood, KsefRefused, Unavailable) as trouble:
                if isinstance(trouble, Unavailable) and trouble.reason not in _ABOUT_ONE:
                    end = trouble
                    break
                self._trouble = self._trouble or trouble
        if verdicts:
            yield self._page(verdicts)
        if end is not None:
            raise end

    def _page(self, verdicts: Sequence[Verdict]) -> BatchPage:
        new = {sha256: outcome for sha256, outcome in verdicts if sha256 not in self._told}
        self._told |= new.keys()
        return BatchPage(tuple(new.items()))

    async def _verdict(self, row: _Row) -> SubmissionOutcome:
        match row.meaning:
            case Meaning.PENDING:
                return Pending()
            case Meaning.DONE:
                return await self._accepted(row)
            case Meaning.DUPLICATE:
                return await self._duplicate(row)
            case Meaning.REFUSED:
                return refusal_of(row.status)
            case Meaning.SEND_AGAIN:
                return SendAgain(int(row.status["code"]))

    async def _accepted(self, row: _Row) -> SubmissionOutcome:
        """Accepted, though no receipt of the session says so: it has one of its own."""
        number = number_of(row.said.get("ksefNumber"))
        path = f"/sessions/{self._reference}/invoices/{row.said.get('referenceNumber')}/upo"
        try:
            return await fetch_acceptance(
                self.reading, row.said.get("upoDownloadUrl"), path, number, row.sha256
            )
        except KsefRefused as refusal:
            if NOT_YET_AVAILABLE.intersection(refusal.codes):
                return Pending()
            raise

    async def _duplicate(self, row: _Row) -> SubmissionOutcome:
        if row.sha256 not in self._judged:
            owner = await self._duplicates.judge(row.status, row.sha256)
            self._judged[row.sha256] = owner or refusal_of(row.status)
        return self._judged[row.sha256]
