"""A copy of every letter in the folder of sent ones, where the provider keeps none: the seller looks for it there."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from invoicing.services.delivery.originals import OriginalKind
from invoicing.services.mailboxes.jobs import CopyToSent
from invoicing.services.ports import UnitOfWork, UnitsOfWork

SENT = "Sent"
"""What the folder is called where the provider has none yet; mail programs know that name."""


class SentFolder(Protocol):
    """Puts letters into folders of our mailboxes."""

    async def keep(self, company_id: UUID, raw: bytes, folder: str) -> None:
        """Put a letter there once; a letter that lies there already is left alone.

        Raises:
            Unavailable: the mailbox does not answer.
        """


@dataclass(frozen=True, slots=True)
class _Sent:
    company_id: UUID
    raw: bytes
    folder: str


async def promise_copy(work: UnitOfWork, delivery_id: UUID, raw: bytes, digest: bytes) -> None:
    """Promise a copy of a letter that went, where its mailbox was seen to keep none."""
    learned = await work.mailboxes.abilities(_sender(raw))
    if learned is not None and not learned.copies_sent:
        await work.jobs.enqueue(CopyToSent(delivery_id, digest.hex()))


class CopyingToSent:
    """Keeps the promise of a copy."""

    def __init__(self, units: UnitsOfWork, sent: SentFolder) -> None:
        self._units, self._sent = units, sent

    async def __call__(self, job: CopyToSent) -> None:
        """Put the copy where the seller looks for it.

        Raises:
            Unavailable: the mailbox does not answer.
        """
        letter = await self._letter(job)
        if letter is not None:
            await self._sent.keep(letter.company_id, letter.raw, letter.folder)
        async with self._units() as work:
            await work.jobs.finish(job.key)

    async def _letter(self, job: CopyToSent) -> _Sent | None:
        async with self._units.reading() as work:
            delivery = await work.deliveries.get(job.delivery_id)
            stored = await work.invoices.get(delivery.invoice_id)
            for each in await work.originals.of_delivery(delivery.id):
                if each.what is OriginalKind.LETTER and each.sha256.hex() == job.sha256:
                    learned = await work.mailboxes.abilities(_sender(each.raw))
                    folder = learned.sent_folder if learned else None
                    return _Sent(stored.company_id, each.raw, folder or SENT)
        return None


def _sender(raw: bytes) -> str:
    """The address in From of a letter of ours."""
    head = message_from_bytes(raw.partition(b"\r\n\r\n")[0], _class=EmailMessage, policy=policy.default)
    addresses = getattr(head["From"], "addresses", ())
    return addresses[0].addr_spec.lower() if addresses else ""
