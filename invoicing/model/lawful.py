"""What the law forbids an invoice of each kind: a table of checks, walked when an invoice comes to be.

Codes are those of the rules that would find the same fault in its XML.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicing.model.errors import InvalidDocument
from invoicing.model.kinds import DEMANDS, InvoiceKind
from invoicing.model.party import Buyer
from invoicing.model.third_party import ThirdPartyRole
from invoicing.model.vat import PriceKind, VatRate

if TYPE_CHECKING:
    from invoicing.model.invoice import Invoice

_SPLIT_PAYMENT_ABOVE = Decimal(15_000)  # PLN gross (art. 108a ust. 1a VATA)
_NEVER_SIMPLIFIED = frozenset(
    {VatRate.ZERO_INTRA_EU, VatRate.OUT_OF_SCOPE, VatRate.OUT_OF_SCOPE_EU_SERVICES, VatRate.OSS}
)  # art. 106e ust. 6 VATA
_ALL = frozenset(InvoiceKind)
_PLAIN = _ALL - {InvoiceKind.CORRECTING}


def check_lawful(invoice: Invoice) -> None:
    """Refuse what its kind may not be.

    Raises:
        InvalidDocument: the code of the first check that fails.
    """
    for kinds, check in _CHECKS:
        if invoice.kind in kinds:
            check(invoice)


def _lines(invoice: Invoice) -> None:
    if not invoice.lines and DEMANDS[invoice.kind].has_lines:
        raise InvalidDocument("document-lines", number=invoice.number)
    if invoice.lines and invoice.order is not None:
        raise InvalidDocument("order-and-lines", number=invoice.number)


def _correction(invoice: Invoice) -> None:
    if (invoice.correction is not None) is (invoice.kind is InvoiceKind.CORRECTING):
        return
    if invoice.correction is None:
        raise InvalidDocument("corrected-invoice-missing", number=invoice.number)
    raise InvalidDocument("correction-data-idle", field="DaneFaKorygowanej")


def _originals(invoice: Invoice) -> None:
    correction = invoice.correction
    if correction is None:
        return
    for original in correction.originals:
        if original.number == invoice.number:
            raise InvalidDocument("corrects-itself", number=invoice.number)
        if original.issue_date > invoice.issue_date:
            dates = original.issue_date.isoformat(), invoice.issue_date.isoformat()
            raise InvalidDocument("original-after-correction", date=dates[0], issue_date=dates[1])
    if correction.difference is not None and (invoice.lines or invoice.order):
        raise InvalidDocument("correction-twice", number=invoice.number)


def _identifiers_stay(invoice: Invoice) -> None:
    correction = invoice.correction
    if correction is None:
        return
    before = correction.seller_before
    if before is not None and before.nip != invoice.seller.nip:
        raise InvalidDocument("identifier-corrected", number=before.nip.digits)
    now = {
        _numbers(invoice.buyer),
        *((each.nip, each.eu_vat_number, each.foreign_id) for each in invoice.third_parties),
    }
    for buyer in correction.buyers_before:
        if any(_numbers(buyer)) and _numbers(buyer) not in now:
            raise InvalidDocument("identifier-corrected", number=str(next(filter(None, _numbers(buyer)))))


def _numbers(buyer: Buyer) -> tuple[object, ...]:
    return buyer.nip, buyer.eu_vat_number, buyer.foreign_id


def _order(invoice: Invoice) -> None:
    demanded = DEMANDS[invoice.kind].has_order
    if demanded and invoice.order is None:
        raise InvalidDocument("order-missing", number=invoice.number)
    if demanded and not invoice.content.paid:
        raise InvalidDocument("advance-payment-missing", number=invoice.number)
    if not demanded and (invoice.order is not None or invoice.advance_payments):
        raise InvalidDocument("order-idle", number=invoice.number)


def _advance_within_order(invoice: Invoice) -> None:
    if invoice.order is None:
        return
    paid = invoice.content.paid + sum((each.totals.gross for each in invoice.advance_invoices), Decimal(0))
    worth = invoice.order.totals.gross
    if paid > worth:
        raise InvalidDocument("advance-above-order", stated=str(paid), limit=str(worth))


def _advances(invoice: Invoice) -> None:
    demands = DEMANDS[invoice.kind]
    if demands.names_advances and not invoice.advance_invoices:
        raise InvalidDocument("advance-missing", number=invoice.number)
    if invoice.advance_invoices and not (demands.names_advances or demands.has_order):
        raise InvalidDocument("advance-idle", number=invoice.number)
    if demands.names_advances and invoice.totals.gross < 0:
        raise InvalidDocument("advances-above-sale", stated=str(invoice.totals.gross))


def _corrected_advance(invoice: Invoice) -> None:
    correction = invoice.correction
    if correction is None:
        return
    of_advance = correction.of is InvoiceKind.ADVANCE
    states = [invoice.content, *filter(None, (correction.before,))]
    if any((state.order is not None or state.advance_payments) and not of_advance for state in states):
        raise InvalidDocument("order-idle", number=invoice.number)
    if correction.before is not None and (correction.before.order is None) is not (invoice.order is None):
        raise InvalidDocument("order-missing", number=invoice.number)


def _simplified(invoice: Invoice) -> None:
    demands, gross, currency = DEMANDS[invoice.kind], invoice.totals.gross, invoice.currency
    limit = demands.gross_limit_eur if currency == "EUR" else demands.gross_limit
    if currency not in {"PLN", "EUR"} and invoice.exchange_rate is not None:
        gross, currency = gross * invoice.exchange_rate.rate, "PLN"
    if limit is not None and gross > limit:
        raise InvalidDocument("simplified-limit", stated=str(gross), limit=str(limit), currency=currency)
    if invoice.buyer.nip is None:
        raise InvalidDocument("simplified-buyer", number=invoice.number)
    if forbidden := {line.vat_rate for line in invoice.lines} & _NEVER_SIMPLIFIED:
        raise InvalidDocument("simplified-sale", rate=min(forbidden).value)


def _units(invoice: Invoice) -> None:
    roles = {party.role for party in invoice.third_parties}
    unit = ThirdPartyRole.LOCAL_GOVERNMENT_RECIPIENT in roles
    member = ThirdPartyRole.VAT_GROUP_RECIPIENT in roles
    if unit is not invoice.buyer.local_government_unit:
        raise InvalidDocument("unit-unsaid" if unit else "unit-missing")
    if member is not invoice.buyer.vat_group:
        raise InvalidDocument("group-member-unsaid" if member else "group-member-missing")
    shares = sum((party.share for party in invoice.third_parties if party.share is not None), Decimal(0))
    if shares > 100:  # percent
        raise InvalidDocument("shares-above-whole", stated=str(shares))


def _dates(invoice: Invoice) -> None:
    if invoice.supply_date is not None and invoice.period is not None:
        raise InvalidDocument("supply-date-and-period", number=invoice.number)
    common = invoice.supply_date
    for line in invoice.lines if common or invoice.period else ():
        if line.supply_date is not None and line.supply_date != common:
            stated = common.isoformat() if common else "?"
            raise InvalidDocument("supply-date-twice", date=line.supply_date.isoformat(), stated=stated)


def _currency(invoice: Invoice) -> None:
    payments = [each.exchange_rate for each in invoice.advance_payments]
    for rate in (invoice.exchange_rate, *payments):
        if rate is not None and invoice.currency == "PLN":
            raise InvalidDocument("exchange-rate-idle", rate=str(rate.rate))


def _margin(invoice: Invoice) -> None:
    lines = invoice.order.lines if invoice.order else invoice.lines
    sold = any(line.vat_rate is VatRate.MARGIN for line in lines)
    if sold and invoice.annotations.margin is None:
        raise InvalidDocument("margin-unsaid")
    if invoice.annotations.margin is not None and not sold and invoice.kind is not InvoiceKind.CORRECTING:
        raise InvalidDocument("margin-idle")
    price_kind = invoice.order.price_kind if invoice.order else invoice.price_kind
    if sold and price_kind is not PriceKind.GROSS:
        raise InvalidDocument("margin-net-price")


def _split_payment(invoice: Invoice) -> None:
    if invoice.split_payment or not any(line.annex_15 for line in invoice.lines):
        return
    rate = Decimal(1) if invoice.currency == "PLN" else invoice.content.pln_rate
    if rate is not None and invoice.totals.gross * rate > _SPLIT_PAYMENT_ABOVE:
        raise InvalidDocument("split-payment-missing")


_CHECKS: tuple[tuple[frozenset[InvoiceKind], Callable[[Invoice], None]], ...] = (
    (_ALL, _lines),
    (_ALL, _correction),
    (frozenset({InvoiceKind.CORRECTING}), _originals),
    (frozenset({InvoiceKind.CORRECTING}), _identifiers_stay),
    (frozenset({InvoiceKind.CORRECTING}), _corrected_advance),
    (_PLAIN, _order),
    (frozenset({InvoiceKind.ADVANCE, InvoiceKind.CORRECTING}), _advance_within_order),
    (_PLAIN, _advances),
    (frozenset({InvoiceKind.SIMPLIFIED}), _simplified),
    (_ALL, _units),
    (_ALL, _dates),
    (_ALL, _currency),
    (_ALL, _margin),
    (_PLAIN, _split_payment),
)
