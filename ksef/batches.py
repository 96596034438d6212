"""Batch sessions: many invoices of a company in one package (API, section "Sesja wsadowa")."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.services.ksef_ports import BatchPage, BatchPhase, BatchState
from ksef.auth import Sleep
from ksef.client import as_object
from ksef.counters import Counter, Counters
from ksef.crypto import SymmetricKey
from ksef.errors import KsefRefused
from ksef.gateway import meant
from ksef.openings import FORM, encryption
from ksef.packing import COMPRESSION, Parcel, Part
from ksef.status import NOT_YET_AVAILABLE
from ksef.verdicts import BatchVerdicts, state_of

_PATH = "/sessions/batch"
_TOGETHER = 200  # documents packed in one breath of a thread
_UPLOADS = 3  # parts on their way at the same time
_FORBIDDEN = 403
_NO_SUCH_SESSION = 21173
_TOO_LATE = 21208  # closing after the window: KSeF has dropped the session
_TRIES, _PAUSE = 4, 1.0  # of one upload, and seconds before the second try; doubled each time


@dataclass(frozen=True, slots=True)
class _Upload:
    """Where a part goes, exactly as KSeF told."""

    method: str
    url: str
    headers: dict[str, str]


class KsefBatchesOverHttp:
    """Submits batches of any of our companies (port `KsefBatches`).

    Args:
        counters: the companies at KSeF.
        spool: folder for encrypted parts on their way; made when needed, for its owner alone.
        sleep: waits before an upload is tried again.
    """

    def __init__(self, counters: Counters, spool: Path, sleep: Sleep = asyncio.sleep) -> None:
        self._counters, self._spool, self._sleep = counters, spool, sleep
        self._judging: dict[str, BatchVerdicts] = {}

    async def send(
        self,
        company_id: UUID,
        documents: AsyncIterator[bytes],
        *,
        offline: bool,
        opened: Callable[[str], Awaitable[None]],
    ) -> None:
        """Pack, encrypt, open a session, upload the parts and close it; see the port."""
        counter, key = self._counters.of(company_id), SymmetricKey()
        self._spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        with await asyncio.to_thread(Parcel, self._spool, key) as parcel:
            parts = await _packed(parcel, documents)
            try:
                reference, uploads = await self._open(counter, parcel, parts, key, offline=offline)
                await opened(reference)
                await self._upload(counter, parts, uploads)
                await counter.access.authorized(partial(_close, counter, reference))
            except KsefRefused as refusal:
                if _TOO_LATE in refusal.codes:
                    raise Unavailable("ksef-batch-late") from refusal
                raise meant(refusal) from refusal

    async def state(self, company_id: UUID, reference: str) -> BatchState:
        """Where the session stands.

        Raises:
            Unavailable: ask again later.
            Refused: the company has no usable access.
        """
        try:
            return state_of(await self._counters.of(company_id).reading.json("GET", f"/sessions/{reference}"))
        except KsefRefused as refusal:
            if _NO_SUCH_SESSION in refusal.codes:  # opened with other credentials: a new one will tell
                return BatchState(BatchPhase.DEAD, _NO_SUCH_SESSION, "no such session")
            raise meant(refusal) from refusal

    async def verdicts(self, company_id: UUID, reference: str) -> AsyncIterator[BatchPage]:
        """The verdicts of a session that is READY: acceptances by its receipts, then refusals; see the port."""
        judging = self._judging_of(company_id, reference)
        try:
            async for page in judging:
                yield page
        except KsefRefused as refusal:
            if NOT_YET_AVAILABLE.intersection(refusal.codes):
                raise Unavailable("ksef-upo-late") from refusal
            raise meant(refusal) from refusal
        self._judging.pop(reference, None)

    def _judging_of(self, company_id: UUID, reference: str) -> BatchVerdicts:
        """Where we had to stop, unless the company has got another access since."""
        reading, going = self._counters.of(company_id).reading, self._judging.get(reference)
        if going is None or going.reading is not reading:
            going = self._judging[reference] = BatchVerdicts(reading, reference)
        return going

    async def _open(
        self, counter: Counter, parcel: Parcel, parts: Sequence[Part], key: SymmetricKey, *, offline: bool
    ) -> tuple[str, dict[int, _Upload]]:
        declared = [
            {"ordinalNumber": part.ordinal, "fileSize": part.size, "fileHash": part.digest} for part in parts
        ]
        file = {
            "fileSize": parcel.size,
            "fileHash": parcel.digest,
            "compressionType": COMPRESSION,
            "fileParts": declared,
        }
        body = {"formCode": FORM, "batchFile": file, "offlineMode": offline}

        async def ask(token: str) -> dict[str, Any]:
            full = body | {"encryption": await encryption(counter.keys, key)}
            return as_object(
                await counter.client.call("POST", _PATH, token=token, body=full, headers=counter.headers)
            )

        return _opened(await counter.keys.rotating(lambda: counter.access.authorized(ask)))

    async def _upload(self, counter: Counter, parts: Sequence[Part], uploads: dict[int, _Upload]) -> None:
        room = asyncio.Semaphore(_UPLOADS)

        async def one(part: Part) -> None:
            async with room:
                await self._put(counter, part, uploads[part.ordinal])

        if missing := [part.ordinal for part in parts if part.ordinal not in uploads]:
            raise Misunderstood("ksef-unreadable", path=_PATH, part=str(missing[0]))
        ends = await asyncio.gather(*(one(part) for part in parts), return_exceptions=True)
        for trouble in filter(None, ends):
            raise trouble

    async def _put(self, counter: Counter, part: Part, upload: _Upload) -> None:
        """Send a part; the window is twenty minutes a part, so a stumble is worth some more tries."""
        pause = _PAUSE
        for attempt in range(1, _TRIES + 1):
            try:
                await counter.client.upload(
                    upload.method, upload.url, upload.headers, part.content(), part.size
                )
            except KsefRefused as refusal:
                if refusal.status == _FORBIDDEN:  # the window has passed, or the address is known no more
                    raise Unavailable("ksef-batch-late") from refusal
                raise
            except Unavailable:
                if attempt == _TRIES:
                    raise
                await self._sleep(pause)
                pause *= 2
            else:
                return


async def _packed(parcel: Parcel, documents: AsyncIterator[bytes]) -> tuple[Part, ...]:
    together: list[bytes] = []
    async for document in documents:
        together.append(document)
        if len(together) == _TOGETHER:
            await asyncio.to_thread(parcel.add, together)
            together = []
    await asyncio.to_thread(parcel.add, together)
    return await asyncio.to_thread(parcel.seal)


async def _close(counter: Counter, reference: str, token: str) -> None:
    await counter.client.call("POST", f"{_PATH}/{reference}/close", token=token)


def _opened(answer: dict[str, Any]) -> tuple[str, dict[int, _Upload]]:
    try:
        uploads = {
            int(each["ordinalNumber"]): _Upload(
                str(each["method"]),
                str(each["url"]),
                {name: value for name, value in each["headers"].items() if value is not None},
            )
            for each in answer["partUploadRequests"]
        }
        return str(answer["referenceNumber"]), uploads
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Misunderstood("ksef-unreadable", path=_PATH) from error
