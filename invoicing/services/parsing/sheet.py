"""The sheet of paper the readers share: tokens not yet taken, facts found so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from invoicing.model.invoice import PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import BuyerKind, Nip
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.understood import Problem

END = Token(Kind.GAP, "", "", 0, 0, glued=False)
"""What stands beyond both ends of a sentence."""


@dataclass(slots=True)
class Facts:
    """What the readers have found."""

    nip: Nip | None = None
    buyer_name: str | None = None
    email: str | None = None
    more_emails: tuple[str, ...] = ()
    eu_vat_number: str | None = None
    address: str | None = None
    buyer_kind: BuyerKind | None = None
    country: str | None = None
    kind: InvoiceKind = InvoiceKind.VAT
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
    total: Decimal | None = None
    receipt: bool = False  # asked for by the name of a receipt with a NIP
    share: bool = False  # of an advance: how much of the whole it is was said in percent
    tax_said: bool = False  # a rate, or net or gross, though no line
    problems: list[Problem] = field(default_factory=list)

    def doubt(self, code: str, value: str) -> None:
        """Write a problem down, once."""
        problem = Problem(code, value)
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(slots=True)
class Sheet:
    """A sentence under reading: each reader takes the tokens it understands and leaves a gap."""

    text: str
    tokens: list[Token]
    today: date
    facts: Facts = field(default_factory=Facts)

    def at(self, index: int) -> Token:
        """The token there, or END beyond the ends."""
        tokens = self.tokens
        return tokens[index] if 0 <= index < len(tokens) else END

    def folded(self, start: int, end: int) -> tuple[str, ...]:
        """The folded words from start to before end."""
        return tuple(token.folded for token in self.tokens[start:end])

    def words(self, start: int, end: int) -> str:
        """The text from start to before end, as typed."""
        if start >= end:
            return ""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def take(self, start: int, end: int) -> int:
        """Take tokens off; returns the index after the gap."""
        first, last = self.tokens[start], self.tokens[end - 1]
        gap = Token(Kind.GAP, "", "", first.start, last.end, glued=False)
        self.tokens[start:end] = [gap]
        return start + 1
