"""What mail servers report of our letters: returned, delayed, passed on, delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from invoicing.model.delivering import DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.services.delivery.machine import DeliveryEvent, happened
from invoicing.services.delivery.originals import OriginalKind
from invoicing.services.delivery.returned_letters import came_back, other_letter_of
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.records import Delivery

GUESSED_WITHIN = timedelta(days=5)
"""How long after a letter a report that names only its recipient may be about it: servers give up after five days."""
_GUESSABLE = frozenset({DeliveryStatus.SENT, DeliveryStatus.UNKNOWN, DeliveryStatus.RELAYED})


@dataclass(frozen=True, slots=True)
class Report:
    """A report about one recipient of one letter.

    Attributes:
        reference: which delivery, proven by a MAC: of the address it came to, of the envelope's name, or of our header.
        message_id: of the letter that it is about, as it says.
        recipient: whom the letter was for, as it says; in lower case.
        said: the words of the server, the status first.
        reporter: which server says so.
        by: by what it was recognised: verp, envid, header, message-id or recipient.
    """

    news: DeliveryNews
    said: str
    reference: str | None = None
    message_id: str | None = None
    recipient: str | None = None
    reporter: str | None = None
    by: str = "recipient"


class TakingReports:
    """Moves deliveries by reports; what fits no letter of ours is ignored, for anybody can write a report."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def __call__(self, key: str, report: Report, raw: bytes, at: datetime) -> Delivery | None:
        """Take a report from the inbox, once; the delivery that it was about, as it stands now.

        Args:
            key: its row in the inbox.
            report: what it says.
            raw: the whole letter, which is kept as proof.
            at: when it came.
        """
        async with self._units() as work:
            if not await work.inbox.finish(key):
                return None
            evidence: dict[str, Json] = {"reporter": report.reporter, "recognised_by": report.by}
            other = await other_letter_of(work, report.reference, report.message_id)
            if other is not None:
                await came_back(work, other, DeliveryEvent(report.news, at, report.said, evidence=evidence))
                return None
            delivery, likely = await _delivery_of(work, report, at)
            if delivery is None:
                return None
            kept = await work.originals.keep(delivery.id, OriginalKind.REPORT, raw, at)
            evidence["original"] = kept.hex()
            event = DeliveryEvent(report.news, at, report.said, likely=likely, evidence=evidence)
            return await happened(work, delivery.id, event)


async def _delivery_of(work: UnitOfWork, report: Report, at: datetime) -> tuple[Delivery | None, bool]:
    """Which delivery a report is about, and whether that is only likely."""
    if report.reference is not None:
        return await work.deliveries.by_reference(report.reference), False
    if report.message_id is not None:
        found = await work.deliveries.by_message_id(report.message_id)
        if found is not None:
            return found, False
    if report.recipient is None or report.news is not DeliveryNews.BOUNCED:
        return None, True  # good news is never guessed
    candidates = [
        each
        for each in await work.deliveries.latest_to(report.recipient, at - GUESSED_WITHIN)
        if each.status in _GUESSABLE and each.way is DeliveryWay.EMAIL
    ]
    return (candidates[0] if candidates else None), True
