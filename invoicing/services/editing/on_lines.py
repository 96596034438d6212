"""Handlers of edits of lines: price, quantity, rate, discount, name; lines more or fewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Mark
from invoicing.model.money import to_grosze
from invoicing.services.editing.adding import with_added
from invoicing.services.editing.lines import all_called, line_meant, lines_meant
from invoicing.services.editing.setting import Setting
from invoicing.services.issuing.lines import discounted, said_rate
from invoicing.services.issuing.price_kinds import at_rate, joined, reckoned
from invoicing.services.parsing.edits.said import Edit


def price(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another unit price."""
    del setting
    at = line_meant(draft, edit)
    old = draft.lines[at]
    line = reckoned(old, unit_price=_number(edit)).unmarked(Mark.PRICE, Mark.CONVERTED, Mark.MIXED)
    if edit.price_kind is None:  # "dowóz po 150" after "100 netto" on an invoice of gross prices
        told = Mark.CONVERTED in old.marks or Mark.MIXED in old.marks
        return draft.with_line(at, line.marked(Mark.PRICE_KIND) if told else line)
    line = line.unmarked(Mark.PRICE_KIND)
    if len(draft.lines) == 1:
        return replace(draft.with_line(at, line), price_kind=edit.price_kind)
    return draft.with_line(at, joined(line, edit.price_kind, draft.price_kind))


def total(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """What an only line comes to; of several lines nobody knows which price should give way."""
    advance = draft.kind is InvoiceKind.ADVANCE  # its lines are the order, and the sum may be the payment
    if advance or len(draft.lines) != 1 or draft.lines[0].discount is not None:
        raise Refused("total-unclear", total=str(_number(edit)))
    (line,) = draft.lines
    one = to_grosze(_number(edit) / line.quantity)
    if one * line.quantity != _number(edit):
        raise Refused("price-not-divisible", value=str(_number(edit)))
    newer = price(draft, replace(edit, number=one, hint=None, old=None), setting)
    shared = line.quantity != 1  # it may have been meant for one
    return newer.with_line(0, newer.lines[0].marked(Mark.PRICE)) if shared else newer


def quantity(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another quantity, and unit where one was said."""
    del setting
    at = line_meant(draft, edit)
    unit = edit.unit or draft.lines[at].unit
    return draft.with_line(at, reckoned(draft.lines[at], quantity=_number(edit), unit=unit))


def rate(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another rate: of every line unless one is named."""
    rate = setting.profile.rate_for(said_rate(edit.text))
    places = set(_one_or_all(draft, edit))
    lines = (
        at_rate(line, rate, draft.price_kind).unmarked(Mark.VAT) if at in places else line
        for at, line in enumerate(draft.lines)
    )
    return replace(draft, lines=tuple(lines))


def discount(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """A percentage goes for every line unless one is named; an amount is taken off one line (P_10)."""
    del setting
    if not edit.yes:
        return replace(draft, lines=tuple(replace(line, discount=None) for line in draft.lines))
    if not edit.percent:
        at = line_meant(draft, edit)
        return draft.with_line(at, replace(draft.lines[at], discount=_number(edit)))
    if not 0 < _number(edit) < 100:
        raise Refused("discount-percent", value=str(edit.number))
    places = set(_one_or_all(draft, edit))
    lines = (discounted(line, _number(edit)) if at in places else line for at, line in enumerate(draft.lines))
    return replace(draft, lines=tuple(lines))


def _one_or_all(draft: Draft, edit: Edit) -> Sequence[int]:
    if edit.line is None and edit.hint is None:
        return lines_meant(draft, edit)
    return [line_meant(draft, edit)]


def line_name(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another name."""
    del setting
    at = line_meant(draft, edit)
    return draft.with_line(at, replace(draft.lines[at], name=edit.text))


def remove(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Fewer lines."""
    del setting
    gone = set(all_called(draft, edit))
    lines = tuple(line for at, line in enumerate(draft.lines) if at not in gone)
    return replace(draft, lines=lines)


def add(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """More lines."""
    return with_added(draft, setting.understand(edit.text, setting.today), edit.text, setting.profile)


def _number(edit: Edit) -> Decimal:
    return edit.number if edit.number is not None else Decimal(0)
