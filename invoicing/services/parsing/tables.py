"""Cells of a table: audyt;2;h;250;23% is two hours of audyt at 250."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from invoicing.services.parsing.fragments import Fragment
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.words import UNITS


def of_table(cut: Sequence[Fragment]) -> Iterator[Fragment]:
    """The fragments, with a count that stands alone between a name and a price told from that price."""
    at = 0
    while at < len(cut):
        count = _lone_number(cut, at + 1)
        if count is None or not _is_name(cut[at]):
            yield cut[at]
            at += 1
            continue
        unit = _lone_unit(cut, at + 2)
        price = at + 3 if unit else at + 2
        if _lone_number(cut, price) is None and not _lone_price(cut, price):
            yield cut[at]
            at += 1
            continue
        cut[at].quantity = replace(count, role=Role.QUANTITY, unit=unit)
        yield cut[at]
        at = price


def _is_name(fragment: Fragment) -> bool:
    return fragment.named and not fragment.has_numbers


def _at(cut: Sequence[Fragment], at: int) -> Fragment:
    return cut[at] if at < len(cut) else Fragment()


def _lone_number(cut: Sequence[Fragment], at: int) -> Item | None:
    """The only number of a cell that says nothing else."""
    cell = _at(cut, at)
    alone = not cell.named and cell.quantity is None and cell.price is None and not cell.total
    return cell.bare[0] if alone and len(cell.bare) == 1 else None


def _lone_price(cut: Sequence[Fragment], at: int) -> bool:
    cell = _at(cut, at)
    return not cell.named and cell.price is not None and cell.quantity is None and not cell.total


def _lone_unit(cut: Sequence[Fragment], at: int) -> str | None:
    """The unit of a cell that is nothing else."""
    cell = _at(cut, at)
    return UNITS.get(cell.words[0].folded) if len(cell.words) == 1 and not cell.has_numbers else None
