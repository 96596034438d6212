"""Fetching receipts (UPO): of one invoice, or the pages of a session, each of which proves up to ten thousand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_ports import Accepted
from ksef.errors import KsefRefused
from ksef.reading import Reading
from ksef.upo import UpoEntry, acceptance, read_session_upo

log = logging.getLogger(__name__)

Proof = tuple[bytes, Accepted]
"""The SHA-256 of a document, and its acceptance."""


async def fetch_acceptance(
    reading: Reading, url: Any, path: str, number: KsefNumber, sha256: bytes
) -> Accepted:
    """The acceptance that the receipt of one invoice proves.

    It is fetched by its presigned address, which counts against no limit; by the API when that fails or lies.

    Raises:
        Misunderstood: what the API itself gives is no receipt of that document.
    """
    upo = await _by_address(reading, url)
    if upo is not None:
        try:
            return acceptance(upo, number, sha256)
        except Misunderstood as error:
            log.warning("what lies at a presigned address is no receipt", extra={"reason": error.reason})
    return acceptance(await reading.content(path), number, sha256)


async def session_receipts(
    reading: Reading, reference: str, body: Mapping[str, Any]
) -> AsyncIterator[tuple[Proof, ...]]:
    """The receipts of a session, page by page; all acceptances of a page hold the very same `upo`.

    Args:
        reading: of the company whose session it is.
        reference: of the session.
        body: its status (`SessionStatusResponse`), where the pages are named; none while they are not made.

    A page that cannot be read is left out: its invoices have receipts of their own.

    Raises:
        Misunderstood: KSeF itself gives a page about another session (ksef-upo-mismatch).
    """
    upo = body.get("upo")
    pages = upo.get("pages") if isinstance(upo, dict) else None
    for page in pages if isinstance(pages, list) else ():
        try:
            yield await _page(reading, reference, page)
        except Misunderstood as error:
            if error.reason == "ksef-upo-mismatch":
                raise
            log.warning("a page of a session's receipt proves nothing", extra={"reason": error.reason})


async def _page(reading: Reading, reference: str, page: Any) -> tuple[Proof, ...]:
    if not isinstance(page, dict):
        raise Misunderstood("ksef-unreadable", path="/sessions")
    upo = await _by_address(reading, page.get("downloadUrl"))
    if upo is not None:
        try:
            return await _proofs(upo, reference)
        except Misunderstood as error:
            log.warning("what lies at a presigned address is no receipt", extra={"reason": error.reason})
    path = f"/sessions/{reference}/upo/{page.get('referenceNumber')}"
    return await _proofs(await reading.content(path), reference)


async def _by_address(reading: Reading, url: Any) -> bytes | None:
    if not isinstance(url, str) or not reading.client.is_ours(url):
        return None
    try:
        return await reading.client.download(url)
    except (KsefRefused, Misunderstood, Unavailable) as error:
        log.info("the presigned address of a receipt does not serve", extra={"reason": error.reason})
        return None


async def _proofs(upo: bytes, reference: str) -> tuple[Proof, ...]:
    entries = await asyncio.to_thread(
        read_session_upo, upo, reference
    )  # ten thousand take a third of a second
    return tuple((each.sha256, _acceptance(each, upo)) for each in entries)


def _acceptance(entry: UpoEntry, upo: bytes) -> Accepted:
    return Accepted(entry.number, entry.received_at, entry.numbered_at, entry.offline, upo)
