"""A paper of an issued invoice on request: into the chat, or by e-mail to whom the person names.

The hand-over matrix decides what may go, as it does after issue; an address gets a paper once unless the person asks
for it once more, and a second address gets one only when the person says so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from invoicing.model.delivering import HELD, OPEN, DeliveryWay
from invoicing.model.errors import InvalidKsefNumber, Refused
from invoicing.model.handover import HandOver, HandOverState, check_paper
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from invoicing.services.companies import Standing
from invoicing.services.delivery.handing_over import HandingOver, own_address, row_of, state_of
from invoicing.services.file_refs import DocumentForm
from invoicing.services.messages import Json, Reply
from invoicing.services.papers.fetching import FORBIDDEN, duplicated, fetched, forbidden, require_codes
from invoicing.services.parsing.paper_wishes import PaperWish, paper_wish
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Delivery, Event, StoredInvoice
from invoicing.services.replies import summary

_LOOKED_AT = 200  # invoices
_HAD = HELD | OPEN


@dataclass(frozen=True, slots=True)
class _Order:
    stored: StoredInvoice
    wish: PaperWish
    row: HandOver
    paper: Paper
    address: str


class PapersOnRequest:
    """Understands "wyślij fakturę FV/2026/11/3 na adres@klienta" and "pdf FV/2026/11/3"."""

    def __init__(self, clock: Clock, handing_over: HandingOver) -> None:
        self._clock, self._handing_over = clock, handing_over

    def __call__(self, text: str) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
        """What the sentence does; None when it is about something else."""
        wish = paper_wish(text)
        if wish is None:
            return None

        async def act(work: UnitOfWork, standing: Standing) -> Reply:
            stored = await _meant(work, standing, wish)
            if wish.duplicate and row_of(stored).paper is Paper.PLAIN_INVOICE:
                return duplicated(stored, self._clock.today())
            if wish.shows:
                return await self._show(work, stored, wish)
            standing.require(Action.SEND_PAPERS)
            return await self._send(work, standing, stored, wish)

        return act

    async def _show(self, work: UnitOfWork, stored: StoredInvoice, wish: PaperWish) -> Reply:
        form = DocumentForm(wish.form) if wish.form else DocumentForm.PAPER
        return await fetched(work, stored, form, self._clock.now(), wish.paper)

    async def _send(
        self, work: UnitOfWork, standing: Standing, stored: StoredInvoice, wish: PaperWish
    ) -> Reply:
        """Promise the lawful paper.

        Raises:
            Refused: offline-certificate-needed; override-address, nobody said where to.
        """
        row = row_of(stored)
        try:
            paper = _lawful(stored, row, wish)
        except Refused as refusal:
            if refusal.reason in FORBIDDEN:
                return forbidden(stored, refusal)
            raise
        now = self._clock.now()
        await require_codes(work, stored, paper, now)
        address = wish.address or await _known_address(work, stored)
        if address is None:
            raise Refused("override-address", number=stored.invoice.number)
        order = _Order(stored, wish, row, paper, address)
        outcome, data = await self._promise(work, order)
        if outcome in {"promised", "after-number", "once-more"}:
            await work.events.add(_event(order, standing, now))
        if wish.remembers:
            data["remembered"] = await _remember(work, order)
        return Reply("paper-on-request", _told(order) | data | {"outcome": outcome})

    async def _promise(self, work: UnitOfWork, order: _Order) -> tuple[str, dict[str, Json]]:
        """What became of it: promised, once-more, after-number, under-way, already or elsewhere."""
        every = await work.deliveries.of_invoice(order.stored.id)
        same = [each for each in every if (each.address, each.paper) == (order.address, order.paper)]
        if same:
            return await self._repeat(work, order, same[0])
        others = list(dict.fromkeys(each.address for each in every if _has(each, order)))
        if others and not order.wish.also:
            return "elsewhere", {"others": [*others]}
        await work.deliveries.allow(order.stored.company_id, DeliveryWay.EMAIL, order.address)
        await self._handing_over.promise(work, order.stored, order.paper, to=order.address)
        waits = order.paper is Paper.VISUALISATION and order.stored.ksef_number is None
        return "after-number" if waits else "promised", {}

    async def _repeat(self, work: UnitOfWork, order: _Order, had: Delivery) -> tuple[str, dict[str, Json]]:
        if had.status in OPEN:
            return "under-way", {}
        if had.status in HELD and not (order.wish.again or order.wish.duplicate):
            return "already", {"sent_at": had.settled_at.isoformat() if had.settled_at else None}
        await self._handing_over.once_more(work, had)
        return "once-more", {}


def _lawful(stored: StoredInvoice, row: HandOver, wish: PaperWish) -> Paper:
    """The paper that goes: the one that was named, or the one of the row.

    Somebody who waits some seconds for an online number waits for the invoice itself.

    Raises:
        Refused: the matrix forbids what was named, or gives nothing at all.
    """
    named = wish.paper or (Paper.VISUALISATION if wish.form == DocumentForm.XML else None)
    if named is not None or row.paper is Paper.NOTHING:
        check_paper(row, named or Paper.VISUALISATION)
    elif state_of(stored) is HandOverState.WAITING:
        return Paper.VISUALISATION
    return row.delivered


async def _meant(work: UnitOfWork, standing: Standing, wish: PaperWish) -> StoredInvoice:
    company, number = standing.company.id, wish.number
    if number is None:
        latest = await work.invoices.recent(company, 1)
        found = latest[0] if latest else None
    else:
        found = await work.invoices.by_number(company, number)
        found = found or await work.invoices.by_number(company, number.upper())
        found = (
            found or await _by_ksef_number(work, standing, number) or await _by_count(work, company, number)
        )
    if found is None:
        raise Refused("invoice-unknown", number=number or "")
    return found


async def _by_count(work: UnitOfWork, company: UUID, number: str) -> StoredInvoice | None:
    """The only one of the latest whose number ends so: "duplikat faktury 3"."""
    if not number.isdecimal():
        return None
    recent = await work.invoices.recent(company, _LOOKED_AT)
    ending = [each for each in recent if each.invoice.number.rpartition("/")[2] == number]
    return ending[0] if len(ending) == 1 else None


async def _by_ksef_number(work: UnitOfWork, standing: Standing, text: str) -> StoredInvoice | None:
    try:
        number = KsefNumber.parse(text)
    except InvalidKsefNumber:
        return None
    return await work.invoices.by_ksef_number(standing.company.id, number)


def _has(delivery: Delivery, order: _Order) -> bool:
    """Whether another address has a paper of the invoice, or gets one; what the seller carries himself has none."""
    return delivery.status in _HAD and delivery.address not in {"", order.address}


async def _known_address(work: UnitOfWork, stored: StoredInvoice) -> str | None:
    own = await own_address(work, stored)
    if own is not None:
        return own
    every = await work.deliveries.of_invoice(stored.id)
    first = next((each for each in every if each.way is DeliveryWay.EMAIL), None)
    return first.address if first else await remembered_address(work, stored)


async def remembered_address(work: UnitOfWork, stored: StoredInvoice) -> str | None:
    """What somebody told us to remember of the buyer."""
    known = await work.buyers.like(stored.company_id, stored.invoice.buyer)
    return known.buyer.email if known else None


async def _remember(work: UnitOfWork, order: _Order) -> bool:
    """Keep the address with the buyer; one without a name could not be found again."""
    company, buyer = order.stored.company_id, order.stored.invoice.buyer
    known = await work.buyers.like(company, buyer)
    await work.buyers.remember(company, replace(known.buyer if known else buyer, email=order.address))
    return bool(buyer.name)


def _told(order: _Order) -> dict[str, Json]:
    return summary(order.stored) | {
        "address": order.address,
        "paper": order.paper.value,
        "row": order.row.row,
        "article": order.row.articles[0],
        "remembered": None,
        "duplicate": order.wish.duplicate,
    }


def _event(order: _Order, standing: Standing, at: datetime) -> Event:
    evidence: dict[str, Json] = {
        "address": order.address,
        "paper": order.paper.value,
        "row": order.row.row,
        "sha256": order.stored.sha256.hex(),
    }
    who = str(standing.person.id)
    return Event("hand-over-wanted", at, who, order.stored.company_id, order.stored.id, evidence)
