"""The tap that makes a draft a pro forma: a number of its own series and the promises, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import InvalidValue, StaleChoice
from invoicing.model.invoice import Draft, DraftStatus
from invoicing.model.kinds import InvoiceKind
from invoicing.model.numbering import Series, check_apart
from invoicing.services.companies import Standing
from invoicing.services.ids import pro_forma_id
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import UnitOfWork
from invoicing.services.pro_forma.jobs import SendProForma
from invoicing.services.pro_forma.records import ProForma
from invoicing.services.pro_forma.telling import paper
from invoicing.services.records import Event
from invoicing.services.replies import tell

_PATTERNS = ("PF/{year}/{month}/{number}", "PROFORMA/{year}/{month}/{number}", "P-F/{year}/{month}/{number}")
"""The first one that can never give a number of the company's invoices is its series: they are two series at most."""


async def make(work: UnitOfWork, draft: Draft, standing: Standing, now: datetime) -> ProForma:
    """The pro forma of a draft, dated the day of `now` in Warsaw; nothing of it goes to KSeF.

    Raises:
        NotAllowed: the role does not reach that far.
        Refused: company-frozen; a rate that the company may not use.
        StaleChoice: the draft is no longer open, or of another kind.
        IncompleteDraft: something has not been said yet.
    """
    standing.require_issuer()
    if draft.status is not DraftStatus.OPEN or draft.kind is not InvoiceKind.PRO_FORMA:
        raise StaleChoice(draft=str(draft.id))
    company, today = standing.company, now.date()
    await require_not_frozen(work, company.id)
    series = series_of(company.profile)
    count = await work.series.next(company.id, series.pattern, series.period(today))
    made = ProForma(
        id=pro_forma_id(draft.id),
        company_id=company.id,
        content=draft.issue(series.number(count, today), today, company.profile),
        issued_at=now,
        issued_by=standing.person.id,
        send_to=draft.send_to,
    )
    await work.drafts.save(replace(draft, version=draft.version + 1, status=DraftStatus.ISSUED))
    await work.pro_formas.add(made)
    who, evidence = str(standing.person.id), {"number": made.content.number}
    await work.events.add(Event("pro-forma-made", now, who, company.id, evidence=evidence))
    if made.send_to:
        await work.jobs.enqueue(SendProForma(made.id))
    await tell(work, made.issued_by, company.id, paper(made), f"pro-forma:{made.id}")
    return made


def series_of(profile: CompanyProfile) -> Series:
    """The series of a company's pro formas, apart from those of its invoices.

    Raises:
        InvalidValue: series-collide.
    """
    taken = (Series(profile.series), Series(profile.correction_series))
    for pattern in _PATTERNS[:-1]:
        try:
            check_apart((*taken, Series(pattern)))
        except InvalidValue:
            continue
        return Series(pattern)
    return Series(_PATTERNS[-1])
