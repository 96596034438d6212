"""What was understood of a sentence: facts as values, doubts beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoicing.model.invoice import PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import BuyerKind, Nip
from invoicing.model.vat import PriceKind
from invoicing.services.messages import Json

DEFAULT_VAT = "23"
"""Assumed when no rate was said; the company's own profile replaces it before a card is shown."""

_KIND_NAMES = {
    InvoiceKind.VAT: "vat",
    InvoiceKind.CORRECTING: "correcting",
    InvoiceKind.ADVANCE: "advance",
    InvoiceKind.SETTLEMENT: "settlement",
    InvoiceKind.SIMPLIFIED: "simplified",
    InvoiceKind.PRO_FORMA: "pro_forma",
}


class Intent(StrEnum):
    """What a person wants."""

    ISSUE = "issue"
    CORRECT = "correct"
    REPEAT = "repeat"
    EDIT = "edit"
    LIST = "list"
    STATUS = "status"
    RESEND = "resend"
    QUEUE = "queue"
    KSEF_STATUS = "ksef_status"
    DEADLINES = "deadlines"
    FAQ = "faq"
    GREETING = "greeting"
    CANCEL = "cancel"
    OTHER = "other"


_INTENT_NAMES = {Intent.DEADLINES: Intent.QUEUE}
"""The draft of `parse` calls a question about the terms of what waits a question about the queue."""
_PROBLEM_NAMES = {"supply_long_ago": "date_past", "supply_far_ahead": "date_future"}
"""To a person a day of supply and a term that has passed are two things; the draft of `parse` has one code."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was said and cannot be: a code, and the words it is about."""

    code: str
    value: str


@dataclass(frozen=True, slots=True)
class SaidBuyer:
    """What was said of the buyer; a NIP with a wrong digit is a problem, not a NIP.

    Attributes:
        kind: only where it was said in so many words: a private person, no NIP, a business outside the Union.
        country: ISO code of another country than Poland.
        more_emails: addresses to send to besides `email`.
    """

    nip: Nip | None = None
    name: str | None = None
    email: str | None = None
    eu_vat_number: str | None = None
    address: str | None = None
    kind: BuyerKind | None = None
    country: str | None = None
    more_emails: tuple[str, ...] = ()

    @property
    def emails(self) -> tuple[str, ...]:
        """Every address that was said."""
        return (self.email, *self.more_emails) if self.email else ()


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A row as far as it was said.

    Attributes:
        name: its own words, in the nominative where that is sure; None when only numbers were said.
        quantity: 1 when not said.
        unit: normalised (godz., szt., kg ...), None when not said.
        price: of one unit, None when not said.
        price_kind: net when not said.
        vat: 23, 8, 5, 0, zw, np or oo; 23 when not said.
        guessed: which of vat, price_kind and price nobody said in so many words.
    """

    name: str | None
    quantity: Decimal
    unit: str | None
    price: Decimal | None
    price_kind: PriceKind = PriceKind.NET
    vat: str = DEFAULT_VAT
    guessed: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Json]:
        """The line of the draft of `parse`."""
        return {
            "name": self.name,
            "quantity": format(self.quantity, "f"),
            "unit": self.unit,
            "price": None if self.price is None else format(self.price, "f"),
            "price_kind": self.price_kind.value,
            "vat": self.vat,
        }


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence as data.

    Attributes:
        due_date, supply_date: Warsaw dates counted from the day of the sentence, None when not said.
        payment_method: None when not said.
        discount_percent: of the whole invoice.
        invoice_number: of an older invoice the sentence is about.
        recurs: monthly, weekly, quarterly or yearly.
        missing: of buyer, lines, price.
        guessed: what nobody said and was assumed: of vat, price_kind, price.
    """

    intent: Intent
    kind: InvoiceKind = InvoiceKind.VAT
    buyer: SaidBuyer = SaidBuyer()
    lines: tuple[SaidLine, ...] = ()
    currency: str = "PLN"
    supply_date: date | None = None
    due_date: date | None = None
    payment_method: PaymentMethod | None = None
    paid: bool = False
    split_payment: bool = False
    discount_percent: Decimal | None = None
    note: str | None = None
    invoice_number: str | None = None
    recurs: str | None = None
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    guessed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """The draft of `latarnik parse`."""
        buyer = self.buyer
        return {
            "intent": _INTENT_NAMES.get(self.intent, self.intent).value,
            "kind": _KIND_NAMES[self.kind],
            "buyer": {
                "nip": buyer.nip.digits if buyer.nip else None,
                "name": buyer.name,
                "email": buyer.email,
                "eu_vat_number": buyer.eu_vat_number,
                "address": buyer.address,
            },
            "lines": [line.to_json() for line in self.lines],
            "currency": self.currency,
            "supply_date": self.supply_date.isoformat() if self.supply_date else None,
            "due_date": self.due_date.isoformat() if self.due_date else None,
            "payment_method": self.payment_method.value if self.payment_method else None,
            "paid": self.paid,
            "split_payment": self.split_payment,
            "discount_percent": None if self.discount_percent is None else format(self.discount_percent, "f"),
            "note": self.note,
            "invoice_number": self.invoice_number,
            "recurs": self.recurs,
            "missing": list(self.missing),
            "problems": [_PROBLEM_NAMES.get(problem.code, problem.code) for problem in self.problems],
            "guessed": list(self.guessed),
        }
