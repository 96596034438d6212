"""What may be corrected now, and from which state: the invoice itself with every correction that counts.

A further correction names the original, with the values after the earlier ones (art. 106j ust. 2 pkt 5 VATA).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from itertools import islice
from uuid import UUID

from invoicing.model.correction import Original
from invoicing.model.errors import InvalidValue, Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status
from invoicing.model.party import Buyer, Nip
from invoicing.services.lifecycle import SOURCE, is_correctable
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event, StoredInvoice
from invoicing.services.sending.waiting import term_of
from invoicing.services.terms.due import terms_of_each

CORRECTED = "corrected"
"""What the history of an invoice calls a correction of it."""
REBATED = "rebated"
"""And a rebate on all that a buyer bought in a time: what it takes off each line nobody has written down."""
_LOOKED_AT = 200  # invoices among which the nearest number, or a buyer's, is looked for
_NAMED = 3
_OURS = frozenset({InvoiceKind.VAT, InvoiceKind.SIMPLIFIED, InvoiceKind.ADVANCE, InvoiceKind.SETTLEMENT})
_LIKE_A_NUMBER = re.compile(r"(?=.*\d)[^\s/]+(?:/[^\s/]+)+")


@dataclass(frozen=True, slots=True)
class Correctable:
    """An invoice and where it stands after its corrections.

    Attributes:
        root: the invoice that every correction names.
        latest: the last correction that counts, or the invoice itself: its content and its buyer are the present ones.
    """

    root: StoredInvoice
    latest: StoredInvoice

    @property
    def original(self) -> Original:
        """How the next correction names it; without a KSeF number where it lies outside KSeF (NrKSeFN)."""
        number = self.root.ksef_number
        invoice = self.root.invoice
        return Original(invoice.number, invoice.issue_date, str(number) if number else None)


async def correctable(work: UnitOfWork, company: UUID, said: str) -> Correctable:
    """The invoice of that number, or the one that the correction of that number corrects.

    Args:
        work: the open transaction.
        company: whose.
        said: our number, or the one that KSeF gave.

    Raises:
        Refused: correction-unknown, with the nearest numbers of our own; correction-elsewhere, another program wrote
            it; correction-before-number, correction-of-rejected.
    """
    found = await _found(work, company, said)
    if found is None:
        other = await work.ksef.taken_elsewhere(company, said)
        if other is not None:
            raise Refused("correction-elsewhere", number=said)
        raise Refused("correction-unknown", number=said, nearest=await _nearest(work, company, said))
    root = await _root(work, found)
    if SOURCE in root.invoice.extra or not _is_plain(root):
        raise Refused("correction-elsewhere", number=root.invoice.number)
    return await _state(work, root)


async def the_one(work: UnitOfWork, company: UUID, buyer: Nip | None, *, last: bool) -> str:
    """The number that somebody means who said none: the only invoice for that buyer, or the last one.

    Raises:
        Refused: correction-which, with the numbers it could be.
    """
    recent = await work.invoices.recent(company, _LOOKED_AT)
    ours = [each for each in recent if each.invoice.kind in _OURS and _counts(each)]
    meant = [each for each in ours if buyer is None or each.invoice.buyer.nip == buyer]
    if meant and (last or (buyer is not None and len(meant) == 1)):
        return meant[0].invoice.number
    raise Refused("correction-which", numbers=_listed(each.invoice.number for each in (meant or ours)))


async def number_in(work: UnitOfWork, company: UUID, text: str) -> str | None:
    """A number of any series, as it stands in the text: one of our latest, or else what has slashes like one."""
    recent = await work.invoices.recent(company, _LOOKED_AT)
    ours = {each.invoice.number.casefold() for each in recent}
    words = [word.strip(".,:;()") for word in text.split()]
    known = [word for word in words if word.casefold() in ours and not word.isdecimal()]  # 5 may be a price
    like = [word for word in words if _LIKE_A_NUMBER.fullmatch(word)]
    return next(iter([*known, *like]), None)


async def require_current(work: UnitOfWork, draft: Draft) -> None:
    """Refuse a correction of a state that is no longer the present one; a draft of something else passes.

    Raises:
        Refused: correction-stale, or what `correctable` refuses.
    """
    if draft.correction is None or draft.correction.difference is not None:
        return  # a rebate on many has a check of its own
    (original,) = draft.correction.originals
    now = await correctable(work, draft.company_id, original.number)
    before = draft.correction.buyers_before
    same_buyer = _named(before[0] if before else draft.buyer) == _named(now.latest.invoice.buyer)
    if draft.correction.before != now.latest.invoice.content or not same_buyer or original != now.original:
        raise Refused("correction-stale", number=original.number, latest=now.latest.invoice.number)


async def note_correction(work: UnitOfWork, correction: StoredInvoice, at: datetime) -> None:
    """Write into the history of the original that it was corrected, so that the next correction finds this one."""
    said = correction.invoice.correction
    if said is None:
        return
    what = CORRECTED if said.difference is None else REBATED
    evidence = {"correction": str(correction.id), "number": correction.invoice.number}
    for original in said.originals:
        root = await work.invoices.by_number(correction.company_id, original.number)
        if root is not None:
            who = str(correction.issued_by)
            await work.events.add(Event(what, at, who, root.company_id, root.id, {**evidence}))


async def corrections_of(work: UnitOfWork, root: StoredInvoice) -> Sequence[StoredInvoice]:
    """Every correction of an invoice, oldest first, also those that KSeF rejected."""
    history = await work.events.of_invoice(root.id)
    ids = [str(event.evidence["correction"]) for event in history if event.what == CORRECTED]
    return [await work.invoices.get(UUID(each)) for each in ids]


async def _found(work: UnitOfWork, company: UUID, said: str) -> StoredInvoice | None:
    ours = await work.invoices.by_number(company, said) or await work.invoices.by_number(
        company, said.upper()
    )
    if ours is not None:
        return ours
    try:
        number = KsefNumber.parse(said)
    except InvalidValue:
        return None
    return await work.invoices.by_ksef_number(company, number)


async def _root(work: UnitOfWork, found: StoredInvoice) -> StoredInvoice:
    correction = found.invoice.correction
    if correction is None:
        return found
    number = correction.originals[0].number
    root = await work.invoices.by_number(found.company_id, number)
    if root is None:
        raise Refused("correction-elsewhere", number=number)
    return root


def _is_plain(root: StoredInvoice) -> bool:
    """Whether a draft can hold all it says: what we issue in a conversation."""
    invoice = root.invoice
    one_payment = len(invoice.advance_payments) <= 1
    return invoice.kind in _OURS and not invoice.third_parties and one_payment


async def _state(work: UnitOfWork, root: StoredInvoice) -> Correctable:
    latest = root
    await _require_settled(work, root)
    await _require_no_rebate(work, root)
    for each in await corrections_of(work, root):
        if _counts(each):
            await _require_settled(work, each)
            latest = each
    return Correctable(root, latest)


async def _require_no_rebate(work: UnitOfWork, root: StoredInvoice) -> None:
    """Refuse what a rebate was given on: what stands on its lines is no longer what they are worth.

    Raises:
        Refused: correction-after-rebate.
    """
    for event in await work.events.of_invoice(root.id):
        if event.what != REBATED:
            continue
        if _counts(await work.invoices.get(UUID(str(event.evidence["correction"])))):
            number = root.invoice.number
            raise Refused("correction-after-rebate", number=number, latest=str(event.evidence["number"]))


def _counts(stored: StoredInvoice) -> bool:
    """An online invoice that KSeF rejected was never issued; an offline one waits for its technical correction."""
    return stored.status is not Status.REJECTED or is_correctable(stored)


async def _require_settled(work: UnitOfWork, stored: StoredInvoice) -> None:
    """Refuse what has no number yet: the correction must name it (art. 106j VATA; API, offline modes)."""
    number = stored.invoice.number
    if stored.status is Status.REJECTED:
        offline = "yes" if is_correctable(stored) else ""
        raise Refused("correction-of-rejected", number=number, offline=offline)
    if stored.status not in {Status.ISSUED, Status.SENT}:
        return
    terms = (await terms_of_each(work, [stored.company_id]))[stored.company_id]
    day = term_of(stored, terms).day
    raise Refused("correction-before-number", number=number, deadline=f"{day:%d.%m.%Y}" if day else "")


async def _nearest(work: UnitOfWork, company: UUID, said: str) -> str:
    recent = await work.invoices.recent(company, _LOOKED_AT)
    numbers = [each.invoice.number for each in recent]
    return _listed(get_close_matches(said.upper(), numbers, _NAMED) or numbers)


def _listed(numbers: Iterable[str]) -> str:
    return ", ".join(islice(numbers, _NAMED))


def _named(buyer: Buyer | None) -> tuple[object, ...]:
    """What a correction may change of a buyer."""
    return (buyer.name, buyer.address) if buyer else ()
