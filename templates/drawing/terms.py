"""What the parties agreed: contracts, orders, delivery, transport."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoicing.model.document import AddressView, ReferenceView, TermsView, TransportView
from templates.drawing.blocks import Block, cards, facts, title
from templates.drawing.parties import address_lines, party
from templates.sheet import Sheet, line


def terms(view: TermsView | None, sheet: Sheet) -> list[Block]:
    """WarunkiTransakcji."""
    if view is None:
        return []
    transports = [block for each in view.transports for block in _transport(each, sheet)]
    return [*facts(sheet.field("terms"), _facts(view, sheet)), *transports]


def _facts(view: TermsView, sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield from _references(view.contracts, sheet.field("contract"), sheet)
    yield from _references(view.orders, sheet.field("ordered"), sheet)
    yield sheet.field("batch_numbers"), line(", ".join(view.batch_numbers))
    yield sheet.field("delivery_terms"), line(view.delivery_terms)
    rate = (sheet.number(view.contractual_rate, 4), line(view.contractual_currency))
    yield sheet.field("contractual_rate"), " ".join(each for each in rate if each)
    yield sheet.field("intermediary"), sheet.words("yes") if view.intermediary else ""


def _references(found: Sequence[ReferenceView], words: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    for each in found:
        day = f"{sheet.field('of_day')} {sheet.day(each.date)}" if each.date else ""
        yield words, " ".join(part for part in (line(each.number), day) if part)


def _transport(view: TransportView, sheet: Sheet) -> list[Block]:
    carrier = [party(view.carrier, sheet.field("carrier"), sheet)] if view.carrier else []
    return [*title(sheet.field("transport")), *facts("", _journey(view, sheet)), *cards(carrier)]


def _journey(view: TransportView, sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield (
        sheet.field("transport_mode"),
        line(sheet.code("RodzajTransportu", view.mode) or view.mode_description),
    )
    yield sheet.field("transport_order"), line(view.order_number)
    yield sheet.field("cargo"), line(sheet.code("OpisLadunku", view.cargo) or view.cargo_description)
    yield sheet.field("packaging"), line(view.packaging)
    yield sheet.field("starts_at"), sheet.moment(view.starts_at)
    yield sheet.field("ends_at"), sheet.moment(view.ends_at)
    yield sheet.field("ship_from"), _one_line(view.ship_from, sheet)
    for each in view.ship_via:
        yield sheet.field("ship_via"), _one_line(each, sheet)
    yield sheet.field("ship_to"), _one_line(view.ship_to, sheet)


def _one_line(address: AddressView | None, sheet: Sheet) -> str:
    return line(", ".join(address_lines(address, sheet)))
