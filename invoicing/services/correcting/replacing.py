"""The wrong buyer: a correction to zero for that one, and a new invoice for the right one, by one tap.

A NIP is never corrected: the invoice would stay with the one whose number it bears (MF handbook 2, 1.6.4, 2.13.8).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.lifecycle import Status
from invoicing.model.party import Buyer, BuyerKind, Nip
from invoicing.model.replacement import Replacement
from invoicing.services.companies import Standing
from invoicing.services.correcting.books import Correctable, correctable
from invoicing.services.correcting.zeroing import to_zero
from invoicing.services.ids import replacement_draft_id
from invoicing.services.issuing.addresses import address_of
from invoicing.services.issuing.buyers import FoundBuyer
from invoicing.services.parsing.changes import SaidCorrection, What
from invoicing.services.parsing.corrections import read_correction
from invoicing.services.parsing.understood import Understood
from invoicing.services.parsing.wrong_buyer import said_nips
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event, StoredInvoice

REPLACED = "replaced"
"""What the history of an invoice calls the one for the right buyer."""
_REASON = "błędny NIP nabywcy"  # stands on the document, so in its language
_OF_BUYER = frozenset({What.BUYER_NIP, What.BUYER_NAME, What.BUYER_ADDRESS, What.TEXT})
_WITH_NUMBER = frozenset({BuyerKind.DOMESTIC, BuyerKind.EU})


async def replaceable(work: UnitOfWork, company: UUID, said: str) -> Correctable:
    """What `correctable` finds, of an invoice that has not been replaced yet.

    Raises:
        Refused: correction-replaced; what `correctable` refuses, saying in `nip` that a number was to be changed.
    """
    try:
        state = await correctable(work, company, said)
    except Refused as refused:
        raise Refused(refused.reason, **{**refused.details, "nip": "yes"}) from None
    await require_not_replaced(work, state.root)
    return state


def number_of(draft: Draft) -> str:
    """The invoice that the draft of a correction names."""
    return draft.correction.originals[0].number if draft.correction else ""


def begun_anew(draft: Draft, state: Correctable, said: SaidCorrection) -> Draft:
    """The correction that takes everything back, with the invoice that comes in its place and has no buyer yet.

    Raises:
        Refused: correction-of-nip, the invoice names no number that could be wrong; correction-zero-already;
            correction-of-buyer-alone, something else was to be changed too.
    """
    if draft.buyer is None or draft.buyer.kind not in _WITH_NUMBER:
        raise Refused("correction-of-nip", number=state.root.invoice.number)
    zero = to_zero(draft)
    if zero.changes_nothing or zero.correction is None:
        raise Refused("correction-zero-already", number=state.root.invoice.number)
    _refuse_more(said)
    invoice = state.root.invoice
    new = Replacement(None, invoice.kind, due_date=invoice.due_date, paid=invoice.paid, note=invoice.note)
    return replace(zero, correction=replace(zero.correction, reason=said.reason or _REASON), replacement=new)


def right_nip(draft: Draft, text: str) -> Nip | None:
    """The number that the new invoice is to bear; None when only the wrong one, or none, was said.

    Raises:
        InvalidNip: a check digit is wrong.
        Refused: correction-old-value, several numbers and none of them the wrong one, or several right ones.
    """
    said, wrong = said_nips(text), draft.buyer.nip if draft.buyer else None
    right = [nip for nip in said if nip != wrong]
    if len(right) > 1:
        raise Refused("correction-old-value", said=right[-1].digits, value=wrong.digits if wrong else "")
    return right[0] if right else None


def with_right_buyer(draft: Draft, found: FoundBuyer | None, heard: Understood) -> Draft:
    """The draft whose new invoice is for that buyer, as far as the buyer is known."""
    new = draft.replacement
    if new is None:
        return draft
    email = heard.buyer.email or (found.send_to if found else None) or new.send_to
    return replace(draft, replacement=replace(new, buyer=found.buyer if found else new.buyer, send_to=email))


def with_more_said(draft: Draft, said: SaidCorrection, heard: Understood) -> Draft:
    """The draft with a name, an address, an e-mail address of the right buyer, or the reason.

    Raises:
        Refused: correction-of-buyer-alone.
    """
    _refuse_more(said)
    new = draft.replacement
    if new is None or draft.correction is None:
        return draft
    buyer = _filled(new.buyer, said, heard) if new.buyer else None
    reason = said.reason or draft.correction.reason
    return replace(
        draft,
        replacement=replace(new, buyer=buyer, send_to=heard.buyer.email or new.send_to),
        correction=replace(draft.correction, reason=reason),
    )


def _filled(buyer: Buyer, said: SaidCorrection, heard: Understood) -> Buyer:
    named = {change.what: change.new for change in said.changes}
    name = named.get(What.BUYER_NAME) or heard.buyer.name or buyer.name
    street = named.get(What.BUYER_ADDRESS) or heard.buyer.address
    address = address_of(street) if street else None
    return replace(buyer, name=name, address=address or buyer.address)


def said_besides(text: str, heard: Understood, number: str | None) -> SaidCorrection:
    """What the sentence says without the numbers, names and addresses of buyers."""
    words = text
    for known in (heard.buyer.address, heard.buyer.name, heard.buyer.email):
        words = words.replace(known, " ") if known else words
    said = read_correction(words, number)
    return replace(said, changes=tuple(each for each in said.changes if each.what is not What.TEXT))


def _refuse_more(said: SaidCorrection) -> None:
    """Refuse amounts together with the buyer: first the buyer, then a correction of the new invoice."""
    if any(change.what not in _OF_BUYER for change in said.changes):
        raise Refused("correction-of-buyer-alone")


def second_of(draft: Draft, profile: CompanyProfile, today: date) -> Draft | None:
    """The draft of the new invoice: the sale as it stands now, for the right buyer, dated `today`; None for others."""
    new, correction = draft.replacement, draft.correction
    if new is None or correction is None or correction.before is None:
        return None
    was = correction.before
    kept = new.due_date if new.due_date and new.due_date >= today else None
    usual = None if new.paid else today + timedelta(days=profile.payment_days)
    due = kept or usual
    second = Draft(
        id=replacement_draft_id(draft.id),
        company_id=draft.company_id,
        version=1,
        kind=new.kind,
        buyer=new.buyer,
        lines=tuple(line for line in (was.order or was).lines if line.value),
        price_kind=(was.order or was).price_kind,
        due_date=due,
        currency=draft.currency,
        supply_date=None if was.order else draft.supply_date,
        payment_method=draft.payment_method,
        paid=new.paid,
        send_to=new.send_to,
        note=new.note,
        guessed=frozenset({"due_date"}) if due and kept is None else frozenset(),
        split_payment=draft.split_payment,
        shown_on=today,
        wish=draft.wish,
        into_ksef=correction.originals[0].ksef_number is not None,
        advance=was.advance_payments[0] if was.advance_payments else None,
        settles=was.advance_invoices,
        exchange_rate=draft.exchange_rate,  # the tax point is the same, and so is the rate (art. 31a VATA)
    )
    return replace(second, rated_for=second.rate_before)


async def require_not_replaced(work: UnitOfWork, root: StoredInvoice) -> None:
    """Refuse a second new invoice for one sale, whatever became of the first one's correction.

    Raises:
        Refused: correction-replaced.
    """
    for event in await work.events.of_invoice(root.id):
        if event.what != REPLACED:
            continue
        number = str(event.evidence["number"])
        new = await work.invoices.by_number(root.company_id, number)
        if new is not None and new.status is not Status.REJECTED:
            raise Refused("correction-replaced", number=root.invoice.number, new=number)


async def note_replacement(
    work: UnitOfWork, draft: Draft, second: StoredInvoice, standing: Standing, at: datetime
) -> None:
    """Write into the history of the wrong invoice which one took its place.

    Raises:
        Refused: correction-replaced.
    """
    if draft.correction is None:
        return
    root = await work.invoices.by_number(draft.company_id, draft.correction.originals[0].number)
    if root is None:
        return
    await require_not_replaced(work, root)
    evidence = {"invoice": str(second.id), "number": second.invoice.number}
    who = str(standing.person.id)
    await work.events.add(Event(REPLACED, at, who, root.company_id, root.id, {**evidence}))
