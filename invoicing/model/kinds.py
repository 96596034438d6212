"""Kinds of invoice and what each demands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class InvoiceKind(StrEnum):
    """Kind of invoice; the value is RodzajFaktury of FA(3), except PRO_FORMA, which is no invoice."""

    VAT = "VAT"
    CORRECTING = "KOR"
    ADVANCE = "ZAL"
    SETTLEMENT = "ROZ"
    SIMPLIFIED = "UPR"
    PRO_FORMA = "PRO_FORMA"


@dataclass(frozen=True, slots=True)
class Demands:
    """What the law wants of a kind of invoice.

    Attributes:
        article: of the VAT act; empty for what is no invoice.
        goes_to_ksef: whether KSeF takes it at all; whether it must go there the buyer decides too.
        may_be_negative: values of lines may lie below zero.
        gross_limit: what it may amount to at most, in PLN; `gross_limit_eur` the same in euro.
        has_lines: it shows what is sold; False where that may be left out.
        has_order: it shows an order and payments for it.
        names_advances: it settles invoices of advances, and names them.
    """

    article: str
    goes_to_ksef: bool = True
    may_be_negative: bool = False
    gross_limit: Decimal | None = None
    gross_limit_eur: Decimal | None = None
    has_lines: bool = True
    has_order: bool = False
    names_advances: bool = False

    def limit_in(self, currency: str) -> Decimal | None:
        """What it may amount to at most in that currency; None where the law names no sum."""
        return {"PLN": self.gross_limit, "EUR": self.gross_limit_eur}.get(currency)


DEMANDS: Mapping[InvoiceKind, Demands] = {
    InvoiceKind.VAT: Demands("106e ust. 1"),
    InvoiceKind.CORRECTING: Demands("106j ust. 2", may_be_negative=True, has_lines=False),
    InvoiceKind.ADVANCE: Demands("106f ust. 1", has_lines=False, has_order=True),
    InvoiceKind.SETTLEMENT: Demands("106f ust. 3", names_advances=True),
    InvoiceKind.SIMPLIFIED: Demands(
        "106e ust. 5 pkt 3", gross_limit=Decimal(450), gross_limit_eur=Decimal(100)
    ),
    InvoiceKind.PRO_FORMA: Demands("", goes_to_ksef=False),
}
