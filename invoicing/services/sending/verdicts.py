"""KSeF's verdict on an invoice and what follows from it, the same for a sending of its own and for a batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from invoicing.model.lifecycle import Status
from invoicing.services.ksef_jobs import Submit
from invoicing.services.ksef_ports import Accepted, NumberTaken, Refusal, SendAgain, SubmissionOutcome
from invoicing.services.lifecycle import moved
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Edition, Event, StoredInvoice
from invoicing.services.replies import after_tap, card_tag, rejected, summary, tell
from invoicing.services.sending.accepting import Accepting
from invoicing.services.sending.among_many import tell_of_one_among_many
from invoicing.services.sending.waiting import term_data
from invoicing.services.terms.due import terms_of_each
from invoicing.services.terms.editions import bring_back

_AGAIN_STEP, _AGAIN_MOST = timedelta(seconds=2), timedelta(minutes=10)


class Verdicts:
    """Applies a final outcome to an invoice that is SENT.

    An online invoice that KSeF rejects was never issued: its number may be used again (handbook, 1.6.7); until
    that is offered, the person reads why it was rejected and writes a new draft.
    """

    def __init__(self, clock: Clock, accepting: Accepting) -> None:
        self._clock, self._accepting = clock, accepting

    async def __call__(
        self,
        work: UnitOfWork,
        stored: StoredInvoice,
        outcome: SubmissionOutcome,
        *,
        receipt: bytes | None = None,
        quiet: bool = False,
    ) -> None:
        """Write it down and tell; what is pending changes nothing.

        Args:
            work: the open transaction.
            stored: the invoice, SENT.
            outcome: the verdict.
            receipt: digest of its receipt when that is in the books already.
            quiet: of many at once it is told together; a tapped card follows, and an order by letter is answered.
        """
        now = self._clock.now()
        if isinstance(outcome, Accepted):
            await self._accepting(work, stored, outcome, receipt=receipt, quiet=quiet)
        elif isinstance(outcome, Refusal):
            verdict = (str(outcome.status), outcome.description, *outcome.details)
            end = replace(moved(stored, Status.REJECTED), rejection=verdict)
            await _reject(work, end, rejected(end), now, quiet=quiet)
        elif isinstance(outcome, NumberTaken) and (earlier := await _earlier(work, stored, outcome)):
            await bring_back(work, moved(stored, Status.ISSUED), earlier, now)
            await _say_that_its_date_stayed(work, stored, earlier)
        elif isinstance(outcome, NumberTaken):
            verdict = ("440", "number-taken", str(outcome.original))
            end = replace(moved(stored, Status.REJECTED), rejection=verdict)
            reply = Reply("number-taken", summary(stored) | {"original": str(outcome.original)})
            await _reject(work, end, reply, now, quiet=quiet)
        elif isinstance(outcome, SendAgain):
            await _send_again(work, stored, outcome, now)


async def _earlier(work: UnitOfWork, stored: StoredInvoice, taken: NumberTaken) -> Edition | None:
    """The edition of this very invoice that KSeF took, although its answer did not reach us."""
    editions = await work.invoices.editions(stored.id)
    return next((each for each in editions if each.sha256 == taken.sha256), None)


async def _say_that_its_date_stayed(work: UnitOfWork, stored: StoredInvoice, earlier: Edition) -> None:
    """Its date was moved, and KSeF had the file with the former one: that date holds (P_1 of the file it took)."""
    dates = {
        "issue_date": earlier.invoice.issue_date.isoformat(),
        "moved": stored.invoice.issue_date.isoformat(),
    }
    if earlier.invoice.issue_date != stored.invoice.issue_date:
        reply = Reply("date-stayed", summary(stored) | dates)
        await tell(
            work, stored.issued_by, stored.company_id, reply, f"date-stayed:{stored.id}:{stored.attempt}"
        )


async def _reject(work: UnitOfWork, end: StoredInvoice, reply: Reply, now: datetime, *, quiet: bool) -> None:
    await work.invoices.save(end)
    evidence: dict[str, Json] = {"verdict": [*end.rejection], "sha256": end.sha256.hex()}
    await work.events.add(Event("rejected", now, None, end.company_id, end.id, evidence))
    if quiet and end.offline_mode is None:
        await tell_of_one_among_many(work, end, reply, f"rejected:{end.id}:{end.attempt}")
        return
    # what was issued offline may be with its buyer: a tap of its own puts it right, however many came along
    reply = await _with_term(work, end, reply)
    await tell(work, end.issued_by, end.company_id, reply, f"rejected:{end.id}:{end.attempt}")
    await tell(work, end.issued_by, end.company_id, after_tap(end), f"end:{card_tag(end.id)}:{end.attempt}")


async def _with_term(work: UnitOfWork, end: StoredInvoice, reply: Reply) -> Reply:
    """A refusal stops no term: until when an offline invoice must be in KSeF all the same."""
    if end.offline_mode is None:
        return reply
    terms = (await terms_of_each(work, [end.company_id]))[end.company_id]
    return replace(reply, data={**reply.data, **term_data(end, terms)})


async def _send_again(work: UnitOfWork, stored: StoredInvoice, outcome: SendAgain, now: datetime) -> None:
    attempt = stored.attempt + 1
    await work.invoices.save(replace(moved(stored, Status.ISSUED), attempt=attempt, batch_id=None))
    evidence = {"status": outcome.status, "attempt": attempt}
    await work.events.add(Event("sending-died", now, None, stored.company_id, stored.id, evidence))
    pause = min(_AGAIN_MOST, _AGAIN_STEP * stored.attempt**2)
    await work.jobs.enqueue(Submit(stored.id, attempt), due=now + pause)
