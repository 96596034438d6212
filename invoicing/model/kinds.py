"""Kinds of invoice and what each demands."""

from __future__ import annotations

from enum import StrEnum


class InvoiceKind(StrEnum):
    """Kind of invoice; the value is RodzajFaktury of FA(3), except PRO_FORMA, which is no invoice."""

    VAT = "VAT"
    CORRECTING = "KOR"
    ADVANCE = "ZAL"
    SETTLEMENT = "ROZ"
    SIMPLIFIED = "UPR"
    PRO_FORMA = "PRO_FORMA"
