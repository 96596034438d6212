"""The first version of a draft: what was said, and a company's habits for what was not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft, PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.services.advances.reading import said_advance
from invoicing.services.companies import Standing
from invoicing.services.ids import draft_id
from invoicing.services.issuing.buyers import FoundBuyer, guessed_name
from invoicing.services.issuing.lines import said_lines
from invoicing.services.messages import Incoming
from invoicing.services.parsing.understood import Understood


def begun(
    incoming: Incoming, heard: Understood, standing: Standing, found: FoundBuyer | None, today: date
) -> Draft:
    """The draft of a sentence; its gaps are still to be found.

    Raises:
        Refused: what `said_lines` and `said_advance` refuse.
    """
    profile = standing.company.profile
    buyer = found.buyer if found else None
    said = said_lines(heard, profile, buyer)
    method = heard.payment_method or PaymentMethod.TRANSFER
    due, guessed = heard.due_date, guessed_name(found, incoming.text)
    if due is None and not heard.paid and not method.at_once:
        due = today + timedelta(days=profile.payment_days)
        guessed |= {"due_date"}
    draft = Draft(
        id=draft_id(incoming.key),
        company_id=standing.company.id,
        version=1,
        kind=heard.kind,
        buyer=buyer,
        lines=said.lines,
        price_kind=said.price_kind,
        due_date=due,
        currency=heard.currency,
        supply_date=heard.supply_date,
        payment_method=method,
        paid=heard.paid,
        split_payment=heard.split_payment,
        note=heard.note,
        guessed=guessed,
        shown_on=today,
    ).sent_to(heard.buyer.emails or remembered(found))
    return _advance(draft, heard, profile, incoming.text) if heard.kind is InvoiceKind.ADVANCE else draft


def remembered(found: FoundBuyer | None) -> tuple[str, ...]:
    """The address that a known buyer's letters go to."""
    return (found.send_to,) if found and found.send_to else ()


def _advance(draft: Draft, heard: Understood, profile: CompanyProfile, text: str) -> Draft:
    """The draft with what was paid, and what is ordered as its lines; it documents money that has come."""
    said = said_advance(heard, profile, text, draft.shown_on or date.max)
    return replace(
        draft,
        lines=said.order,
        price_kind=said.price_kind,
        advance=said.payment,
        supply_date=None,
        due_date=None,
        paid=True,
        guessed=(draft.guessed - {"due_date"}) | said.guessed,
    )
