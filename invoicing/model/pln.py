"""Tax of an invoice in another currency, in PLN (art. 31a, 106e ust. 11 VATA)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from invoicing.model.content import Content
from invoicing.model.invoice import Invoice
from invoicing.model.money import to_grosze
from invoicing.model.vat import VatRate

_ZERO = Decimal("0.00")


def vat_in_pln(invoice: Invoice) -> Mapping[VatRate, Decimal]:
    """Tax per rate; of a correcting invoice what it changes, each state by its own rate of exchange.

    Empty for an invoice in PLN, and when no rate of exchange is known.
    """
    if invoice.currency == "PLN":
        return {}
    correction, after = invoice.correction, invoice.content
    if correction is None:
        return after.vat_in_pln
    if correction.difference is not None:
        rate = after.pln_rate
        found = correction.difference.per_rate if rate else ()
        return {each.rate: to_grosze(each.vat * (rate or 0)) for each in found if each.rate.shows_tax}
    return _changed(after, correction.before or Content())


def _changed(after: Content, before: Content) -> Mapping[VatRate, Decimal]:
    now, then = after.vat_in_pln, before.vat_in_pln
    return {
        rate: now.get(rate, _ZERO) - then.get(rate, _ZERO) for rate in VatRate if rate in now or rate in then
    }
