"""KSeF gave its number: written down, told, and the letter to the buyer promised, in one transaction."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.lifecycle import Status
from invoicing.services.delivery.handing_over import HandingOver
from invoicing.services.ksef_ports import Accepted
from invoicing.services.lifecycle import moved
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import accepted, after_tap, card_tag, tell
from invoicing.services.sending.among_many import tell_of_one_among_many


class Accepting:
    """What follows from an acceptance."""

    def __init__(self, clock: Clock, handing_over: HandingOver) -> None:
        self._clock, self._handing_over = clock, handing_over

    async def __call__(
        self,
        work: UnitOfWork,
        sent: StoredInvoice,
        outcome: Accepted,
        *,
        receipt: bytes | None = None,
        quiet: bool = False,
    ) -> None:
        """Write the acceptance with its receipt, remember the buyer, promise the letter, tell the person.

        Args:
            work: the open transaction.
            sent: the invoice.
            outcome: what KSeF says.
            receipt: digest of the receipt when it is in the books already; it is kept now otherwise.
            quiet: of many at once it is told together; a tapped card follows, and an order by letter is answered.
        """
        if receipt is None and outcome.upo:
            receipt = await work.receipts.keep(outcome.upo)
        stored = replace(
            moved(sent, Status.ACCEPTED),
            ksef_number=outcome.number,
            received_by_ksef_at=outcome.received_by_ksef_at,
            numbered_by_ksef_at=outcome.numbered_by_ksef_at,
            deemed_offline=outcome.offline and sent.offline_mode is None,  # declared online, kept as offline
            receipt=receipt,
        )
        await work.invoices.save(stored)
        await work.events.add(self._event(stored))
        await _remember_buyer(work, stored)
        delivery = await self._handing_over.after_number(work, stored)
        told, cause = accepted(stored, delivery), f"accepted:{stored.id}"
        if quiet:
            await tell_of_one_among_many(work, stored, told, cause)
            return
        who, company = stored.issued_by, stored.company_id
        await tell(work, who, company, told, cause)
        await tell(work, who, company, after_tap(stored), f"end:{card_tag(stored.id)}")

    def _event(self, stored: StoredInvoice) -> Event:
        received = stored.received_by_ksef_at
        evidence = {
            "ksef_number": str(stored.ksef_number),
            "received_by_ksef_at": received.isoformat() if received else None,
            "deemed_offline": stored.deemed_offline,
            "session": stored.session_reference,
            "sha256": stored.sha256.hex(),
        }
        return Event("accepted", self._clock.now(), None, stored.company_id, stored.id, evidence)


async def _remember_buyer(work: UnitOfWork, stored: StoredInvoice) -> None:
    """The newest name and address; an e-mail address that somebody told us to remember stays."""
    buyer, company = stored.invoice.buyer, stored.company_id
    if buyer.nip is None:
        return
    known = await work.buyers.by_nip(company, buyer.nip)
    kept = buyer.email or (known.email if known else None)
    await work.buyers.remember(company, replace(buyer, email=kept))
