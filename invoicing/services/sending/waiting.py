"""What a person is told while KSeF does not take an invoice: why, since when, and until when it must go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from invoicing.model.errors import Refused
from invoicing.model.offline import Deadline, Duty, OfflineMode
from invoicing.model.papers import Paper
from invoicing.services.access.token_login import refused_access
from invoicing.services.delivery.handing_over import has_offline_certificate, row_of
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.replies import summary, tell
from invoicing.services.terms.due import Terms, terms_of_each


def ground_of(stored: StoredInvoice) -> OfflineMode:
    """The mode whose term runs: an online invoice not sent on its day is offline24 (art. 106nda ust. 16 VATA)."""
    return stored.offline_mode or OfflineMode.OFFLINE24


def term_of(stored: StoredInvoice, terms: Terms) -> Deadline:
    """Until when the invoice must be sent."""
    return terms.of(ground_of(stored), stored.invoice.issue_date, stored.issued_at)


def term_data(stored: StoredInvoice, terms: Terms) -> dict[str, Json]:
    """Deadline, mode and article as replies carry them."""
    term = term_of(stored, terms)
    return {
        "deadline": term.day.isoformat() if term.day else None,
        "no_duty": term.duty is Duty.NONE,
        "mode": ground_of(stored).value,
        "article": f"art. {term.article.value}",
    }


def is_late(stored: StoredInvoice, terms: Terms, today: date) -> bool:
    """Whether its term has passed."""
    term = term_of(stored, terms)
    return term.day is not None and term.day < today


async def cause_of(work: UnitOfWork, clock: Clock, cause: str | None) -> str:
    """Why it waits: what was announced and not taken back counts most, then what was seen, then plain silence.

    An announcement stays one while the lighthouse cannot be read: nobody is told twice, nor that there is none.
    """
    state = await work.outages.state()
    return state.state.value if state and state.state else cause or "silent"


async def say_that_it_waits(
    work: UnitOfWork, stored: StoredInvoice, clock: Clock, seen: str | None = None
) -> None:
    """Note since when it waits, and tell the person once for each cause; `seen` is one other than silence."""
    cause = await cause_of(work, clock, seen)
    if stored.waiting_since is None:
        stored = replace(stored, waiting_since=clock.now())
        await work.invoices.save(stored)
        event = Event("waiting", clock.now(), None, stored.company_id, stored.id, {"cause": cause})
        await work.events.add(event)
    terms = (await terms_of_each(work, [stored.company_id]))[stored.company_id]
    late = is_late(stored, terms, clock.today())
    deemed = stored.offline_mode is None  # offline24 only when midnight comes first (art. 106nda ust. 16)
    data = summary(stored) | term_data(stored, terms) | {"late": late, "deemed": deemed}
    since = stored.waiting_since.isoformat() if stored.waiting_since else None
    paper = await _paper(work, stored, clock)
    options = ((Option("paper", choice=Choice("paper", stored.id)),),) if paper in PAPERS else ()
    reply = Reply("waiting", data | {"cause": cause, "since": since, "paper": paper}, options=options)
    await tell(work, stored.issued_by, stored.company_id, reply, f"waiting:{stored.id}:{cause}")


PAPERS = frozenset({Paper.TRANSACTION_CONFIRMATION.value, Paper.EARLY_VISUALISATION.value})


async def _paper(work: UnitOfWork, stored: StoredInvoice, clock: Clock) -> str | None:
    """What the buyer may be given while it waits; "certificate-missing" where it could not be made."""
    paper = row_of(stored).delivered.value
    if paper in PAPERS and not await has_offline_certificate(work, stored, clock.now()):
        return "certificate-missing"
    return paper


async def say_no_access(work: UnitOfWork, stored: StoredInvoice, refusal: Refused, now: datetime) -> None:
    """Tell the person, once a day, that the company's access to KSeF does not serve."""
    why, options = await refused_access(work, stored.company_id, refusal, now)
    reply = Reply("access-missing", summary(stored) | why, options=options)
    await tell(
        work, stored.issued_by, stored.company_id, reply, f"access:{stored.id}:{now.date().isoformat()}"
    )
