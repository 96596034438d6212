"""What is set aside for a human is told, once, to whom it concerns; `latarnik retry` brings it back."""

from __future__ import annotations

from uuid import UUID

from invoicing.model.errors import LatarnikError
from invoicing.services.access.logging_in import Asked
from invoicing.services.access.signing import progress
from invoicing.services.delivery.jobs import Deliver, TryNext
from invoicing.services.exporting.jobs import ExportMonth
from invoicing.services.jobs import Job, Show, kind_of
from invoicing.services.ksef_jobs import CheckBatch, CheckSubmission, Receive, Redate, SendBatch, Submit
from invoicing.services.mail_trust.proof import proven
from invoicing.services.mailboxes.jobs import CopyToSent
from invoicing.services.messages import Incoming, Json, Reply
from invoicing.services.people.jobs import ForgetTraces
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.pro_forma.jobs import SendProForma
from invoicing.services.records import Event, Received
from invoicing.services.replies import answer, summary, tell
from invoicing.services.sending.batching import tell_concerned
from invoicing.services.unpaid.jobs import RemindBuyer

UNFORESEEN = "error"
"""Reason of what nobody foresaw: its sentence says only that it is our fault."""


class SettingAside:
    """Tells before the worker sets aside: after a crash in between the same is said once all the same."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def job(self, job: Job, error: Exception) -> None:
        """A promise that is not tried again; showing and reading concern nobody who could be told."""
        why = _why(error)
        async with self._units() as work:
            cause = f"set-aside:{job.key}"
            if await work.cursors.get(cause) is not None:
                return
            await work.cursors.put(cause, self._clock.now().isoformat())
            company, invoice = await self._tell(work, job, why, cause)
            evidence: dict[str, Json] = {"job": _named(job), **why}
            await work.events.add(
                Event("set-aside", self._clock.now(), None, company, invoice, evidence=evidence)
            )

    async def message(self, row: Received, incoming: Incoming | None) -> None:
        """A message that could not be handled; who wrote it is told, as far as it could be read."""
        async with self._units() as work:
            cause = f"set-aside:{row.key}"
            if incoming is not None and proven(incoming):
                await work.jobs.enqueue(answer(incoming, Reply("message-set-aside"), cause=cause))
            event = Event("set-aside", self._clock.now(), evidence={"message": row.key})
            if await work.cursors.get(cause) is None:
                await work.cursors.put(cause, self._clock.now().isoformat())
                await work.events.add(event)

    async def _tell(
        self, work: UnitOfWork, job: Job, why: dict[str, Json], cause: str
    ) -> tuple[UUID | None, UUID | None]:
        """Tell whom it concerns; returns the company and the invoice it is about."""
        if isinstance(job, Show | Receive | CopyToSent | ForgetTraces):  # the invoice itself has gone
            return (job.company_id if isinstance(job, Receive) else None), None
        if isinstance(job, ExportMonth):
            failed = Reply("export-failed", {"month": job.month.isoformat()})
            await work.jobs.enqueue(Show(job.channel, job.chat, failed, cause, job.language))
            return job.company_id, None
        if isinstance(job, SendBatch | CheckBatch):
            batch = await work.batches.get(job.batch_id)
            data = why | {"number": None, "size": batch.size, "what": kind_of(job), "key": job.key}
            await tell_concerned(work, batch, Reply("set-aside", data), cause)
            return batch.company_id, None
        if isinstance(job, SendProForma | Asked):
            return await _tell_of_others(work, job, why, cause), None
        stored = await work.invoices.get(await _invoice(work, job))
        data = summary(stored) | why | {"size": 1, "what": kind_of(job), "key": job.key}
        await tell(work, stored.issued_by, stored.company_id, Reply("set-aside", data), cause)
        return stored.company_id, stored.id


async def _tell_of_others(
    work: UnitOfWork, job: SendProForma | Asked, why: dict[str, Json], cause: str
) -> UUID | None:
    if isinstance(job, SendProForma):
        return await _tell_of_pro_forma(work, job, why, cause)
    name = (await work.companies.get(job.company_id)).profile.seller.name
    said = progress(name, "refused", reason=why["reason"], details={})
    await tell(work, job.person_id, job.company_id, said, cause)
    return job.company_id


async def _tell_of_pro_forma(
    work: UnitOfWork, job: SendProForma, why: dict[str, Json], cause: str
) -> UUID | None:
    found = await work.pro_formas.get(job.pro_forma_id)
    if found is None:
        return None
    data = why | {
        "number": found.content.number,
        "size": 1,
        "what": kind_of(Deliver(found.id)),
        "key": job.key,
    }
    await tell(work, found.issued_by, found.company_id, Reply("set-aside", data), cause)
    return found.company_id


async def _invoice(
    work: UnitOfWork, job: Submit | CheckSubmission | Redate | Deliver | TryNext | RemindBuyer
) -> UUID:
    if isinstance(job, Deliver | TryNext):
        return (await work.deliveries.get(job.delivery_id)).invoice_id
    return job.invoice_id


def _named(job: Job) -> str:
    """What the history calls a promise: it names no chat and no address."""
    if isinstance(job, Show | ExportMonth):
        return job.key.replace(f":{job.chat}:", ":")
    return job.key


def _why(error: Exception) -> dict[str, Json]:
    if not isinstance(error, LatarnikError):
        return {"reason": UNFORESEEN, "text": None, "status": None}
    text = error.details.get("text") or error.details.get("codes")
    return {"reason": error.reason, "text": text, "status": error.details.get("status")}
