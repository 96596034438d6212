"""A correcting invoice from a conversation: which invoice, what should be different, why (art. 106j VATA)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from invoicing.model.correction import Correction
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.services.companies import Standing
from invoicing.services.correcting.books import Correctable, correctable, number_in, the_one
from invoicing.services.correcting.changes import applied
from invoicing.services.correcting.replacing import (
    begun_anew,
    number_of,
    replaceable,
    right_nip,
    said_besides,
    with_more_said,
    with_right_buyer,
)
from invoicing.services.editing.editing import BuyerOf
from invoicing.services.ids import draft_id
from invoicing.services.issuing.buyers import FoundBuyer
from invoicing.services.messages import Incoming
from invoicing.services.parsing.changes import SaidCorrection, What
from invoicing.services.parsing.corrections import read_correction
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.parsing.wrong_buyer import says_wrong_buyer
from invoicing.services.ports import Clock, UnitsOfWork

_CALLED = ("korekt", "koryg")  # how a correction is called, whatever its ending
_NEW = ("faktur", "wystaw")
_GOES_ON = frozenset({Intent.EDIT, Intent.OTHER, Intent.CORRECT, Intent.ISSUE})


@dataclass(frozen=True, slots=True)
class Corrected:
    """The draft of a correction, and what is known of the right buyer, when one was named just now."""

    draft: Draft
    found: FoundBuyer | None = None


class Correcting:
    """Makes drafts of corrections, and changes them; reads the books, asks for a buyer, writes nothing."""

    def __init__(self, units: UnitsOfWork, clock: Clock, buyer_of: BuyerOf) -> None:
        self._units, self._clock, self._buyer_of = units, clock, buyer_of

    async def __call__(
        self, incoming: Incoming, heard: Understood, standing: Standing, opened: Draft | None
    ) -> Corrected | None:
        """The draft of a correction: a new one, or `opened` as it should be now; None when the words ask for neither.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused, InvalidValue: it cannot be corrected, not yet, or not so, with the reason.
        """
        if (
            opened is not None
            and opened.kind is InvoiceKind.CORRECTING
            and _goes_on(heard, incoming.text, opened)
        ):
            standing.require_issuer()
            return await self._on(opened, incoming, heard, standing)
        if not _is_meant(heard, incoming.text, opened):
            return None
        standing.require_issuer()
        return await self._begun(incoming, heard, standing)

    async def _on(
        self, opened: Draft, incoming: Incoming, heard: Understood, standing: Standing
    ) -> Corrected | None:
        """The open correction with what was said now."""
        said = read_correction(incoming.text)
        if opened.replacement is not None:
            return await self._right_buyer(opened, incoming, heard, standing)
        if _names_another(heard, said, incoming.text):
            return await self._anew(opened, incoming, heard, standing)
        return Corrected(self._put(opened, said, standing)) if said.says_something else None

    async def _begun(self, incoming: Incoming, heard: Understood, standing: Standing) -> Corrected:
        company = standing.company.id
        async with self._units.reading() as work:
            named = heard.invoice_number or await number_in(work, company, incoming.text)
            said = read_correction(incoming.text, named)
            anew = says_wrong_buyer(incoming.text) or _about_nip(said)
            last = "ostatni" in fold(incoming.text)
            number = named or await the_one(work, company, None if anew else heard.buyer.nip, last=last)
            state = await (replaceable if anew else correctable)(work, company, number)
            first = await work.drafts.get(state.root.draft_id)
        said = replace(said, reason=said.reason or said.remark)
        draft = as_it_is(draft_id(incoming.key), standing.company.id, state, self._clock.today())
        if anew:
            draft = draft.sent_to(first.addresses if first else ())
            return await self._anew(draft, incoming, heard, standing, state=state, named=named)
        addresses = heard.buyer.emails or (first.addresses if first else ())
        return Corrected(self._put(draft.sent_to(addresses), said, standing))

    async def _anew(
        self,
        draft: Draft,
        incoming: Incoming,
        heard: Understood,
        standing: Standing,
        *,
        state: Correctable | None = None,
        named: str | None = None,
    ) -> Corrected:
        """The correction to zero with the new invoice beside it."""
        if state is None:
            async with self._units.reading() as work:
                state = await replaceable(work, draft.company_id, number_of(draft))
            fresh = as_it_is(draft_id(incoming.key), standing.company.id, state, self._clock.today())
            draft = replace(fresh, id=draft.id, version=draft.version).sent_to(draft.addresses)
        zero = begun_anew(draft, state, said_besides(incoming.text, heard, named))
        return await self._right_buyer(replace(zero, due_date=None), incoming, heard, standing)

    async def _right_buyer(
        self, draft: Draft, incoming: Incoming, heard: Understood, standing: Standing
    ) -> Corrected:
        """The draft with what was said of the buyer that is the right one."""
        nip = right_nip(draft, incoming.text)
        if nip is None:
            return Corrected(with_more_said(draft, said_besides(incoming.text, heard, None), heard))
        asked = replace(heard, buyer=replace(heard.buyer, nip=nip, eu_vat_number=None), kind=InvoiceKind.VAT)
        found = await self._buyer_of(asked, standing)
        return Corrected(with_right_buyer(draft, found, heard), found)

    def _put(self, draft: Draft, said: SaidCorrection, standing: Standing) -> Draft:
        """The changes on the draft; who owes more gets a term for it, who gets something back needs none."""
        newer = applied(draft, said, standing.company.profile)
        if newer.totals.gross <= 0 or newer.paid:
            newer = replace(newer, due_date=None, guessed=newer.guessed - {"due_date"})
        elif newer.due_date is None:
            due = self._clock.today() + timedelta(days=standing.company.profile.payment_days)
            newer = replace(newer, due_date=due, guessed=newer.guessed | {"due_date"})
        return newer


def as_it_is(identity: UUID, company_id: UUID, state: Correctable, today: date) -> Draft:
    """A correction that changes nothing yet: the state after all that were made before."""
    root, now = state.root.invoice, state.latest.invoice
    sold, payments = now.order or now, now.advance_payments
    return Draft(
        id=identity,
        company_id=company_id,
        version=1,
        kind=InvoiceKind.CORRECTING,
        buyer=replace(now.buyer, correction_key=None),
        lines=sold.lines,
        price_kind=sold.price_kind,
        due_date=None,
        currency=root.currency,
        supply_date=None if now.order else root.supply_date or root.issue_date,
        payment_method=root.payment_method,
        paid=now.order is not None,  # an advance documents money that has come
        split_payment=root.split_payment,
        shown_on=today,
        correction=Correction((state.original,), of=root.kind, before=now.content),
        advance=payments[0] if payments else None,
        settles=now.advance_invoices,
        exchange_rate=root.exchange_rate,  # the tax was reckoned at it (art. 31b VATA)
    )


def _names_another(heard: Understood, said: SaidCorrection, text: str) -> bool:
    """Whether the words name another buyer for an open correction, or say that its buyer is the wrong one."""
    return heard.buyer.nip is not None or _about_nip(said) or says_wrong_buyer(text)


def _about_nip(said: SaidCorrection) -> bool:
    return any(change.what is What.BUYER_NIP for change in said.changes)


def _goes_on(heard: Understood, text: str, opened: Draft) -> bool:
    """Whether the words go on about the open correction; a number alone is an answer only where one was asked for."""
    if heard.intent not in _GOES_ON or heard.invoice_number is not None:
        return False
    folded = fold(text)
    if heard.intent is Intent.CORRECT and any(word in folded for word in _CALLED):
        return False
    if heard.intent is Intent.ISSUE and any(word in folded for word in _NEW):
        return False
    if heard.intent is Intent.ISSUE and heard.buyer.nip is not None:
        return opened.replacement is not None and not heard.lines
    return True


def _is_meant(heard: Understood, text: str, opened: Draft | None) -> bool:
    """Whether an issued invoice is meant: "miało być 4 h" while another draft is open is about that draft."""
    if (
        heard.intent is not Intent.CORRECT
    ):  # "zły NIP na FV/2026/11/3 ..., wyślij na ..." is no wish for a letter
        return heard.invoice_number is not None and says_wrong_buyer(text)
    named = heard.invoice_number is not None or any(word in fold(text) for word in _CALLED)
    return named or opened is None
