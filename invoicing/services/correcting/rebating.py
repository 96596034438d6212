"""A rebate on everything sold to one buyer in a time: one correcting invoice for all of it (art. 106j ust. 3 VATA)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

from invoicing.model.correction import Correction
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.lifecycle import Status
from invoicing.model.money import to_grosze
from invoicing.model.vat import PriceKind, RateTotal, Totals, VatRate, advance_totals
from invoicing.services.companies import Standing
from invoicing.services.correcting.books import Correctable, correctable
from invoicing.services.correcting.rebate_check import based_on
from invoicing.services.correcting.rebate_words import Wish, wish_in
from invoicing.services.finding.records import Direction, Filed, Query
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.talking import Reading

_MONTHS = (
    "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik",
    "listopad", "grudzień",
)  # fmt: skip
_AROUND = timedelta(days=60)
"""A supply may be invoiced so long before or after it (art. 106i VATA)."""
_MOST, _NAMED = 500, 3
_NO_SHARE = frozenset({VatRate.MARGIN, VatRate.OSS})
_ALONE = frozenset({InvoiceKind.ADVANCE, InvoiceKind.SETTLEMENT})


class RebateTalk:
    """Understands "rabat 5% za październik dla NIP 5260250274", and draws up the card."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What the sentence does; None when it is about something else."""
        wish = wish_in(text, self._clock.today())
        return None if wish is None else partial(self._draw_up, wish)

    async def _draw_up(self, wish: Wish, work: UnitOfWork, standing: Standing) -> Reply:
        """The card; nothing is issued by words.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: company-frozen; rebate-*, why it cannot be; what `correctable` refuses.
        """
        standing.require_issuer()
        await require_not_frozen(work, standing.company.id)
        now = self._clock.now()
        if wish.until > now.date():
            raise Refused("rebate-period-open", until=f"{wish.until:%d.%m.%Y}")
        states = await _sold(work, standing, wish, now.date())
        newest = states[-1]
        first = await work.drafts.get(newest.root.draft_id)
        draft = Draft(
            id=uuid4(),
            company_id=standing.company.id,
            version=1,
            kind=InvoiceKind.CORRECTING,
            buyer=replace(newest.latest.invoice.buyer, correction_key=None),
            lines=(),
            price_kind=_price_kind(states),
            due_date=None,
            payment_method=PaymentMethod.TRANSFER,
            shown_on=now.date(),
            correction=_correction(wish, states),
        ).sent_to(first.addresses if first else ())
        await work.drafts.add(draft, standing.person.id)
        await work.cursors.put(based_on(draft.id), json.dumps(_latest(states)))
        facts = await facts_of(work, standing.company, now)
        return card(draft, Backing(standing.company.profile, facts.today, facts))


async def _sold(work: UnitOfWork, standing: Standing, wish: Wish, today: date) -> Sequence[Correctable]:
    """Every invoice for the supplies of that time, as it stands after its corrections, oldest first.

    Raises:
        Refused: rebate-none, rebate-which, rebate-many, rebate-elsewhere, rebate-advances, rebate-rate,
            not-yet (another currency), rebate-above.
    """
    company = standing.company.id
    query = Query(
        direction=Direction.ISSUED,
        words=wish.words,
        party_id=wish.nip,
        since=wish.since - _AROUND,
        until=min(wish.until + _AROUND, today),
    )
    rows = await work.filed.find(company, query, today, limit=_MOST + 1)
    if len(rows) > _MOST:
        raise Refused("rebate-many", limit=str(_MOST))
    parties = {each.party_id or each.party: each.party for each in rows}
    if len(parties) > 1:
        raise Refused("rebate-which", names=", ".join([*parties.values()][:_NAMED]))
    found = [state for each in reversed(rows) if (state := await _state(work, company, each, wish))]
    if not found:
        raise Refused("rebate-none")
    return found


async def _state(work: UnitOfWork, company: UUID, row: Filed, wish: Wish) -> Correctable | None:
    """The invoice of a row, where it is for a supply of that time and something is left of it."""
    if row.invoice_id is None:
        if wish.since <= row.issue_date <= wish.until:
            raise Refused("rebate-elsewhere", number=row.number)
        return None
    stored = await work.invoices.get(row.invoice_id)
    invoice = stored.invoice
    lost = stored.status is Status.REJECTED and stored.offline_mode is None
    if lost or invoice.kind is InvoiceKind.CORRECTING:
        return None
    if not wish.since <= (invoice.supply_date or invoice.issue_date) <= wish.until:
        return None
    if invoice.kind in _ALONE:
        raise Refused("rebate-advances", number=invoice.number)
    if invoice.currency != "PLN":
        raise Refused("not-yet", what="currency")
    state = await correctable(work, company, invoice.number)
    taxed = state.latest.invoice.content.totals
    if any(each.rate in _NO_SHARE for each in taxed.per_rate):
        raise Refused("rebate-rate", number=invoice.number)
    return state if taxed.gross else None


def _correction(wish: Wish, states: Sequence[Correctable]) -> Correction:
    whole = sum((each.latest.invoice.content.totals for each in states), Totals())
    if wish.amount is not None and wish.amount >= whole.gross:
        raise Refused("rebate-above", limit=str(whole.gross))
    off = (
        advance_totals(to_grosze(wish.amount), whole)
        if wish.amount is not None
        else _share(whole, wish.percent or Decimal(0), _price_kind(states))
    )
    period = _called(wish)
    much = f"{wish.percent.normalize():f}%".replace(".", ",") if wish.percent is not None else ""
    return Correction(
        originals=tuple(each.original for each in states),
        difference=-off,
        reason=" ".join(filter(None, ("rabat", much, "za", period))),
        period=period,
    )


def _share(whole: Totals, percent: Decimal, price_kind: PriceKind) -> Totals:
    """The percentage of each rate, rounded once a rate; tax from the net, or contained in the gross."""
    net = price_kind is PriceKind.NET
    shares = (
        RateTotal.of(
            each.rate, to_grosze((each.net if net else each.net + each.vat) * percent / 100), price_kind
        )
        for each in whole.per_rate
    )
    return Totals(tuple(shares))


def _price_kind(states: Sequence[Correctable]) -> PriceKind:
    kinds = {each.root.invoice.price_kind for each in states}
    return PriceKind.GROSS if kinds == {PriceKind.GROSS} else PriceKind.NET


def _called(wish: Wish) -> str:
    """The time in words (OkresFaKorygowanej)."""
    since, until = wish.since, wish.until
    whole = since.day == 1 and (until + timedelta(days=1)).day == 1
    if whole and (since.year, since.month) == (until.year, until.month):
        return f"{_MONTHS[since.month - 1]} {since.year}"
    return f"od {since:%d.%m.%Y} do {until:%d.%m.%Y}"


def _latest(states: Sequence[Correctable]) -> dict[str, str]:
    return {each.original.number: str(each.latest.id) for each in states}
