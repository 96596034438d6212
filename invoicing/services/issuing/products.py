"""What a company sold before under the same name: proposed where nobody says a price, and marked as guessed."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.model.line import Mark
from invoicing.model.place_of_supply import FOREIGN_RATES
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.contacts.records import Product
from invoicing.services.issuing.lines import UNPRICED
from invoicing.services.ports import UnitsOfWork


async def with_products(units: UnitsOfWork, draft: Draft, profile: CompanyProfile) -> Draft:
    """The draft with last prices, units and rates for its lines without a price, as far as they are known.

    A price of the other kind (net, gross) is only taken where all lines get theirs from it.
    """
    waiting = [line for line in draft.lines if line.unit_price == UNPRICED]
    if not waiting:
        return draft
    async with units.reading() as work:
        found = {
            line.name: await work.products.named(draft.company_id, line.name, draft.currency)
            for line in waiting
        }
    kind = _kind(draft, [product for product in found.values() if product])
    lines = tuple(_proposed(line, found.get(line.name), draft, profile, kind) for line in draft.lines)
    if lines == draft.lines:
        return draft
    return replace(draft, lines=lines, price_kind=kind)


def _kind(draft: Draft, products: list[Product]) -> PriceKind:
    """Of the prices of the invoice; one alone holds for all of it (art. 106e ust. 7-8 VATA)."""
    said = any(line.unit_price != UNPRICED or Mark.PRICE_KIND not in line.marks for line in draft.lines)
    kinds = {product.price_kind for product in products}
    return draft.price_kind if said or len(kinds) != 1 else kinds.pop()


def _proposed(
    line: Line, product: Product | None, draft: Draft, profile: CompanyProfile, kind: PriceKind
) -> Line:
    if product is None or line.unit_price != UNPRICED or product.price_kind is not kind:
        return line
    if line.unit is not None and line.unit != product.unit:
        return line  # a price per hour says nothing of a month
    unsaid = Mark.VAT in line.marks
    rate = product.vat_rate if unsaid and _lawful(product.vat_rate, profile) else line.vat_rate
    priced = replace(line, unit_price=product.unit_price, unit=product.unit, vat_rate=rate)
    return priced.marked(Mark.PRICE).unmarked(Mark.PRICE_KIND)  # net or gross came with the price


def _lawful(rate: VatRate, profile: CompanyProfile) -> bool:
    """Whether the company may write it today; a rate of a sale abroad hangs on who buys."""
    try:
        return rate not in FOREIGN_RATES and profile.rate_for(rate) is rate
    except Refused:
        return False
