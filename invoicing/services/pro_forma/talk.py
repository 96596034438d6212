"""Talking of a pro forma that was made: seeing it, its paper, and the invoice of it once it is paid."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import NotAllowed, Refused
from invoicing.model.invoice import Draft, DraftStatus
from invoicing.model.kinds import InvoiceKind
from invoicing.services.approving.asking import draft_tag, waiting_reply
from invoicing.services.companies import Standing, require_member
from invoicing.services.ids import pro_forma_draft_id
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.parsing.tokens import fold
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.pro_forma.records import ProForma
from invoicing.services.pro_forma.telling import AGAIN, INVOICE, PDF, paper, shown
from invoicing.services.records import Person
from invoicing.services.talking import Reading

_NUMBER = re.compile(r"\b(?:pf|proforma|p-f)/\d{4}/\d{2}/\d+\b")
_INVOICE = re.compile(r"(?:za)?faktur|\bfv\b|invoice|фактур|рахун")
_FILLERS = re.compile(
    r"\b(?:wystaw\w*|zrob\w*|prosze|pokaz\w*|do|z|ze|dla|vat|pro|forma|forme|formy|proforma|proforme|proformy|"
    r"(?:za)?faktur\w*|fv|please|issue|make|an?|the|for|of|from|to|invoice|show|"
    r"вистав\w*|зроб\w*|покаж\w*|до|з|із|про|форм\w|проформ\w|фактур\w*|рахун\w*)\b"
)
_OPEN = frozenset({DraftStatus.OPEN, DraftStatus.HELD, DraftStatus.FOR_APPROVAL})


class ProFormaTalk:
    """Understands "wystaw fakturę do PF/2026/11/1" and the number alone, and answers the buttons of a pro forma."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.buttons = dict.fromkeys((INVOICE, AGAIN, PDF), self._tapped)

    def __call__(self, text: str) -> Reading | None:
        """What the sentence does; None when it says anything else besides."""
        said = fold(text)
        number = _NUMBER.search(said)
        if number is None or re.search(r"\w", _FILLERS.sub("", _NUMBER.sub("", said, count=1))):
            return None
        wants_invoice = _INVOICE.search(said) is not None

        async def act(work: UnitOfWork, standing: Standing) -> Reply:
            name = number[0].upper()
            found = await work.pro_formas.by_number(standing.company.id, name)
            if found is None:
                raise Refused("pro-forma-unknown", number=name)
            if not wants_invoice:
                return replace(shown(found), replaces=None)
            return await self._invoice(work, found, standing)

        return act

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        found = await work.pro_formas.get(choice.subject) if choice.subject else None
        if found is None:
            raise NotAllowed(pro_forma=str(choice.subject))
        standing = await require_member(work, person, found.company_id)
        if choice.action == PDF:
            return paper(found)
        return await self._invoice(work, found, standing, again=choice.action == AGAIN)

    async def _invoice(
        self, work: UnitOfWork, found: ProForma, standing: Standing, *, again: bool = False
    ) -> Reply:
        """The card of the invoice: the one that is open, or a new one; where one is issued, a question."""
        standing.require_issuer()
        await require_not_frozen(work, standing.company.id)
        begun = [draft for each in found.drafts if (draft := await work.drafts.get(each))]
        waiting = [draft for draft in begun if draft.status in _OPEN]
        issued = [draft for draft in begun if draft.status is DraftStatus.ISSUED]
        if issued and not waiting and not again:
            return await _ask_back(work, found, issued)
        draft = waiting[0] if waiting else await self._begin(work, found, standing)
        if draft.status is DraftStatus.FOR_APPROVAL:
            return replace(waiting_reply(draft), replaces=draft_tag(draft.id))
        facts = await facts_of(work, standing.company, self._clock.now())
        reply = card(draft, Backing(standing.company.profile, facts.today, facts))
        return replace(reply, replaces=reply.tag)

    async def _begin(self, work: UnitOfWork, found: ProForma, standing: Standing) -> Draft:
        draft = drawn(found, standing.company.profile, self._clock.today())
        await work.drafts.add(draft, standing.person.id)
        drafts = (*found.drafts, draft.id)
        await work.pro_formas.save(replace(found, drafts=drafts, version=found.version + 1))
        return draft


def drawn(found: ProForma, profile: CompanyProfile, today: date) -> Draft:
    """The draft of the invoice of a pro forma: what it said, dated today.

    Raises:
        Refused: a rate that the company may not use now.
    """
    content = found.content
    for rate in {line.vat_rate for line in content.lines}:
        profile.rate_for(rate)
    kept = content.due_date if content.due_date and content.due_date >= today else None
    at_once = content.paid or content.payment_method.at_once
    usual = None if at_once else today + timedelta(days=profile.payment_days)
    return Draft(
        id=pro_forma_draft_id(found.id, len(found.drafts)),
        company_id=found.company_id,
        version=1,
        kind=InvoiceKind.VAT,
        buyer=content.buyer,
        lines=content.lines,
        price_kind=content.price_kind,
        due_date=kept or usual,
        currency=content.currency,
        supply_date=content.supply_date,
        payment_method=content.payment_method,
        paid=content.paid,
        split_payment=content.split_payment,
        send_to=found.send_to,
        note=content.note,
        guessed=frozenset({"due_date"}) if kept is None and usual else frozenset(),
        shown_on=today,
    )


async def _ask_back(work: UnitOfWork, found: ProForma, issued: list[Draft]) -> Reply:
    """Whoever pays once wants one invoice."""
    stored = [invoice for draft in issued if (invoice := await work.invoices.by_draft(draft.id))]
    numbers: list[Json] = [each.invoice.number for each in stored]
    again = Option("pro-forma-again", choice=Choice(AGAIN, found.id))
    data: dict[str, Json] = {"number": found.content.number, "invoices": numbers}
    return Reply("pro-forma-invoiced", data, options=((again,),), replaces=f"pro-forma-asked:{found.id}")
