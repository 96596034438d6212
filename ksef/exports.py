"""Ordering an export package and fetching it (API, section "Eksport paczki faktur")."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from invoicing.model.errors import Misunderstood, Unavailable
from ksef.auth import Sleep
from ksef.client import as_object
from ksef.counters import Counter
from ksef.crypto import SymmetricKey, encode
from ksef.openings import encryption
from ksef.packages import Package
from ksef.status import Meaning, meaning

EXPORT = {
    100: Meaning.PENDING,
    200: Meaning.DONE,
    210: Meaning.SEND_AGAIN,  # the package has expired
    415: Meaning.SEND_AGAIN,  # our key was not understood: the Ministry has a new one
    420: Meaning.DONE,  # the range begins beyond the high water mark: there is nothing yet
    500: Meaning.SEND_AGAIN,
    550: Meaning.SEND_AGAIN,
}
_PATIENCE = 900.0  # seconds until an export that is still in progress is given up
_SOONEST, _LATEST = 0.5, 15.0  # seconds between two questions; 600 an hour are allowed
_PATH = "/invoices/exports"


class Exports:
    """Exports of one company, one at a time.

    Args:
        counter: the company at KSeF.
        spool: folder for the package while it is read, for its owner alone.
        sleep: waits between two questions.
    """

    def __init__(self, counter: Counter, spool: Path, sleep: Sleep) -> None:
        self._counter, self._spool, self._sleep = counter, spool, sleep

    @asynccontextmanager
    async def package(
        self, filters: Mapping[str, Any]
    ) -> AsyncIterator[tuple[Package, Mapping[str, Any]] | None]:
        """The package of all that the filters let through, and what KSeF says about it; None when there is none yet.

        Raises:
            Unavailable: not ready in time, expired or cancelled: order anew later.
            KsefRefused: KSeF refuses the order (403: no right to read).
            Misunderstood: what came is no package of ours.
        """
        key = SymmetricKey()
        order = partial(self._order, filters, key)
        reference = await self._counter.keys.rotating(lambda: self._counter.access.authorized(order))
        about = await self._wait(reference)
        if about is None:
            yield None
            return
        with await asyncio.to_thread(Package, self._spool, key) as package:
            for part in sorted(_parts(about), key=lambda part: part["ordinalNumber"]):
                await self._fetch(package, part)
            yield package, about

    async def _order(self, filters: Mapping[str, Any], key: SymmetricKey, token: str) -> str:
        body = {
            "encryption": await encryption(self._counter.keys, key),
            "filters": filters,
            "compressionType": "Zip",
        }
        answer = as_object(await self._counter.client.call("POST", _PATH, token=token, body=body))
        if not isinstance(answer.get("referenceNumber"), str):
            raise Misunderstood("ksef-unreadable", path=_PATH)
        return str(answer["referenceNumber"])

    async def _wait(self, reference: str) -> Mapping[str, Any] | None:
        waited, pause = 0.0, _SOONEST
        while True:
            body = await self._counter.reading.json("GET", f"{_PATH}/{reference}")
            code = _code(body)
            match meaning(EXPORT, code):
                case Meaning.DONE:
                    return body["package"] if isinstance(body.get("package"), dict) else None
                case Meaning.PENDING if waited < _PATIENCE:
                    await self._sleep(pause)
                    waited, pause = waited + pause, min(_LATEST, pause * 2)
                case _:
                    raise Unavailable("ksef-export-failed", status=str(code))

    async def _fetch(self, package: Package, part: Mapping[str, Any]) -> None:
        content = await self._counter.client.download(str(part["url"]))
        if encode(hashlib.sha256(content).digest()) != part["encryptedPartHash"]:
            raise Unavailable("ksef-export-failed", status="hash")
        await asyncio.to_thread(package.add, content)


def _code(body: Mapping[str, Any]) -> int:
    status = body.get("status")
    if not isinstance(status, dict) or not isinstance(status.get("code"), int):
        raise Misunderstood("ksef-unreadable", path=_PATH)
    return int(status["code"])


def _parts(about: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    parts = about.get("parts")
    wanted = {"ordinalNumber", "url", "encryptedPartHash"}
    if not isinstance(parts, list) or not all(
        isinstance(part, dict) and wanted <= part.keys() for part in parts
    ):
        raise Misunderstood("ksef-unreadable", path=_PATH)
    return parts
