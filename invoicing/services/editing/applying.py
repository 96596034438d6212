"""What somebody wants different, put on the draft: a table of handlers; nothing is changed by a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.model.line import Mark
from invoicing.services.editing import on_lines, on_terms
from invoicing.services.editing.lines import UnclearLine, line_meant, lines_meant
from invoicing.services.editing.setting import Handler, Setting
from invoicing.services.issuing.limits import refuse_above_limit, refuse_worthless
from invoicing.services.issuing.placing import settled
from invoicing.services.issuing.price_kinds import as_all_were_said
from invoicing.services.parsing.edits.said import Edit, Field

_FEW = 50  # nobody sells more pieces of what stands on an invoice without a count
_OF_ALL = frozenset({Field.RATE, Field.DISCOUNT})
_OF_LINES = frozenset({Field.PRICE, Field.QUANTITY, Field.LINE_NAME, Field.REMOVE}) | _OF_ALL


def applied(draft: Draft, edits: Sequence[Edit], setting: Setting) -> Draft:
    """The next version of the draft with every edit.

    Raises:
        UnclearLine: it is not clear which line is meant.
        StaleChoice: the draft is issued or cancelled.
        Refused: edit-same, it is so already; edit-*, not-yet, a rate that the company has not.
        InvalidValue: a text or a number that no invoice can hold; simplified-limit, it comes to more than it may.
    """
    newer = draft
    for edit in edits:
        chosen = setting.chosen if edit.field in _OF_LINES and edit.line is None else None
        meant = replace(edit, line=chosen) if chosen and _asks(newer, edit) else edit
        newer = HANDLERS[edit.field](newer, meant, setting)
    named = any(edit.field is Field.BUYER for edit in edits)
    newer = settled(as_all_were_said(newer), setting.profile, setting.found if named else None)
    if replace(newer, asked=None) == replace(draft, asked=None):
        raise Refused("edit-same")
    refuse_worthless(newer)
    refuse_above_limit(newer)
    return newer.changed(**newer.dates_of(setting.today, setting.profile.payment_days))


def _asks(draft: Draft, edit: Edit) -> bool:
    """Whether nobody could tell which line is meant."""
    if edit.field in _OF_ALL and edit.hint is None and (edit.percent or edit.number is None):
        return False
    try:
        line_meant(draft, edit)
    except UnclearLine:
        return True
    return False


def _amount(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """A bare number counts or costs, whichever the old one does, on one line only."""
    places = lines_meant(draft, edit)
    found = [
        replace(edit, field=field, line=at + 1)
        for at in places
        for field, name in ((Field.QUANTITY, "quantity"), (Field.PRICE, "unit_price"))
        if edit.old is not None and getattr(draft.lines[at], name) == edit.old
    ]
    if not found and len(places) == 1 and _sold_whole(draft.lines[places[0]], edit.number):
        newer = HANDLERS[Field.PRICE](draft, replace(edit, field=Field.PRICE, line=places[0] + 1), setting)
        lines = list(newer.lines)
        lines[places[0]] = lines[places[0]].marked(Mark.PRICE)  # to be checked: nobody said that it is one
        return replace(newer, lines=tuple(lines))
    if len(found) != 1:
        raise Refused("edit-amount-unclear", line=draft.lines[places[0]].name)
    return HANDLERS[found[0].field](draft, found[0], setting)


def _sold_whole(line: Line, number: Decimal | None) -> bool:
    """Whether a number can only be the price: of what nobody counted, about as much as it cost."""
    uncounted = line.quantity == 1 and line.unit is None and line.unit_price > _FEW
    return (
        uncounted
        and number is not None
        and line.unit_price / 5 <= number <= line.unit_price * 5
        and number > _FEW
    )


HANDLERS: Mapping[Field, Handler] = {
    Field.ADD: on_lines.add,
    Field.REMOVE: on_lines.remove,
    Field.PRICE: on_lines.price,
    Field.QUANTITY: on_lines.quantity,
    Field.AMOUNT: _amount,
    Field.TOTAL: on_lines.total,
    Field.RATE: on_lines.rate,
    Field.LINE_NAME: on_lines.line_name,
    Field.PRICE_KIND: on_terms.price_kind,
    Field.DISCOUNT: on_lines.discount,
    Field.DUE: on_terms.due,
    Field.SUPPLY: on_terms.one_field("supply_date"),
    Field.BUYER: on_terms.buyer,
    Field.BUYER_NAME: on_terms.buyer_name,
    Field.BUYER_ADDRESS: on_terms.buyer_address,
    Field.SEND_TO: on_terms.send_to,
    Field.SEND_ALSO: on_terms.send_also,
    Field.PAYMENT: on_terms.payment,
    Field.PAID: on_terms.paid,
    Field.NOTE: on_terms.one_field("note"),
    Field.SPLIT: on_terms.split,
    Field.CURRENCY: on_terms.currency,
    Field.IN_CURRENCY: on_terms.in_currency,
}
"""What each field of an edit does to a draft."""
