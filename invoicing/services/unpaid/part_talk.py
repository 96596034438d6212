"""Sentences about a part of what is owed: "zapłacił 500 z FV/2026/11/7", and taking it back."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from invoicing.model.errors import Refused
from invoicing.model.money import to_grosze
from invoicing.services.approving.limit_talk import amount_said
from invoicing.services.companies import Standing
from invoicing.services.finding.paying import mark
from invoicing.services.finding.showing import shown
from invoicing.services.messages import Json, Reply
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.talking import Reading
from invoicing.services.unpaid.owing import left_of
from invoicing.services.unpaid.parts import note_part, part_paid

PART, BACK = "part-payment", "part-payment-back"
"""Events of an invoice."""
_LONGEST = 160  # characters of such a sentence
_NUMBER = r"(?P<number>\S*[/-]\S*\d\S*)"
_WHO = r"(?:(?:klient|klientka|nabywca|kontrahent|oni|firma|customer|buyer|клієнт|покупець) )?"
_PAID = (
    r"(?:zaplacil[aio]?|wplacil[aio]?|doplacil[aio]?|wplynelo|wplynela|przyszlo|zaplacono|wplacono|wplata|czesciowa wplata"
    r"|czesciowo zaplacil[aio]?|paid|has paid|received|заплатив|заплатила|сплатив|сплатила|надіишло)"
)
_SAID = re.compile(
    rf"{_WHO}{_PAID} (?P<amount>\d.*?) (?:z|ze|na|do|za|of|for|towards|з|за|на) (?:faktur\w* |фактур\w* |invoice )?{_NUMBER}"
)
_OF_IT = re.compile(rf"(?:czesciowa )?wplata (?:do|za|na) {_NUMBER}:? (?P<amount>\d.*)")
_TAKE_BACK = re.compile(
    rf"(?:cofnij|usun|skasuj|anuluj) (?:czesciow\w+ )?wplat\w* (?:z|do|za|na) {_NUMBER}|undo payment of {_NUMBER.replace('number', 'other')}"
)


class PartPaymentTalk:
    """Notes what was paid in part, and takes it back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        if len(text) > _LONGEST or "\n" in text.strip():
            return None
        said = bare(text)
        if paid := _SAID.fullmatch(said) or _OF_IT.fullmatch(said):
            return partial(self._pay, paid["number"], paid["amount"])
        if back := _TAKE_BACK.fullmatch(said):
            return partial(self._take_back, back["number"] or back["other"])
        return None

    async def _pay(self, number: str, said: str, work: UnitOfWork, standing: Standing) -> Reply:
        """Note it; what pays the rest pays the invoice.

        Raises:
            NotAllowed: whoever may only look.
            InvalidAmount: amount-format.
            Refused: invoice-unknown; part-payment-idle, nothing is owed; part-payment-above, it is more than is left.
        """
        standing.require(Action.MARK_PAID)
        amount = to_grosze(amount_said(said))
        stored = await _numbered(work, standing, number)
        await work.companies.locked(standing.company.id)  # two who note a payment at once both count
        found, left = await work.filed.get(stored.id), await left_of(work, stored)
        if found.paid_on is not None or left <= 0 or not amount:
            raise Refused("part-payment-idle", number=stored.invoice.number)
        if amount > left:
            raise Refused("part-payment-above", number=stored.invoice.number, left=str(left))
        before = await part_paid(work, standing.company.id, stored.id)
        await self._note(work, standing, stored, PART, amount)
        now = self._clock.now()
        if amount == left:
            found = await mark(work, standing, found, now, paid=True)
        await note_part(work, standing.company.id, stored.id, before + amount)
        return await shown(work, standing, found, now.date(), changed=found.paid_on is not None)

    async def _take_back(self, number: str, work: UnitOfWork, standing: Standing) -> Reply:
        """Nothing of it is noted as paid any more.

        Raises:
            NotAllowed: whoever may only look.
            Refused: invoice-unknown; part-payment-none.
        """
        standing.require(Action.MARK_PAID)
        stored = await _numbered(work, standing, number)
        await work.companies.locked(standing.company.id)
        paid = await part_paid(work, standing.company.id, stored.id)
        if not paid:
            raise Refused("part-payment-none", number=stored.invoice.number)
        await note_part(work, standing.company.id, stored.id, Decimal(0))
        await self._note(work, standing, stored, BACK, paid)
        now = self._clock.now()
        found = await mark(work, standing, await work.filed.get(stored.id), now, paid=False)
        return await shown(work, standing, found, now.date(), changed=True)

    async def _note(
        self, work: UnitOfWork, standing: Standing, stored: StoredInvoice, what: str, amount: Decimal
    ) -> None:
        evidence: dict[str, Json] = {"number": stored.invoice.number, "amount": str(amount)}
        who, now = str(standing.person.id), self._clock.now()
        await work.events.add(Event(what, now, who, stored.company_id, stored.id, evidence))


async def _numbered(work: UnitOfWork, standing: Standing, number: str) -> StoredInvoice:
    number = number.rstrip(":,")
    for said in (number, number.upper()):
        stored = await work.invoices.by_number(standing.company.id, said)
        if stored is not None:
            return stored
    raise Refused("invoice-unknown", number=number.upper())
