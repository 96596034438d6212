"""Talking of a pro forma that was made: seeing it, its paper, and the invoice of it once it is paid."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

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
from invoicing.services.pro_forma.listing import listed, meant
from invoicing.services.pro_forma.records import ProForma
from invoicing.services.pro_forma.state import Fate, fate_of
from invoicing.services.pro_forma.telling import AGAIN, CANCEL, INVOICE, PDF, paper, shown
from invoicing.services.records import Event, Person
from invoicing.services.talking import Reading

_NUMBER = re.compile(r"\b(?P<number>(?:pf|proforma|p-f)/\d{4}/\d{2}/\d+)\b")
_COUNT = re.compile(
    r"\b(?:pro[ -]?form\w*|pf|проформ\w*|про форм\w*)\s*(?:nr|numer|number|no|№|#)?\.?\s*(?P<number>\d{1,6})\b"
)
_INVOICE = re.compile(r"(?:za)?faktur|\bfv\b|invoice|фактур|рахун")
_END = re.compile(r"\b(?:anuluj|wycofaj|uniewazn|skasuj|usun|cancel|withdraw|скасу|відклич)\w*")
_LIST = re.compile(
    r"(?:/proformy(?:_(?P<page>\d{1,6}))?(?:@\w+)?|(?:(?:pokaz|moje|wszystkie|lista|jakie mam|co z|show|my|all|list of|"
    r"покажи|мої|всі)\s+)*(?:pro[ -]?form(?:y|as)?|proform|pro form|проформи))"
)
_FILLERS = re.compile(
    r"\b(?:wystaw\w*|zrob\w*|prosze|pokaz\w*|do|z|ze|dla|vat|pro|forma|forme|formy|proforma|proforme|proformy|"
    r"(?:za)?faktur\w*|fv|please|issue|make|an?|the|for|of|from|to|invoice|show|"
    r"вистав\w*|зроб\w*|покаж\w*|до|з|із|про|форм\w|проформ\w|фактур\w*|рахун\w*)\b"
)


Doing = Callable[[UnitOfWork, ProForma, Standing], Awaitable[Reply]]
"""What is done with the pro forma that somebody means."""


class ProFormaTalk:
    """Understands "moje proformy", "wystaw fakturę z proformy 2", "anuluj PF/2026/11/1", and the number alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.buttons = dict.fromkeys((INVOICE, AGAIN, PDF, CANCEL), self._tapped)

    def __call__(self, text: str) -> Reading | None:
        """What the sentence does; None when it says anything else besides."""
        said = fold(text).strip(" \t\n.!?")
        asked = _LIST.fullmatch(said)
        if asked is not None:
            return partial(self._listed, page=int(asked["page"] or 1))
        number = _NUMBER.search(said) or _COUNT.search(said)
        if number is None or _says_more(said, number):
            return None
        what = self._end_said if _END.search(said) else self._invoice if _INVOICE.search(said) else _show
        return partial(self._about, number["number"], what)

    async def _listed(self, work: UnitOfWork, standing: Standing, page: int) -> Reply:
        return await listed(work, standing, self._clock.today(), page)

    async def _about(self, number: str, what: Doing, work: UnitOfWork, standing: Standing) -> Reply:
        return await what(work, await meant(work, standing.company.id, number), standing)

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        found = await work.pro_formas.get(choice.subject) if choice.subject else None
        if found is None:
            raise NotAllowed(pro_forma=str(choice.subject))
        standing = await require_member(work, person, found.company_id)
        if choice.action == PDF:
            return paper(found)
        if choice.action == CANCEL:
            return await self._end(work, found, standing)
        return await self._invoice(work, found, standing, again=choice.action == AGAIN)

    async def _invoice(
        self, work: UnitOfWork, found: ProForma, standing: Standing, *, again: bool = False
    ) -> Reply:
        """The card of the invoice: the one that is open, or a new one; where one is issued, a question."""
        standing.require_issuer()
        await require_not_frozen(work, standing.company.id)
        if found.cancelled_at is not None:
            raise Refused("pro-forma-cancelled", number=found.content.number)
        fate = await fate_of(work, found, self._clock.today())
        if fate.invoices and not fate.waiting and not again:
            return _ask_back(fate)
        draft = fate.waiting[0] if fate.waiting else await self._begin(work, found, standing)
        if draft.status is DraftStatus.FOR_APPROVAL:
            return replace(waiting_reply(draft), replaces=draft_tag(draft.id))
        facts = await facts_of(work, standing.company, self._clock.now())
        reply = card(draft, Backing(standing.company.profile, facts.today, facts))
        return replace(reply, replaces=reply.tag)

    async def _end_said(self, work: UnitOfWork, found: ProForma, standing: Standing) -> Reply:
        """The same by a sentence: the answer comes below it, and takes no message's place."""
        return replace(await self._end(work, found, standing), replaces=None)

    async def _end(self, work: UnitOfWork, found: ProForma, standing: Standing) -> Reply:
        """Withdraw it, with the drafts of its invoice; what is withdrawn stays so.

        Raises:
            Refused: pro-forma-invoiced, an invoice came of it.
        """
        standing.require_issuer()
        if found.cancelled_at is not None:
            return shown(found)
        fate = await fate_of(work, found, self._clock.today())
        if fate.invoices:
            raise Refused("pro-forma-invoiced", number=found.content.number, invoice=fate.invoices[0])
        for draft in fate.waiting:
            await work.drafts.save(replace(draft, version=draft.version + 1, status=DraftStatus.CANCELLED))
        now = self._clock.now()
        ended = replace(found, cancelled_at=now, version=found.version + 1)
        await work.pro_formas.save(ended)
        who, evidence = str(standing.person.id), {"number": found.content.number}
        await work.events.add(Event("pro-forma-cancelled", now, who, found.company_id, evidence={**evidence}))
        return shown(ended)

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


def _says_more(said: str, number: re.Match[str]) -> bool:
    """Whether anything is left without the number and what is said around one."""
    rest = _END.sub("", _FILLERS.sub("", said[: number.start()] + " " + said[number.end() :]))
    return re.search(r"\w", rest) is not None


async def _show(work: UnitOfWork, found: ProForma, standing: Standing) -> Reply:
    del work, standing
    return replace(shown(found), replaces=None)


def _ask_back(fate: Fate) -> Reply:
    """Whoever pays once wants one invoice."""
    found = fate.pro_forma
    numbers: list[Json] = [*fate.invoices]
    again = Option("pro-forma-again", choice=Choice(AGAIN, found.id))
    data: dict[str, Json] = {"number": found.content.number, "invoices": numbers}
    return Reply("pro-forma-invoiced", data, options=((again,),), replaces=f"pro-forma-asked:{found.id}")
