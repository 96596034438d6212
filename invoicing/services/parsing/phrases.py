"""Set phrases that say one thing of the whole invoice: a table, and one reader that walks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoicing.model.kinds import InvoiceKind
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import words

_INVOICE = frozenset(words("faktura fakture faktury fakturka fakturke fv fvat vat"))
_SPLIT, _KIND, _RECURS = "split_payment", "kind", "recurs"

_PHRASES: Mapping[str, tuple[str, Any]] = {
    "mpp": (_SPLIT, True),
    "split payment": (_SPLIT, True),
    "splitpayment": (_SPLIT, True),
    "podzielona platnosc": (_SPLIT, True),
    "mechanizm podzielonej platnosci": (_SPLIT, True),
    "mechanizmem podzielonej platnosci": (_SPLIT, True),
    "w mechanizmie podzielonej platnosci": (_SPLIT, True),
    "pro forma": (_KIND, InvoiceKind.PRO_FORMA),
    "pro forme": (_KIND, InvoiceKind.PRO_FORMA),
    "proforma": (_KIND, InvoiceKind.PRO_FORMA),
    "proforme": (_KIND, InvoiceKind.PRO_FORMA),
    "pro-forma": (_KIND, InvoiceKind.PRO_FORMA),
    "pro-forme": (_KIND, InvoiceKind.PRO_FORMA),
    "co miesiac": (_RECURS, "monthly"),
    "kazdego miesiaca": (_RECURS, "monthly"),
    "co tydzien": (_RECURS, "weekly"),
    "co kwartal": (_RECURS, "quarterly"),
    "co rok": (_RECURS, "yearly"),
}
_INVOICE_KINDS: Mapping[str, InvoiceKind] = {
    **dict.fromkeys(words("zaliczkowa zaliczkowe zaliczkowej"), InvoiceKind.ADVANCE),
    **dict.fromkeys(words("rozliczeniowa koncowa rozliczeniowej koncowej"), InvoiceKind.SETTLEMENT),
    **dict.fromkeys(words("uproszczona uproszczonej"), InvoiceKind.SIMPLIFIED),
}
_LONGEST = max(phrase.count(" ") + 1 for phrase in _PHRASES)
_FIRST = frozenset(phrase.split(" ")[0] for phrase in _PHRASES)


def read_phrases(sheet: Sheet) -> None:
    """Split payment, kind of invoice, recurrence."""
    at = 0
    while at < len(sheet.tokens):
        token = sheet.tokens[at]
        if token.kind is Kind.WORD and token.folded in _FIRST:
            at = _phrase_at(sheet, at)
        elif token.folded in _INVOICE_KINDS and sheet.at(at - 1).folded in _INVOICE:
            sheet.facts.kind = _INVOICE_KINDS[token.folded]
            at = sheet.take(at, at + 1)
        else:
            at += 1


def _phrase_at(sheet: Sheet, at: int) -> int:
    for length in range(min(_LONGEST, len(sheet.tokens) - at), 0, -1):
        found = _PHRASES.get(" ".join(sheet.folded(at, at + length)))
        if found:
            setattr(sheet.facts, *found)
            return sheet.take(at, at + length)
    return at + 1
