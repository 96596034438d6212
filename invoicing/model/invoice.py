"""Drafts, and how one becomes an issued invoice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from invoicing.model.advance import AdvanceInvoice, AdvancePayment, Order
from invoicing.model.approval import Approval
from invoicing.model.company import CompanyProfile
from invoicing.model.content import Content
from invoicing.model.correction import Correction
from invoicing.model.errors import Refused, StaleChoice
from invoicing.model.eu_vat_check import EuVatCheck
from invoicing.model.issued import Invoice
from invoicing.model.issuing import issued
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import GUESSES, Line, Mark
from invoicing.model.money import to_grosze
from invoicing.model.offline import OfflineMode
from invoicing.model.party import Buyer
from invoicing.model.payment import PaymentMethod
from invoicing.model.replacement import Replacement
from invoicing.model.terms import ExchangeRate, rate_day
from invoicing.model.vat import PriceKind, Totals, totals

__all__ = ["Draft", "DraftStatus", "Invoice", "Line", "PaymentMethod"]


MOST_ADDRESSES = 10
"""To which one invoice is sent; more looks like a mailing."""


class DraftStatus(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    HELD = "held"  # issued only when KSeF is back: its author wants to wait
    FOR_APPROVAL = "for-approval"  # issued only when somebody else agrees to this very version
    ISSUED = "issued"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice somebody is still talking about; every change makes a new version.

    `guessed` names fields nobody said: they are marked on the card; what was guessed of a line stands in the line's
    own marks. `missing` names what must be said
    before it can be issued: buyer, buyer-kind, buyer-name, buyer-address, lines, price, price-kind, exchange-rate, changes.
    `send_to` is where its letter goes, `also_to` where letters of their own go.
    `shown_on` is the Warsaw date its card bears: whoever taps on another day has not seen the date of issue yet.
    `rated_for` is the day before which its rate of exchange was published. `wish` is the mode somebody asked for,
    `into_ksef` that it is to be in KSeF though it could lawfully stay outside (art. 145m, art. 106ga ust. 2 pkt 4).
    `correction` holds what a correcting invoice corrects; its lines and its buyer are then as they should have been.
    `advance` is the payment that an advance invoice documents; its lines are then the order. `settles` are the advance
    invoices that a settlement takes off its lines. `replacement` is the invoice for the right buyer that is issued with a
    correction to zero.
    `previous` is the version that undoing the last change brings back; `asked` is a change that waits for a line.
    `approval` says who asked for the approval that it waits for, or was issued by.
    `eu_check` is what VIES said of the buyer's VAT number of the Union.
    """

    id: UUID
    company_id: UUID
    version: int
    kind: InvoiceKind
    buyer: Buyer | None
    lines: tuple[Line, ...]
    price_kind: PriceKind
    due_date: date | None
    currency: str = "PLN"
    supply_date: date | None = None
    payment_method: PaymentMethod = PaymentMethod.TRANSFER
    paid: bool = False
    send_to: str | None = None
    note: str | None = None
    guessed: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    status: DraftStatus = DraftStatus.OPEN
    invoice_id: UUID | None = None
    split_payment: bool = False
    shown_on: date | None = None
    wish: OfflineMode | None = None
    into_ksef: bool = False
    correction: Correction | None = None
    advance: AdvancePayment | None = None
    settles: tuple[AdvanceInvoice, ...] = ()
    previous: int | None = None
    asked: str | None = None
    exchange_rate: ExchangeRate | None = None
    rated_for: date | None = None
    replacement: Replacement | None = None
    approval: Approval | None = None
    also_to: tuple[str, ...] = ()
    eu_check: EuVatCheck | None = None

    def dated(self, today: date, payment_days: int) -> Draft:
        """The next version for a card of that day; a term nobody said, or one that has passed, counts from it."""
        return self.changed(previous=self.previous, **self.dates_of(today, payment_days))

    def dates_of(self, today: date, payment_days: int) -> dict[str, Any]:
        """The fields of a card of that day."""
        late = self.due_date is not None and self.due_date < today
        if "due_date" not in self.guessed and not late:
            return {"shown_on": today}
        due = today + timedelta(days=payment_days)
        return {"shown_on": today, "due_date": due, "guessed": self.guessed | {"due_date"}}

    def undone(self, earlier: Draft, today: date, payment_days: int) -> Draft:
        """The next version, with what an earlier one said, for a card of that day."""
        return replace(earlier, version=self.version, status=self.status, asked=None).dated(
            today, payment_days
        )

    @property
    def content(self) -> Content:
        """What it taxes, as far as it is known; an order that is worth nothing yet is no order."""
        lines = tuple(line.as_issued for line in self.lines)
        if not self._of_advance:
            return Content(lines, self.price_kind, advance_invoices=self.settles)
        worth = totals(self.lines, self.price_kind)
        if self.advance is None or worth.gross <= 0 or any(each.gross < 0 for each in worth.per_rate):
            return Content()
        return Content(order=Order(lines, self.price_kind), advance_payments=(self.advance,))

    @property
    def _of_advance(self) -> bool:
        return InvoiceKind.ADVANCE in {self.kind, self.correction and self.correction.of}

    @property
    def totals(self) -> Totals:
        """Totals per rate, as they will stand on the invoice; of a correction the difference."""
        if self.correction is not None and self.correction.difference is not None:
            return self.correction.difference
        now = self.content.totals
        before = self.correction.before if self.correction else None
        return now - before.totals if before else now

    @property
    def changes_nothing(self) -> bool:
        """Whether it is a correction under which everything stays as it was."""
        correction = self.correction
        if correction is None or correction.before is None:
            return False
        now, before = self.content, correction.before
        same = now.lines == before.lines and now.order == before.order
        return same and now.totals == before.totals and not correction.buyers_before

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that gets a letter, the buyer's first."""
        return (self.send_to, *self.also_to) if self.send_to else ()

    def sent_to(self, addresses: Iterable[str]) -> Draft:
        """The draft whose letters go there, each address once; the version stays.

        Raises:
            Refused: addresses-many.
        """
        each = tuple(dict.fromkeys(addresses))
        if len(each) > MOST_ADDRESSES:
            raise Refused("addresses-many", count=str(len(each)), limit=str(MOST_ADDRESSES))
        return replace(self, send_to=each[0] if each else None, also_to=each[1:])

    @property
    def doubts(self) -> frozenset[str]:
        """Everything nobody said, of the draft and of any of its lines."""
        return self.guessed.union(*(line.marks & GUESSES for line in self.lines))

    @property
    def gaps(self) -> tuple[str, ...]:
        """What an invoice needs and this draft has not: of buyer, buyer-name, buyer-address, lines, price, price-kind, changes; or what cannot be so."""
        buyer = self.buyer
        unknown = "buyer-kind" in self.missing  # a number would bring the address with it
        lacking = {
            "buyer": buyer is None,
            "buyer-kind": unknown,
            "buyer-name": buyer is not None and not buyer.name,
            "buyer-address": buyer is not None and buyer.address is None and not unknown,
            "lines": not self.lines and not (self.correction and self.correction.difference),
            "advance": self.kind is InvoiceKind.ADVANCE and self.advance is None,
            "price-kind": any(Mark.MIXED in line.marks for line in self.lines),
            "exchange-rate": self.rate_before != self.rated_for,
            "changes": self.changes_nothing,
            "advance-above-order": self._of_advance and self.content.advances_exceed,
            "advances-above-sale": self.kind is InvoiceKind.SETTLEMENT
            and bool(self.lines)
            and self.content.advances_exceed,
        }
        found = [code for code, lacks in lacking.items() if lacks]
        right = self.replacement.gaps if self.replacement else ()
        return (*right, *found, *(code for code in self.missing if code not in lacking))

    @property
    def rate_before(self) -> date | None:
        """The day before which its rate of exchange was published; None where it needs none of its own."""
        return None if self.correction else rate_day(self.currency, self.supply_date, self.shown_on)

    @property
    def gross_in_pln(self) -> Decimal | None:
        """What it comes to in PLN, by its rate of exchange; None while that is not known."""
        if self.currency == "PLN":
            return self.totals.gross
        return to_grosze(self.totals.gross * self.exchange_rate.rate) if self.exchange_rate else None

    def for_approval(self, approval: Approval) -> Draft:
        """The next version, with the same content, which waits for somebody else."""
        return replace(
            self, version=self.version + 1, status=DraftStatus.FOR_APPROVAL, approval=approval, asked=None
        )

    def given_back(self) -> Draft:
        """The next version, open again: nobody is asked any more."""
        return replace(self, version=self.version + 1, status=DraftStatus.OPEN, approval=None)

    def changed(self, **changes: Any) -> Draft:
        """The next version, with other values in the named fields; a change that waited for its line waits no more.

        Raises:
            StaleChoice: the draft is issued or cancelled.
        """
        if self.status is not DraftStatus.OPEN:
            raise StaleChoice(draft=str(self.id))
        return replace(self, version=self.version + 1, **{"previous": self.version, "asked": None} | changes)

    def with_line(self, at: int, line: Line) -> Draft:
        """The same version with that line in place of the one at `at`, counted from 0."""
        return replace(self, lines=(*self.lines[:at], line, *self.lines[at + 1 :]))

    def issue(self, number: str, on: date, profile: CompanyProfile) -> Invoice:
        """The invoice this draft becomes under a number, dated `on` in Warsaw (P_1).

        Raises:
            IncompleteDraft: details name what is missing.
            InvalidAmount: amount-negative, amount-too-large.
            Refused: rate-of-exempt-company or exemption-unknown from the profile.
        """
        return issued(self, number, on, profile)
