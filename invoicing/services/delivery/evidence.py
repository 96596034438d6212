"""What proves that an invoice was handed over, as one file: page, letters and reports as they were, words, digests."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.delivery.handing_over import row_of
from invoicing.services.delivery.machine import news_of
from invoicing.services.delivery.originals import Original, OriginalKind
from invoicing.services.messages import Json
from invoicing.services.packages import SUMS, packed, sums
from invoicing.services.papers.files import stem_of
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery, Event, StoredInvoice
from invoicing.services.replies import summary

_FOLDERS = {OriginalKind.LETTER: "listy", OriginalKind.REPORT: "raporty", OriginalKind.PAPER: "dokumenty"}
_ENDINGS = {OriginalKind.LETTER: "eml", OriginalKind.REPORT: "eml", OriginalKind.PAPER: "pdf"}
TRANSCRIPT, HISTORY, PAGE = "rozmowa-z-serwerem.txt", "historia.json", "dowod.pdf"


class ProofPaper(Protocol):
    """Draws the page on top (the room `templates`)."""

    def __call__(self, data: Mapping[str, Json]) -> bytes:
        """A PDF; the same data make the same bytes."""


@dataclass(frozen=True, slots=True)
class _Records:
    """One delivery with everything kept of it."""

    delivery: Delivery
    news: Sequence[tuple[str, Event]]
    originals: Sequence[Original]


class DeliveryEvidence:
    """Packs what the books hold about the hand-over of one invoice."""

    def __init__(self, units: UnitsOfWork, paper: ProofPaper) -> None:
        self._units, self._paper = units, paper

    async def __call__(self, invoice_id: UUID) -> bytes:
        """A zip that opens with nothing of ours; the same books make the same bytes.

        Raises:
            Refused: nothing-handed-over, there is nothing to prove yet.
        """
        async with self._units.reading() as work:
            stored = await work.invoices.get(invoice_id)
            records = [await _records(work, each) for each in await work.deliveries.of_invoice(invoice_id)]
        if not any(each.news for each in records):
            raise Refused("nothing-handed-over", number=stored.invoice.number)
        return await asyncio.to_thread(self._packed, stored, records)  # drawing keeps a chat waiting

    def _packed(self, stored: StoredInvoice, records: Sequence[_Records]) -> bytes:
        files = _files(stored, records)
        every = {PAGE: self._paper(_told(stored, records, files))} | files
        return packed({**every, SUMS: sums(every)})


async def _records(work: UnitOfWork, delivery: Delivery) -> _Records:
    news = [(news.value, event) for news, event in await news_of(work, delivery)]
    return _Records(delivery, news, await work.originals.of_delivery(delivery.id))


def _files(stored: StoredInvoice, records: Sequence[_Records]) -> dict[str, bytes]:
    """By name: the invoice, everything as it went and came, every word of the servers, the lines of the history."""
    files = {f"{stem_of(stored.invoice.number)}.xml": stored.xml}
    files |= {name: original.raw for name, original in _named(records)}
    files[TRANSCRIPT] = _transcript(records).encode()
    files[HISTORY] = json.dumps(
        [_line(event) for each in records for _, event in each.news], ensure_ascii=False, indent=1
    ).encode()
    return files


def _named(records: Sequence[_Records]) -> list[tuple[str, Original]]:
    every = [original for each in records for original in each.originals]
    return [
        (f"{_FOLDERS[each.what]}/{number:02}.{_ENDINGS[each.what]}", each)
        for number, each in enumerate(every, start=1)
    ]


def _transcript(records: Sequence[_Records]) -> str:
    said: list[str] = []
    for each in records:
        for news, event in each.news:
            said.append(f"# {event.at.isoformat()} {each.delivery.address}: {news}")
            lines = event.evidence.get("transcript")
            said += [str(line) for line in lines] if isinstance(lines, list) else []
    return "\n".join(said) + "\n"


def _line(event: Event) -> dict[str, Json]:
    return {
        "what": event.what,
        "at": event.at.isoformat(),
        "who": event.who,
        "evidence": dict(event.evidence),
    }


def _told(stored: StoredInvoice, records: Sequence[_Records], files: Mapping[str, bytes]) -> dict[str, Json]:
    """What the page says."""
    names = {original.sha256.hex(): name for name, original in _named(records)}
    steps: list[Json] = [
        {
            "at": event.at.isoformat(),
            "news": news,
            "way": each.delivery.way.value,
            "address": each.delivery.address,
            "said": _text(event.evidence.get("answer")),
            "likely": bool(event.evidence.get("likely")),
            "file": names.get(_text(event.evidence.get("original")), ""),
        }
        for each in records
        for news, event in each.news
    ]
    digests: list[Json] = [
        {"file": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()
    ]
    return summary(stored) | {
        "seller": stored.invoice.seller.name,
        "issue_date": stored.invoice.issue_date.isoformat(),
        "issued_at": stored.issued_at.isoformat(),
        "sha256": stored.sha256.hex(),
        "receipt": row_of(stored).receipt.value,
        "steps": steps,
        "files": digests,
    }


def _text(value: Json) -> str:
    return str(value) if value is not None else ""
